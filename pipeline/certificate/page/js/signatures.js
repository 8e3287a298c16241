/**
 * Steps 3 and 4: which proofs of a document hold, and which of them counts. Anyone can add a proof and anyone can take
 * one away; so each is looked at by itself, a broken one fails the document, one by a stranger counts for nothing, and
 * without one by the issuer's own key the document fails, however many others hold.
 */

import { canonicalText, isObject } from "./canonical.js";
import { MINUTE, day, readTimestamp } from "./moments.js";
import { Unproven, examineProofs, proofsOf } from "./proof.js";
import { StepFailed } from "./step.js";
import { printable } from "./words.js";

export const CLOCK_SKEW = 5 * MINUTE;

const MAX_PROOFS = 8;
const CLIP = 100;
const STRANGER = "the key is not one that is trusted here; that the document brings it along is no proof";
const ANOTHER = "the key belongs to another issuer than the document names";

/** Look at every proof; return `{ held, unknown, said }`: those that hold, and the names of those by unknown keys. */
export async function checkSignatures(document, trusted, faults) {
  const proofs = proofsOf(document);
  refuseSpellings(document.proof, proofs);
  const held = [];
  const unknown = [];
  const results = await examineProofs(document, trusted);
  results.forEach((result, at) => {
    const name = called(at + 1, proofs[at]);
    if (!(result instanceof Unproven)) {
      refusePartial(proofs[at], document, faults);
      held.push({ ...result, name });
    } else if (result.fault === "UNRESOLVED") unknown.push(name);
    else throw new StepFailed(`${proofs.length > 1 ? `${name}: ` : ""}${broken(result, faults)}`);
  });
  if (!held.length) throw new StepFailed(faults[unknown.length ? "UNRESOLVED" : "MISSING"]);
  return { held, unknown, said: saidOf(held, unknown) };
}

function refuseSpellings(proof, proofs) {
  if (proofs.length > MAX_PROOFS) throw new StepFailed(`the document has more than ${MAX_PROOFS} proofs`);
  if (proofs.length === 1 && Array.isArray(proof)) {
    throw new StepFailed("a single proof is written without a list: a document has one spelling");
  }
  if (new Set(proofs.map(canonicalText)).size < proofs.length) {
    throw new StepFailed("the document has the same proof twice");
  }
}

/** A proof over fewer contexts than the document has leaves the others unsigned. */
function refusePartial(proof, document, faults) {
  if (canonicalText(proof["@context"] ?? null) !== canonicalText(document["@context"])) {
    throw new StepFailed(faults.CONTEXT);
  }
}

const broken = ({ fault, option }, faults) => `${faults[fault]}${option ? `: ${printable(option)}` : ""}`;

function called(number, proof) {
  if (!isObject(proof)) return `proof ${number}`;
  const method = proof.verificationMethod;
  return `proof ${number}, by ${typeof method === "string" ? Array.from(method).slice(0, CLIP).join("") : "nobody"}`;
}

function saidOf(held, unknown) {
  const said = "the content is exactly what was signed";
  if (held.length + unknown.length === 1) return said;
  const strangers = unknown.map((name) => `${name} cannot be checked: its key is not known here`);
  return [`${said}: ${held.map(({ name }) => name).join(" and ")} hold`, ...strangers].join("; ");
}

/** Return the proof that counts, `{ key, created, said }`; of several one by a key that is safe and was not lost. */
export function countSignatures({ held, unknown }, issuer, trusted) {
  const judged = held.map((each) => {
    const keys = trusted.filter(({ method }) => method === each.method);
    return { ...each, key: worstSaid(keys), fault: worthless(each, keys, issuer) };
  });
  const counting = judged.filter(({ fault }) => fault === null);
  if (!counting.length) throw new StepFailed(told(judged, held.length + unknown.length === 1));
  const [best] = counting.toSorted((one, other) => rank(one.key) - rank(other.key));
  const said = best.key.safe ? "signed with a trusted key" : "signed with this machine's development key: UNSAFE";
  const rest = judged.filter(({ fault }) => fault !== null);
  return { ...best, said: rest.length ? `${said}; ${told(rest, false)}` : said };
}

const rank = ({ lostAt, safe }) => 2 * Number(lostAt !== null) + Number(!safe);

/** Of several entries of one key, the one that says the worst of it. */
const worstSaid = (keys) =>
  keys.toSorted((one, other) => (one.lostAt ?? Infinity) - (other.lostAt ?? Infinity) || one.safe - other.safe)[0];

function worthless({ created }, keys, issuer) {
  if (!keys.length) return STRANGER;
  if (keys.some(({ controller }) => controller !== issuer)) return ANOTHER;
  return keys.map((key) => outsideItsTime(key, created)).find((fault) => fault !== null) ?? null;
}

/** What of a lost key still counts is the log's to say. */
function outsideItsTime(key, signed) {
  if (key.validFrom !== null && signed < readTimestamp(key.validFrom) - CLOCK_SKEW) {
    return `dated before the key signed: it began on ${day(key.validFrom)}`;
  }
  if (key.validUntil !== null && signed >= readTimestamp(key.validUntil) + CLOCK_SKEW) {
    return `dated after the key signed: it ended on ${day(key.validUntil)}`;
  }
  return null;
}

function told(judged, alone) {
  return judged.map(({ name, fault }) => (alone ? fault : `${name} counts for nothing: ${fault}`)).join("; ");
}
