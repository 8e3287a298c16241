/** Bytes as text, and text as bytes: of each the one spelling alone, so that no two texts stand for the same bytes. */

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Longest base58 that is read: a signature has 88 characters, a key 48. */
const MOST_BASE58 = 128;

export const utf8 = (text) => new TextEncoder().encode(text);

/** Return the text that UTF-8 bytes spell, a byte order mark included; throws `TypeError` where they spell none. */
export const fromUtf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Return the bytes that hexadecimal digits spell, with spaces between pairs allowed; null where they spell none. */
export function fromHex(text) {
  const pairs = text.trim().split(/\s+/).join("|");
  const digits = pairs.replaceAll("|", "");
  const whole = pairs.split("|").every((part) => part.length % 2 === 0) && /^[0-9a-fA-F]*$/.test(digits);
  return whole ? Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16)) : null;
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const equal = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** Whether bytes begin with those of an ASCII text. */
export const beginsWith = (bytes, text, at = 0) =>
  bytes.length >= at + text.length && Array.from(text).every((letter, k) => bytes[at + k] === letter.charCodeAt(0));

export function toBase64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Whether text is base64, be it in its one form or in another. */
export const isBase64 = (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Return the bytes of base64 in its one form; null where it is none, or in another. */
export function fromBase64(text) {
  let binary;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

/** Return the bytes of multibase base58btc (`z…`); null where it is none. */
export function fromBase58btc(text) {
  if (!text.startsWith("z") || text.length > MOST_BASE58) return null;
  let number = 0n;
  for (const letter of text.slice(1)) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return null;
    number = number * 58n + BigInt(digit);
  }
  const zeros = text.slice(1).match(/^1*/)[0].length;
  const digits = number ? number.toString(16) : "";
  return concat(new Uint8Array(zeros), fromHex(digits.length % 2 ? `0${digits}` : digits));
}
