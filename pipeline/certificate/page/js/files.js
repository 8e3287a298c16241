/** What the files are that a person hands over, by what is in them; names are not asked. */

import { beginsWith } from "./bytes.js";
import { Malformed, parse } from "./canonical.js";
import { isLogProof } from "./log.js";
import { attachedTo, isPdf } from "./pdf.js";
import { isPng, textsIn } from "./png.js";

export const MOST_HANDED_OVER = 25_000_000;

/** What an issuer publishes beside certificates: its lists, and who takes a revoked certificate's place. */
const PUBLISHED = ["BitstringStatusListCredential", "AdrielSuccessionNotice"];

/** A file that cannot be taken; says why and what to do. */
export class Unusable extends Error {}

/**
 * Return what a file is: `{ kind, name, bytes }`, and what it brings along.
 *
 * `document`   with `proof`, and `container` where it came in a PDF or a picture     `published`   with its `address`
 * `secret`     an owner's, with `number` and `salt`     `proof`   the log's     `photo`
 */
export async function recognised(file) {
  const { name } = file;
  if (file.size > MOST_HANDED_OVER) {
    throw new Unusable(`${name} is larger than 25 MB: no document or photo of ours is.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isPdf(bytes)) {
    const { document, proof } = await attachedTo(bytes);
    return { kind: "document", name, bytes: document, proof, container: "pdf" };
  }
  if (isPng(bytes)) return fromPng(name, bytes);
  if (isPicture(bytes)) return { kind: "photo", name, bytes };
  if (isLogProof(bytes)) return { kind: "proof", name, bytes };
  return { kind: "document", proof: null, container: null, name, bytes, ...besides(bytes) };
}

/** A picture that carries a certificate is a document; any other is a photo. */
function fromPng(name, bytes) {
  const texts = textsIn(bytes);
  if (texts.length > 1) {
    throw new Unusable("The picture carries several certificates, so that it is not clear which one counts.");
  }
  if (!texts.length) return { kind: "photo", name, bytes };
  return { kind: "document", name, bytes: texts[0], proof: null, container: "png" };
}

/** JPEG, WebP and HEIC begin so. */
const isPicture = (bytes) =>
  beginsWith(bytes, "\xff\xd8\xff") ||
  beginsWith(bytes, "ftyp", 4) ||
  (beginsWith(bytes, "RIFF") && beginsWith(bytes, "WEBP", 8));

/** Return what makes of a JSON file something else than a document to check. */
function besides(bytes) {
  let read;
  try {
    read = parse(bytes);
  } catch (fault) {
    if (fault instanceof Malformed) return {};
    throw fault;
  }
  const types = Array.isArray(read.type) ? read.type : [];
  if (PUBLISHED.some((type) => types.includes(type))) return { kind: "published", address: String(read.id) };
  if (typeof read.salt === "string" && typeof read.serial === "string") {
    return { kind: "secret", number: read.serial, salt: read.salt };
  }
  return {};
}

/** Return the salt and number that an owner typed, or null where nothing was. */
export function typedSerial(number, salt) {
  return number.trim() ? { number: number.trim(), salt: salt.trim() } : null;
}
