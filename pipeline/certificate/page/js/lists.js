/** What an issuer's signed lists say of a certificate (W3C Bitstring Status List 1.0). */

import { sha256, toHex, utf8 } from "./bytes.js";
import { Malformed, parse } from "./canonical.js";
import { MINUTE, day, readTimestamp } from "./moments.js";
import { provenBy } from "./proof.js";
import { shapeFault } from "./shape.js";
import { StepFailed, StepSkipped } from "./step.js";

const SKEW = 5 * MINUTE;
const LEAST_PLACES = 131_072;
const MOST_PLACES = 8 * LEAST_PLACES;

/** What GZIP begins with (RFC 1952, section 2.3.1). */
const GZIP = [0x1f, 0x8b, 0x08];

/** Return whether the bit of a certificate's entry is set in the list that `data` holds. */
export async function isSet(entry, data, { issuer, trusted, now, shapes }) {
  if (!data) throw new StepSkipped("the issuer's list could not be fetched");
  const list = await signedBy(data, issuer, trusted);
  if (!list) throw new StepFailed("the status list is not signed by the issuer");
  if (shapeFault(list, shapes.statusList, { whole: false })) {
    throw new StepFailed("the status list has not the form of one");
  }
  checkList(list, entry, issuer, now);
  const bits = await unpacked(list.credentialSubject.encodedList);
  const place = Number(entry.statusListIndex);
  if (place >= 8 * bits.length) throw new StepFailed("the list has no such place");
  return Boolean(bits[place >> 3] & (0x80 >> place % 8));
}

/**
 * Return what the issuer's notice says of the successor of a revoked certificate; null where no such notice holds.
 *
 * @param digest of the certificate's canonical form.
 */
export async function succeeded(certificate, digest, data, { issuer, trusted, shapes, succession }) {
  const notice = data ? await signedBy(data, issuer, trusted) : null;
  if (!notice || shapeFault(notice, shapes.notice, { whole: false }) || notice.issuer !== issuer) return null;
  const { id, digest: named, because, successor } = notice.credentialSubject;
  if (id !== certificate.id || named !== digest) return null;
  return succession[because].replace("{day}", day(notice.validFrom)).replace("{new}", () => successor);
}

/** Return where the notice about a certificate is found. */
export async function noticeAddress(certificate) {
  const [base] = certificate.credentialStatus[0].statusListCredential.split("/status/");
  return `${base}/life/${toHex(await sha256(utf8(certificate.id)))}`;
}

async function signedBy(data, issuer, trusted) {
  const own = trusted.filter((key) => key.controller === issuer && key.lostAt === null).map(({ method }) => method);
  try {
    const document = parse(data);
    return (await provenBy(document, own, trusted)) ? document : null;
  } catch (fault) {
    if (fault instanceof Malformed) return null;
    throw fault;
  }
}

function checkList(list, entry, issuer, now) {
  if (list.issuer !== issuer) throw new StepFailed("the status list is another issuer's");
  const { statusPurpose } = list.credentialSubject;
  if (list.id !== entry.statusListCredential || statusPurpose !== entry.statusPurpose) {
    throw new StepFailed("this is another status list than the certificate names");
  }
  if (now < readTimestamp(list.validFrom) - SKEW) throw new StepFailed("the status list is dated in the future");
  if (now >= readTimestamp(list.validUntil)) {
    throw new StepSkipped(`the status list is too old: it ended on ${day(list.validUntil)}`);
  }
}

/** Return the bytes of a list; never more than one of the most places has. */
async function unpacked(text) {
  if (!text.startsWith("u") || text.includes("=")) {
    throw new StepFailed("the list is not in base64url as multibase writes it");
  }
  const packed = fromBase64url(text.slice(1));
  if (!packed) throw new StepFailed("the list is not base64url");
  if (!GZIP.every((byte, at) => packed[at] === byte)) throw new StepFailed("the list is not GZIP");
  const bytes = await inflated(packed, "gzip", MOST_PLACES / 8);
  if (!bytes) throw new StepFailed("the list is too long, was cut, or has something behind it");
  if (bytes.length < LEAST_PLACES / 8) {
    throw new StepFailed(`a list has between ${LEAST_PLACES} and ${MOST_PLACES} bits, in whole bytes`);
  }
  return bytes;
}

function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Return what was compressed; null where it is damaged, or more than `most` bytes. */
export async function inflated(packed, format, most) {
  const parts = [];
  let size = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream(format)).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > most) {
        await reader.cancel();
        return null;
      }
      parts.push(next.value);
    }
  } catch {
    return null; // the stream's fault: TypeError, or another in older browsers
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
