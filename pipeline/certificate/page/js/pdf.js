/**
 * What is attached to a PDF of ours. Of PDF is read what such a file uses: objects in plain sight, streams that are
 * deflated or plain. Another program may have written the file anew; its attachments are then not found, and that is
 * said. Whatever is found is checked like any file: a trick in the PDF can hide a document, but not forge one.
 */

import { equal, utf8 } from "./bytes.js";
import { Malformed, canonicalText, parse } from "./canonical.js";
import { inflated } from "./lists.js";

const NAMES = ["certificate.json", "report.json"];
const PROOF = "certificate.tlog-proof";
const ENVELOPE = "certificate.envelope.json";

const WITHIN = 1024;
const MOST_ATTACHMENTS = 100;
const MOST_ATTACHED = 4_000_000;
const REMEDY = "open it in a PDF reader, save the attached file, and drop that here";

const SPECIFICATION = /\/Type\s*\/Filespec\b[\s\S]{0,2000}?endobj/g;
const NAME = /\/F\s*\(((?:[^()\\]|\\.)*)\)/;
const STREAM = /\/EF\s*<<[^>]*?\/F\s+(\d+)\s+\d+\s+R/;

/** Nothing of ours is attached, or not in a way that can be read here; says what to do. */
export class NothingAttached extends Error {}

/** Return the text of bytes, one letter for each, so that places in it are places in the file. */
const asLetters = (bytes) => new TextDecoder("windows-1252").decode(bytes);

export const isPdf = (bytes) => asLetters(bytes.subarray(0, WITHIN)).includes("%PDF-");

/** Return `{ document, proof }` as bytes; `proof` is null where there is none. */
export async function attachedTo(bytes) {
  const text = asLetters(bytes);
  const places = attachments(text);
  const name = NAMES.find((each) => places.has(each));
  if (!name) throw new NothingAttached(`In this PDF none of ${NAMES.join(", ")} is found attached: ${REMEDY}.`);
  const read = (each) => (places.has(each) ? streamOf(bytes, text, places.get(each)) : null);
  const [document, proof, envelope] = [await read(name), await read(PROOF), await read(ENVELOPE)];
  if (envelope && !holds(envelope, document, proof)) {
    throw new NothingAttached("The PDF carries two different certificates, so that it is not clear which one counts.");
  }
  return { document, proof };
}

/** Return name -> number of the object that holds the file. */
function attachments(text) {
  if (text.split("/Filespec").length > MOST_ATTACHMENTS) throw unreadable();
  const found = new Map();
  for (const [specification] of text.matchAll(SPECIFICATION)) {
    const name = plainName(NAME.exec(specification)?.[1]);
    const stream = STREAM.exec(specification)?.[1];
    if (!name || !stream) continue;
    if (found.has(name) && [...NAMES, PROOF, ENVELOPE].includes(name)) {
      throw new NothingAttached("The PDF carries a document twice, so that it is not clear which one counts.");
    }
    found.set(name, stream);
  }
  return found;
}

/** Return a name without the escapes that some programs write (ISO 32000-1, section 7.3.4.2). */
const plainName = (name) =>
  name?.replace(/\\([0-7]{1,3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))).replace(/\\(.)/g, "$1");

/** Whether an envelope holds this document and this proof. */
function holds(envelope, document, proof) {
  try {
    const { credential, logProof } = parse(envelope);
    return canonicalText(credential) === canonicalText(parse(document)) && proof && equal(utf8(logProof), proof);
  } catch (fault) {
    if (fault instanceof Malformed || fault instanceof TypeError) return false; // no JSON, or none of an envelope
    throw fault;
  }
}

const unreadable = () => new NothingAttached(`The attached file cannot be read here: ${REMEDY}.`);

async function streamOf(bytes, text, number) {
  const objects = Array.from(text.matchAll(new RegExp(`(?:^|[\\r\\n])${number}\\s+\\d+\\s+obj\\b`, "g")));
  const start = objects.length === 1 ? objects[0].index + objects[0][0].length : -1;
  const keyword = start < 0 ? null : /stream\r?\n/.exec(text.slice(start, start + WITHIN));
  if (!keyword) throw unreadable();
  const dictionary = text.slice(start, start + keyword.index);
  const begin = start + keyword.index + keyword[0].length;
  const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)\b/.exec(dictionary);
  const end = length ? begin + Number(length[1]) : text.indexOf("endstream", begin);
  const data = bytes.slice(begin, end);
  const plain = /\/Filter\b/.test(dictionary) ? await deflated(data, dictionary) : data;
  if (!plain || plain.length > MOST_ATTACHED) throw unreadable();
  return plain;
}

async function deflated(data, dictionary) {
  const known = /\/Filter\s*\[?\s*\/FlateDecode\s*(?:\]|\/|>>|$|\s)/.test(dictionary);
  return known ? inflated(data, "deflate", MOST_ATTACHED) : null;
}
