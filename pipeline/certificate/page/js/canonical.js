/** JSON, strictly: what is read means one thing only, and what is signed has one spelling (RFC 8785). */

import { beginsWith, fromUtf8, sha256, toHex, utf8 } from "./bytes.js";

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 32;
const MOST_DIGITS = 17;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const CONSTANT = /NaN|-?Infinity/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The bytes are not one JSON object that means the same to every reader; says why, and nothing of what they hold. */
export class Malformed extends Error {}

/** Read one JSON object, or throw `Malformed`. Objects have no prototype: a key may be called anything. */
export function parse(bytes) {
  if (beginsWith(bytes, "%PDF-")) {
    throw new Malformed("is a PDF; the signed JSON is attached to it: save the attachment and check that");
  }
  if (bytes.length > MAX_BYTES) throw new Malformed(`is larger than ${MAX_BYTES / (1024 * 1024)} MB`);
  let text;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new Malformed("is not UTF-8 text");
  }
  if (depth(text) > MAX_DEPTH) throw new Malformed(`is nested more than ${MAX_DEPTH} levels deep`);
  const document = new Reader(text).whole();
  if (!isObject(document)) throw new Malformed("is not a JSON object");
  if (!isUnicode(document)) throw new Malformed("holds text that is not valid Unicode");
  return document;
}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Return the one canonical spelling of a value that `parse` read. */
export function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  // ECMAScript sorts by UTF-16 code units and writes numbers and text as RFC 8785 asks for: it took them from there.
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
  return `{${members.join(",")}}`;
}

export const canonical = (value) => utf8(canonicalText(value));

/** Return the SHA-256 of the canonical spelling, 32 bytes. */
export const digest = (value) => sha256(canonical(value));

export const hexDigest = async (value) => toHex(await digest(value));

/** Return an object without some of its fields. */
export function without(object, ...names) {
  const rest = Object.create(null);
  for (const key of Object.keys(object)) if (!names.includes(key)) rest[key] = object[key];
  return rest;
}

/** Return how deep brackets stand in brackets, those inside text left out. */
function depth(text) {
  let now = 0;
  let deepest = 0;
  let closes = true;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"' && closes) {
      const end = endOfText(text, at);
      closes = end > at; // text without an end: no later quote ends either
      at = end;
    } else if (letter === "[" || letter === "{") {
      now += 1;
      deepest = Math.max(deepest, now);
    } else if (letter === "]" || letter === "}") now -= 1;
  }
  return deepest;
}

function endOfText(text, start) {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at;
    if (text[at] === "\\") at += 1;
  }
  return start;
}

function isUnicode(value) {
  if (typeof value === "string") return !LONE_SURROGATE.test(value);
  if (Array.isArray(value)) return value.every(isUnicode);
  return !isObject(value) || Object.keys(value).every((key) => isUnicode(key) && isUnicode(value[key]));
}

class Reader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  whole() {
    this.#take(SPACE);
    const value = this.#value();
    this.#take(SPACE);
    if (this.#at !== this.#text.length) this.#fail();
    return value;
  }

  #value() {
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #object() {
    const found = Object.create(null);
    let twice = false;
    this.#list("}", () => {
      if (this.#text[this.#at] !== '"') this.#fail();
      const key = this.#string();
      this.#take(SPACE);
      this.#word(":");
      this.#take(SPACE);
      twice ||= key in found;
      found[key] = this.#value();
    });
    if (twice) throw new Malformed("has the same key twice in one object");
    return found;
  }

  #array() {
    const found = [];
    this.#list("]", () => found.push(this.#value()));
    return found;
  }

  #list(end, member) {
    this.#at += 1;
    this.#take(SPACE);
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      member();
      this.#take(SPACE);
      const next = this.#text[this.#at];
      if (next !== "," && next !== end) this.#fail();
      this.#at += 1;
      if (next === end) return;
      this.#take(SPACE);
    }
  }

  #string() {
    let found = "";
    this.#at += 1;
    for (;;) {
      found += this.#take(PLAIN);
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === '"') return found;
      if (next !== "\\") this.#fail(); // the end, or a control character
      found += this.#escape();
    }
  }

  #escape() {
    const letter = this.#text[this.#at];
    this.#at += 1;
    if (letter !== "u") return ESCAPES[letter] ?? this.#fail();
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail();
    this.#at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  #number() {
    if (this.#take(CONSTANT)) throw new Malformed("holds a number that is not finite");
    const text = this.#take(NUMBER);
    if (!text) this.#fail();
    const number = Number(text);
    if (/[.eE]/.test(text)) {
      if (!Number.isFinite(number)) throw new Malformed("holds a number that is not finite");
    } else if (text.length > MOST_DIGITS || !Number.isSafeInteger(number)) {
      throw new Malformed("holds an integer too large to be exact");
    }
    return number;
  }

  #word(word, value) {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #take(pattern) {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [""];
    this.#at += found.length;
    return found;
  }

  #fail() {
    throw new Malformed("is not JSON");
  }
}
