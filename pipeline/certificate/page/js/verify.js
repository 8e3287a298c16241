/**
 * Verification of a report or certificate in ten numbered steps: those of `./adriel verify`, with its names and words.
 * A step that cannot be taken is *not checked* and says why; that never counts as passed.
 */

import { comparePhotos, grown, logged, photos, serial, status } from "./beside.js";
import { Malformed, canonicalText, hexDigest, isObject, parse } from "./canonical.js";
import { utf8 } from "./bytes.js";
import { certificateFaults, reportFaults } from "./consistency.js";
import { day, readTimestamp } from "./moments.js";
import { shapeFault } from "./shape.js";
import { CLOCK_SKEW, checkSignatures, countSignatures } from "./signatures.js";
import { StepFailed, StepSkipped } from "./step.js";
import { cautionsOf, factsOf, printable } from "./words.js";

export const PASSED = "passed";
export const FAILED = "failed";
export const NOT_CHECKED = "not checked";

const MAY_LACK = new Set(["log", "status", "photos", "serial"]);
const ENVELOPE = "AdrielCertificateEnvelope";
const DOCUMENT_TYPES = new Map([
  ['["AdrielWatchReport"]', "report"],
  ['["VerifiableCredential","AdrielWatchCertificate"]', "certificate"],
]);

/**
 * Check a document, alone or in its envelope.
 *
 * @param beside what the verifier has: `proof` (bytes or null), `fetch` (for lists; null while offline), `checkpoint`
 *   (bytes or null), `photos` (files with their `bytes`), `serial` ({ number, salt } or null).
 * @param pins what the page knows beforehand: keys, log, shapes, words.
 * @param now microseconds since 1970.
 */
export async function verifyDocument(bytes, { beside, pins, now }) {
  const check = new Check(bytes, beside, pins, now);
  const steps = [];
  for (const [name, take] of check.steps()) steps.push({ number: steps.length + 1, name, ...(await ended(take)) });
  const valid = steps.every(({ name, status }) => status === PASSED || (status === NOT_CHECKED && MAY_LACK.has(name)));
  return {
    document: check.kind ?? "unknown",
    valid,
    unsafe: check.key !== null && !check.key.safe,
    standIn: valid && cautionsOf(check.document, check.kind).includes(pins.words.standIn),
    digest: check.document ? await hexDigest(check.document) : null,
    steps,
    photos: check.photos,
    facts: valid ? factsOf(check.document, check.kind) : null,
    content: valid ? check.document : null,
  };
}

async function ended(take) {
  try {
    return { status: PASSED, why: await take() };
  } catch (fault) {
    if (fault instanceof StepFailed) return { status: FAILED, why: fault.message };
    if (fault instanceof StepSkipped) return { status: NOT_CHECKED, why: fault.message };
    throw fault;
  }
}

/** One run. Each step returns why it passed, or throws. */
class Check {
  document = null;
  kind = null;
  key = null;
  #bytes;
  #beside;
  #pins;
  #now;
  #logProof;
  photos = [];
  #shaped = false;
  #signatures = null;
  #signed = null;

