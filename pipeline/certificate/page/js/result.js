/** Shows a verification. */

import { byId, drawing, element, show } from "./elements.js";
import { cautionsOf, chance, headline, leftOpen, printable, shortCode } from "./words.js";

const QUESTIONS = {
  parse: "Can it be read in one way only?",
  shape: "Has it the form of ours?",
  signature: "Is it as it was signed?",
  issuer: "Did the issuer sign it?",
  dates: "Is it within its time?",
  log: "Is it in the public log?",
  status: "Does it still stand?",
  photos: "Are these the photos?",
  serial: "Is this the serial number?",
  consistency: "Does it agree with itself?",
};

const MARKS = { passed: "mark-passed", failed: "mark-failed", "not checked": "mark-open" };

/**
 * Show a verification.
 *
 * @param source the file that held the document. @param given what else the person gave.
 */
export function showResult(verification, { source, pins, given }) {
  const tone = toneOf(verification);
  const [title, told] = headline(verification);
  Object.assign(byId("result").dataset, {
    tone,
    valid: verification.valid,
    unsafe: verification.unsafe,
    document: verification.document,
  });
  byId("seal").replaceChildren(drawing(`seal-${tone}`, "seal"));
  byId("verdict").textContent = title;
  byId("told").textContent = told;
  byId("source").textContent = `${source.name}, checked on this device, ${checkedAt()}`;
  byId("steps").replaceChildren(...verification.steps.map(stepItem));
  byId("tally").textContent = tally(verification.steps);
  show("facts-part", verification.valid);
  if (verification.valid) showFacts(verification, pins.words);
  const { developmentKey, standIn } = pins.words;
  const warnings = [...(verification.unsafe ? [developmentKey] : []), ...(verification.standIn ? [standIn] : [])];
  byId("unsafe").textContent = warnings.join(" ");
  show("unsafe", warnings.length > 0);
  byId("not-covered").replaceChildren(
    ...notCovered(source, pins.words, given.published).map((text) => element("li", { text })),
  );
  showPhotos(verification.photos, given.beside.photos);
  byId("code").textContent = verification.digest ? shortCode(verification.digest) : "";
  compareCode(byId("code").textContent);
  byId("digest").textContent = verification.digest ? `sha256:${verification.digest}` : "";
  show("digest-part", verification.digest !== null);
}

const checkedAt = () => new Date().toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });

/** `good`, `bad`, or `open` where something that is told first stays open, or it proves nothing. */
function toneOf(verification) {
  if (!verification.valid) return "bad";
  return verification.unsafe || verification.standIn || leftOpen(verification).length ? "open" : "good";
}

function stepItem({ number, name, status, why }) {
  return element(
    "li",
    { className: "step", data: { step: name, status } },
    drawing(MARKS[status], "mark"),
    element(
      "div",
      { className: "step-words" },
      element("p", { className: "step-title", text: QUESTIONS[name] }),
      element("p", { className: "why", text: printable(why) }),
    ),
    element(
      "p",
      { className: "step-state" },
      element("span", { className: "status", text: status }),
      element("span", { className: "code", text: `${number} ${name}` }),
    ),
  );
}

function tally(steps) {
  const count = (status) => steps.filter((step) => step.status === status).length;
  const failed = count("failed");
  return `${count("passed")} passed, ${failed} failed, ${count("not checked")} not checked`;
}

/** Hold the code of the file against the one that led here: the paper's, behind `#`, which no browser sends. */
function compareCode(code) {
  const [led] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.exec(window.location.hash) ?? [];
  const same = "the code of the paper that led here is the same: both are one document";
  const another = `the paper that led here has another code, ${led}: it is not of this file`;
  byId("code-compared").textContent = led === code ? same : another;
  byId("code-compared").classList.toggle("another", led !== code);
  show("code-compared", Boolean(led && code));
}

function showPhotos(answers, files) {
  const items = answers.map((call, at) => {
    const told = call === null ? "not the very file of any examined photo" : `identical: ${call}`;
    return element("li", { text: `${at + 1}. ${files[at].name}: ${told}` });
  });
  byId("photo-answers").replaceChildren(...items);
  show("photo-answers", items.length > 0);
}

function notCovered({ container }, words, published) {
  const lists = published.size ? ["whether the issuer has signed newer status lists than those you gave"] : [];
  return [...(container ? [words.around[container]] : []), ...lists, ...words.notCovered];
}

function showFacts({ facts, content, document }, words) {
  const watch = [facts.brand, facts.model, facts.reference].filter(Boolean).join(" ");
  byId("watch").textContent = printable(watch);
  const { title, meaning } = (facts.part ? words.outcomesOfPart[facts.part] : words.outcomes)[facts.outcome];
  byId("outcome").textContent = `${title}.`;
  const sure = facts.posterior === null ? "" : ` Probability of the claim: ${chance(facts.posterior)}.`;
  byId("meaning").textContent = `${meaning}${sure}`;
  byId("facts").replaceChildren(...rows(facts, content, document, words).flatMap(row));
  const cautions = cautionsOf(content, document);
  byId("cautions").replaceChildren(...cautions.map((text) => element("li", { text: printable(text) })));
  show("cautions-part", cautions.length > 0);
}

function rows(facts, content, document, words) {
  const named = (components) => components.map((each) => words.components[each] ?? each).join(", ") || "nothing";
  const subject = document === "certificate" ? content.credentialSubject : content;
  const coverage = document === "certificate" ? subject : subject.score?.coverage;
  const dates =
    document === "certificate"
      ? [["Valid", `${content.validFrom.slice(0, 10)} to ${content.validUntil.slice(0, 10)}`]]
      : [["Made on", content.created.slice(0, 10)]];
  return [
    ["Assurance", `${facts.assurance}: ${words.assurances[facts.assurance]}`],
    ...(coverage ? [["Examined", named(coverage.seen)]] : []),
    ...(coverage ? [["Not examined", named(coverage.unseen)]] : []),
    ["Photos", String(subject.photos.length)],
    ...dates,
    ["Case", `${facts.case}, examination ${facts.examination}`],
    ["Issuer", facts.issuer],
  ];
}

const row = ([term, text]) => [element("dt", { text: term }), element("dd", { text: printable(text) })];
