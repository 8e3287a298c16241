/** What is told to a person. Tables of words come from the package that issues, so that both say the same. */

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CERTAIN = 0.01;
const EXTREME = 0.1;
const BINARY_ROUNDING = 1e-9;

/** Steps whose being left out is said first: who relies on a certificate wants to know that it was not withdrawn. */
const TELLING = ["log", "status"];

/** Steps about what was handed over beside the document: where they alone fail, the document is not at fault. */
const GIVEN = ["photos", "serial"];

/** Return text without controls and invisible characters, which could make it read as something else. */
export const printable = (text) => text.replace(/[\p{C}]/gu, "?");

/** Return what a document says, under names that report and certificate share. */
export function factsOf(document, kind) {
  const subject = kind === "certificate" ? document.credentialSubject : document;
  const { claim, score } = subject;
  return {
    case: kind === "certificate" ? subject.caseId : subject.case,
    examination: subject.examination,
    issuer: document.issuer,
    brand: claim.brand,
    model: kind === "certificate" ? claim.watchModel : claim.model,
    reference: claim.reference,
    part: subject.profile === "part" ? claim.part : null,
    outcome: subject.outcome,
    assurance: subject.assurance,
    posterior: score?.posterior ?? null,
  };
}

/** Return what a document says that a reader must know first. */
export function cautionsOf(document, kind) {
  return kind === "certificate" ? document.credentialSubject.cautions : document.warnings;
}

/** Return the first line: whether it holds, and what about it stays open. */
export function headline(verification) {
  const { valid, document, unsafe, standIn, steps } = verification;
  if (!valid) return ["Not valid", notValid(document, steps)];
  const key = unsafe ? ", but signed with a development key: UNSAFE" : "";
  const trial = standIn ? ", but made for a trial: it proves nothing" : "";
  const told = `This ${document} is what was signed${key}${trial}.`;
  const open = leftOpen(verification);
  return ["Valid", open.length ? `${told} Not checked: ${open.join(", ")}.` : told];
}

/** Return the steps that stay open and are told first: a certificate's log and status, and photos where any came. */
export function leftOpen({ document, steps, photos }) {
  const telling = [...(document === "certificate" ? TELLING : []), ...(photos.length ? ["photos"] : [])];
  const open = steps.filter(({ name, status }) => status === "not checked" && telling.includes(name));
  return open.map(({ name }) => name);
}

/** Whether what was handed over beside the document alone is at fault. */
export function failsByGiven(steps) {
  const failed = steps.filter(({ status }) => status === "failed");
  return failed.length > 0 && failed.every(({ name }) => GIVEN.includes(name));
}

function notValid(document, steps) {
  const kind = document === "unknown" ? "file" : document;
  if (!failsByGiven(steps)) return `This ${kind} does not hold.`;
  const failed = steps.filter(({ status }) => status === "failed").map(({ name }) => name);
  return `This ${kind} is what was signed, but does not hold with the ${failed.sort().join(" and ")}.`;
}

/** A probability as it may be told: in steps of 5 %, near certainty of 1 % towards one half; never certainty. */
export function chance(probability) {
  const far = Math.min(probability, 1 - probability);
  const likely = probability > 1 / 2;
  if (far <= CERTAIN + BINARY_ROUNDING) return likely ? "above 99\u00a0%" : "below 1\u00a0%";
  if (far < EXTREME) {
    const hundredths = Math.ceil(far * 100 - BINARY_ROUNDING);
    return `about ${likely ? 100 - hundredths : hundredths}\u00a0%`;
  }
  return `about ${evenly(probability / 0.05) * 5}\u00a0%`;
}

/** Round halves to the even number, as the package that issues does. */
function evenly(number) {
  const near = Math.round(number);
  return Math.abs(number % 1) === 0.5 && near % 2 ? near - 1 : near;
}

/** Return the first 60 bits of a digest as twelve letters and figures, as the paper shows them. */
export function shortCode(digest) {
  const bits = BigInt(`0x${digest}`) >> BigInt(4 * digest.length - 60);
  const letters = Array.from({ length: 12 }, (_, at) => CROCKFORD[Number((bits >> BigInt(5 * (11 - at))) & 31n)]);
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-");
}