  constructor(bytes, beside, pins, now) {
    [this.#bytes, this.#beside, this.#pins, this.#now] = [bytes, beside, pins, now];
    this.#logProof = beside.proof;
  }

  steps() {
    return [
      ["parse", () => this.#parse()],
      ["shape", () => this.#shape()],
      ["signature", () => this.#signature()],
      ["issuer", () => this.#issuer()],
      ["dates", () => this.#dates()],
      ["log", () => this.#log()],
      ["status", () => this.#status()],
      ["photos", () => this.#photos()],
      ["serial", () => serial(this.#beside.serial, serialDigest(this.#read(), this.kind))],
      ["consistency", () => this.#consistency()],
    ];
  }

  #parse() {
    try {
      this.document = this.#opened(parse(this.#bytes));
    } catch (fault) {
      throw fault instanceof Malformed ? new StepFailed(`the file ${fault.message}`) : fault;
    }
    return "strict JSON that means the same to every reader";
  }

  #opened(parsed) {
    if (parsed.type !== ENVELOPE) return parsed;
    if (Object.keys(parsed).sort().join() !== "credential,logProof,type,v" || parsed.v !== 1) {
      throw new StepFailed("the envelope is not one of version 1");
    }
    if (!isObject(parsed.credential) || typeof parsed.logProof !== "string") {
      throw new StepFailed("the envelope holds no certificate and proof");
    }
    this.#logProof = utf8(parsed.logProof);
    return parsed.credential;
  }

  #shape() {
    const kind = DOCUMENT_TYPES.get(canonicalText(this.#parsed().type ?? null));
    if (!kind) throw new StepFailed("this is neither a report nor a certificate of Adriel");
    const fault = shapeFault(this.document, this.#pins.shapes[kind], { whole: true });
    if (fault) throw new StepFailed(printable(fault));
    [this.kind, this.#shaped] = [kind, true];
    return `a ${kind} of version 1, complete and without unknown fields`;
  }

  async #signature() {
    this.#parsed();
    this.#signatures = await checkSignatures(this.#read(), this.#pins.trusted, this.#pins.words.proof);
    return this.#signatures.said;
  }

  #issuer() {
    const held = this.#held();
    const counted = countSignatures(held, this.#read().issuer, this.#pins.trusted);
    [this.key, this.#signed] = [counted.key, counted.created];
    return counted.said;
  }

  #dates() {
    const document = this.#read();
    const signed = this.#signed ?? this.#held().held[0].created;
    const start = this.kind === "report" ? document.created : document.validFrom;
    const latest = this.#now + CLOCK_SKEW;
    if (readTimestamp(start) > latest || signed > latest) throw new StepFailed("the document is dated in the future");
    if (this.kind === "report") {
      return `made on ${day(start)}; a report does not expire, it speaks of the photos of that day`;
    }
    if (this.#now >= readTimestamp(document.validUntil)) {
      throw new StepFailed(`the certificate expired on ${day(document.validUntil)}`);
    }
    return `valid until ${day(document.validUntil)}`;
  }

  async #log() {
    const document = this.#read();
    const lost = this.key?.lostAt ?? null;
    if (this.kind === "report") {
      if (lost === null) throw new StepSkipped("reports are for their owner and not in the log");
      throw new StepFailed("the key was lost, and reports are not in the log: nothing shows that this one is older");
    }
    const found = await this.#entry(document, lost);
    if (lost !== null && found.number >= BigInt(lost)) {
      throw new StepFailed(
        `the key was lost, and the log has the document only since: entry ${found.number} of ${lost}`,
      );
    }
    const { checkpoint } = this.#beside;
    const size = checkpoint ? await grown(checkpoint, found, this.#pins.log) : null;
    const confirmed = found.witnesses.length ? `, confirmed by ${found.witnesses.join(", ")}` : "";
    const today = size === null ? "" : `; today it has ${size}`;
    return `entry ${found.number} of the log, which had ${found.size}${confirmed}${today}`;
  }

  async #entry(document, lost) {
    try {
      return await logged(document, this.#logProof, this.#pins.log);
    } catch (why) {
      if (lost === null || !(why instanceof StepSkipped)) throw why;
      throw new StepFailed(`the key was lost, and whether the log held this before is not shown: ${why.message}`);
    }
  }

  #status() {
    const document = this.#read();
    if (this.kind === "report") {
      throw new StepSkipped("a report is not withdrawn: it speaks of the photos of a day");
    }
    if (!this.key) throw new StepSkipped("whose list would count is not known");
    const { trusted, shapes, words } = this.#pins;
    const known = { issuer: document.issuer, trusted, shapes, now: this.#now, succession: words.succession };
    return status(document, this.#beside.fetch, known);
  }

  async #photos() {
    const named = namedPhotos(this.#read(), this.kind);
    this.photos = await comparePhotos(this.#beside.photos, named);
    return photos(this.photos, named);
  }

  #consistency() {
    const document = this.#read();
    const faults =
      this.kind === "report" ? reportFaults(document) : certificateFaults(document, this.#pins.privateViews);
    if (faults.length) throw new StepFailed(faults.join("; "));
    return "outcome, score and findings agree";
  }

  #parsed() {
    if (!this.document) throw new StepSkipped("there is no document to look at");
    return this.document;
  }

  #read() {
    if (!this.#shaped) throw new StepSkipped("the document's shape is not known");
    return this.document;
  }

  #held() {
    if (!this.#signatures) throw new StepSkipped("the signature does not hold");
    return this.#signatures;
  }
}

/** Return the photos that the document names, as it calls them, with the digests of original and derivative. */
function namedPhotos(document, kind) {
  if (kind === "report") {
    return document.photos.map((photo) => ({ call: photo.label, digests: [photo.sha256, photo.derivative] }));
  }
  return document.credentialSubject.photos.map((photo) => ({
    call: `${photo.view} (${photo.sha256.slice(0, 8)})`,
    digests: [photo.sha256, photo.derivativeSha256],
  }));
}

const serialDigest = (document, kind) =>
  kind === "report" ? (document.claim.serial?.digest ?? null) : document.credentialSubject.claim.serialDigest;
