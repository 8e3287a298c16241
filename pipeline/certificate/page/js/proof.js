/**
 * Data Integrity proofs with the cryptosuite `eddsa-jcs-2022` (W3C "Data Integrity EdDSA Cryptosuites v1.0", section
 * 3.3). What is missing, unknown or unexpected is a fault, never a pass.
 */

import { concat, fromBase58btc } from "./bytes.js";
import { canonicalText, digest, isObject, without } from "./canonical.js";
import { holds } from "./ed25519.js";
import { readTimestamp } from "./moments.js";

const REQUIRED = ["created", "cryptosuite", "proofPurpose", "proofValue", "type", "verificationMethod"];
const EXPECTED = [
  ["type", "DataIntegrityProof", "WRONG_TYPE"],
  ["cryptosuite", "eddsa-jcs-2022", "WRONG_SUITE"],
  ["proofPurpose", "assertionMethod", "WRONG_PURPOSE"],
];
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
const DID_KEY = "did:key:";

/** A proof that does not hold. `fault` is a name in the table of words, `option` the one that is at fault. */
export class Unproven extends Error {
  constructor(fault, option = null) {
    super(fault);
    this.fault = fault;
    this.option = option;
  }
}

/** Return the proofs of a document, as they are; none where it has none. */
export function proofsOf(document) {
  const { proof } = document;
  if (Array.isArray(proof)) return proof;
  return proof === undefined || proof === null ? [] : [proof];
}

/**
 * Look at each proof of a document by itself; return for each the method and time that it names, or `Unproven`.
 * A method is looked up among the `keys` first; a did:key is otherwise read from its own URL.
 */
export async function examineProofs(document, keys) {
  const known = new Map(keys.map((key) => [key.method, fromMultikey(key.multikey)]));
  const unsecured = without(document, "proof");
  return Promise.all(proofsOf(document).map((proof) => verifyOne(unsecured, proof, known).catch(asResult)));
}

function asResult(fault) {
  if (fault instanceof Unproven) return fault;
  throw fault;
}

/** Whether every proof of a document holds, by one of the named methods; a document without any does not. */
export async function provenBy(document, methods, keys) {
  const results = await examineProofs(document, keys);
  return results.length > 0 && results.every((each) => !(each instanceof Unproven) && methods.includes(each.method));
}

/** Return the 64 bytes that are signed: hash of the proof's options, hash of the document. */
export const hashData = async (unsecured, options) => concat(await digest(options), await digest(unsecured));

async function verifyOne(unsecured, proof, known) {
  const { signature, created } = readOptions(proof);
  const options = without(proof, "proofValue");
  const key = publicKey(options.verificationMethod, known);
  const message = await hashData(withContextOf(unsecured, options), options);
  if (!(await holds(key, signature, message))) throw new Unproven("WRONG_SIGNATURE");
  return { method: options.verificationMethod, created };
}

function readOptions(proof) {
  if (!isObject(proof)) throw new Unproven("MALFORMED");
  const names = Object.keys(proof);
  const missing = REQUIRED.find((name) => !names.includes(name));
  if (missing) throw new Unproven("MISSING_OPTION", missing);
  const unknown = names.filter((name) => name !== "@context" && !REQUIRED.includes(name)).sort()[0];
  if (unknown !== undefined) throw new Unproven("UNKNOWN_OPTION", unknown);
  for (const [name, value, fault] of EXPECTED) if (proof[name] !== value) throw new Unproven(fault);
  const signature = typeof proof.proofValue === "string" ? fromBase58btc(proof.proofValue) : null;
  if (signature?.length !== SIGNATURE_BYTES) throw new Unproven("MALFORMED_VALUE");
  const created = readTimestamp(proof.created);
  if (created === null) throw new Unproven("MALFORMED_CREATED");
  return { signature, created };
}

function publicKey(method, known) {
  if (typeof method !== "string") throw new Unproven("UNRESOLVED");
  if (known.has(method)) return known.get(method);
  const at = method.indexOf("#");
  const [controller, fragment] = at < 0 ? [method, ""] : [method.slice(0, at), method.slice(at + 1)];
  const own = controller.startsWith(DID_KEY) && controller.slice(DID_KEY.length) === fragment;
  const key = own ? fromMultikey(fragment) : null;
  if (!key) throw new Unproven("UNRESOLVED");
  return key;
}

/** Return the 32 bytes of an Ed25519 Multikey (`z6Mk…`); null where it is none. */
function fromMultikey(text) {
  const bytes = fromBase58btc(text);
  const isKey = bytes?.length === KEY_BYTES + 2 && bytes[0] === 0xed && bytes[1] === 0x01;
  return isKey ? bytes.slice(2) : null;
}

/** The document's contexts begin with the proof's, and only those were signed (section 3.3.2). */
function withContextOf(unsecured, options) {
  if (!("@context" in options)) return unsecured;
  const signed = listed(options["@context"]);
  const begins = "@context" in unsecured ? listed(unsecured["@context"]).slice(0, signed.length) : null;
  if (canonicalText(begins) !== canonicalText(signed)) throw new Unproven("CONTEXT");
  const secured = without(unsecured);
  secured["@context"] = options["@context"];
  return secured;
}

const listed = (value) => (Array.isArray(value) ? value : [value]);
