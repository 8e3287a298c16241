/**
 * What is attached to a PDF of ours. Of PDF is read what such a file uses: objects in plain sight, streams that are
 * deflated or plain. Another program may have written the file anew; its attachments are then not found, and that is
 * said. Whatever is found is checked like any file: a trick in the PDF can hide a document, but not forge one.
 */

import { inflated } from "./lists.js";

export const NAMES = ["certificate.json", "report.json"];
export const PROOF = "certificate.tlog-proof";

const WITHIN = 1024;
const MOST_ATTACHED = 4_000_000;
const REMEDY = "open it in a PDF reader, save the attached file, and drop that here";

const SPECIFICATION = /\/Type\s*\/Filespec\b[\s\S]{0,2000}?endobj/g;
const NAME = /\/F\s*\(([\w.-]+)\)/;
const STREAM = /\/EF\s*<<[^>]*?\/F\s+(\d+)\s+\d+\s+R/;

/** Nothing of ours is attached, or not in a way that can be read here; says what to do. */
export class NothingAttached extends Error {}

/** Return the text of bytes, one letter for each, so that places in it are places in the file. */
const asLetters = (bytes) => new TextDecoder("windows-1252").decode(bytes);

export const isPdf = (bytes) => asLetters(bytes.subarray(0, WITHIN)).includes("%PDF-");

/** Return `{ document, proof }` as bytes; `proof` is null where there is none. */
export async function attachedTo(bytes) {
  const text = asLetters(bytes);
  const found = new Map();
  for (const [specification] of text.matchAll(SPECIFICATION)) {
    const name = NAME.exec(specification)?.[1];
    const stream = STREAM.exec(specification)?.[1];
    if (name && stream) found.set(name, [...(found.get(name) ?? []), stream]);
  }
  if ([...NAMES, PROOF].some((name) => found.get(name)?.length > 1)) {
    throw new NothingAttached("The PDF carries a document twice, so that it is not clear which one counts.");
  }
  const name = NAMES.find((each) => found.has(each));
  if (!name) throw new NothingAttached(`In this PDF none of ${NAMES.join(", ")} is found attached: ${REMEDY}.`);
  const proof = found.has(PROOF) ? await streamOf(bytes, text, found.get(PROOF)[0]) : null;
  return { document: await streamOf(bytes, text, found.get(name)[0]), proof };
}

async function streamOf(bytes, text, number) {
  const objects = Array.from(text.matchAll(new RegExp(`(?:^|[\\r\\n])${number}\\s+\\d+\\s+obj\\b`, "g")));
  const start = objects.length === 1 ? objects[0].index + objects[0][0].length : -1;
  const keyword = start < 0 ? null : /stream\r?\n/.exec(text.slice(start, start + WITHIN));
  if (!keyword) throw new NothingAttached(`The attached file cannot be read here: ${REMEDY}.`);
  const dictionary = text.slice(start, start + keyword.index);
  const begin = start + keyword.index + keyword[0].length;
  const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)\b/.exec(dictionary);
  const end = length ? begin + Number(length[1]) : text.indexOf("endstream", begin);
  const data = bytes.slice(begin, end);
  const plain = /\/Filter\b/.test(dictionary) ? await deflated(data, dictionary) : data;
  if (!plain || plain.length > MOST_ATTACHED) throw new NothingAttached(`The attached file cannot be read here: ${REMEDY}.`);
  return plain;
}

async function deflated(data, dictionary) {
  const known = /\/Filter\s*\[?\s*\/FlateDecode\s*(?:\]|\/|>>|$|\s)/.test(dictionary);
  return known ? inflated(data, "deflate", MOST_ATTACHED) : null;
}
