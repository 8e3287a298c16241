/** The checks for which a verifier needs something beside the document: log, status, photos, serial number. */

import { concat, equal, fromHex, sha256, toHex, utf8 } from "./bytes.js";
import { digest, hexDigest } from "./canonical.js";
import { isSet, noticeAddress, succeeded } from "./lists.js";
import { NotProven, checkLogProof, parseLogProof, parseNote, signedHead } from "./log.js";
import { StepFailed, StepSkipped } from "./step.js";

const WITHDRAWN = {
  revocation: "REVOKED: the issuer withdrew this certificate for good",
  suspension: "SUSPENDED: the issuer withdrew this certificate for now",
};

/** Return where the log has the document. */
export async function logged(document, proof, trust) {
  if (!proof) throw new StepSkipped("no proof of the log came with the document");
  const read = await proven(() => parseLogProof(proof));
  if (!trust) throw new StepSkipped("no log is known here whose word would count");
  const entry = await digest(document);
  return proven(() => checkLogProof(read, entry, trust));
}

/**
 * Return the log's size by its checkpoint of today, which must not be an earlier state than the proof's.
 * That it grew out of that state is for witnesses to see: asking for the tiles that show it would tell the issuer the
 * proof's size, and with it which certificate is looked at.
 */
export async function grown(checkpoint, found, trust) {
  const head = await proven(() => signedHead(parseNote(checkpoint), trust));
  if (head.size < found.size) throw new StepFailed("the log has shrunk");
  if (head.size === found.size && !equal(head.root, found.root)) {
    throw new StepFailed("two logs of one size have two roots");
  }
  return head.size;
}

async function proven(look) {
  try {
    return await look();
  } catch (fault) {
    throw fault instanceof NotProven ? new StepFailed(fault.message) : fault;
  }
}

/**
 * Return what the issuer's lists say, where they say nothing against the certificate.
 *
 * @param fetch returns what lies at an address, or null; null itself while offline.
 */
export async function status(certificate, fetch, known) {
  if (!fetch) {
    throw new StepSkipped(
      "offline: whether it was withdrawn since is in the issuer's lists, which were not fetched",
    );
  }
  let leftOpen = null; // what one list says counts, though another cannot be had
  for (const entry of certificate.credentialStatus) {
    const set = await isSet(entry, await fetch(entry.statusListCredential), known).catch((fault) => {
      if (!(fault instanceof StepSkipped)) throw fault;
      leftOpen ??= fault;
      return false;
    });
    if (!set) continue;
    const place = entry.statusPurpose === "revocation" ? await noticeAddress(certificate) : null;
    const notice = place && (await succeeded(certificate, await hexDigest(certificate), await fetch(place), known));
    throw new StepFailed(notice || WITHDRAWN[entry.statusPurpose]);
  }
  if (leftOpen) throw leftOpen;
  return "neither revoked nor suspended by the issuer's lists";
}

/**
 * Return for each photo which of the named ones it is; null where it is no such file. Names are its owner's own.
 *
 * @param given files with their `bytes`. @param named list of `{ call, digests }`.
 */
export async function comparePhotos(given, named) {
  const digests = await Promise.all(given.map(async ({ bytes }) => toHex(await sha256(bytes))));
  return digests.map((digest) => named.find((photo) => photo.digests.includes(digest))?.call ?? null);
}

/** Return which of the photos were examined. What they look like is not compared here. */
export function photos(answers, named) {
  if (!answers.length) throw new StepSkipped("no photos were given");
  const missing = named.filter(({ call }) => !answers.includes(call)).map(({ call }) => call);
  const rest = missing.length ? `; not given: ${missing.join(", ")}` : "";
  const unknown = answers.flatMap((call, at) => (call === null ? [String(at + 1)] : []));
  if (unknown.length) {
    const which = `photo${unknown.length > 1 ? "s" : ""} ${listing(unknown)} of ${answers.length}`;
    const remedy = "not the very file, and a browser does not compare by look: ./adriel verify --photos does";
    throw new StepSkipped(`cannot be compared: ${which}${rest}; ${remedy}`);
  }
  return `${named.length - missing.length} of ${named.length} photos are the ones that were examined${rest}`;
}

const listing = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0]);

/** Return that the serial number, given with its salt, is the one that was claimed. */
export async function serial(given, claimed) {
  if (!given) throw new StepSkipped("no serial number was given");
  if (claimed === null) throw new StepFailed("no serial number was claimed when the watch was examined");
  const salt = fromHex(given.salt);
  if (!salt) throw new StepFailed("the salt is not written in hexadecimal digits");
  const found = toHex(await sha256(concat(salt, utf8(given.number))));
  if (found !== claimed) throw new StepFailed("this serial number, with this salt, is not the one that was claimed");
  return "the serial number is the one that was claimed";
}
