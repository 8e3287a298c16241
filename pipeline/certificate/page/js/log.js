/** That an entry is in a log: signed notes, checkpoints, RFC 6962 trees and C2SP tlog-proofs, offline. */

import { beginsWith, concat, equal, fromBase64, fromUtf8, isBase64, sha256, toHex, utf8 } from "./bytes.js";
import { holds } from "./ed25519.js";

const HEAD = "c2sp.org/tlog-proof@v1";
const DASH = "\u2014 ";
const INDEX = /^index (0|[1-9][0-9]{0,18})$/;
const SIZE_LINE = /^(?:0|[1-9][0-9]{0,18})$/;
const CONTROL = /[\x00-\x09\x0b-\x1f]/;
const MAX_HASHES = 63;
const MAX_SIGNATURES = 64;
const HASH_BYTES = 32;
const ID_BYTES = 4;
const TIME_BYTES = 8;
const COSIGNATURE = 4;

/** What is shown does not hold; says why. */
export class NotProven extends Error {}

export const isLogProof = (bytes) => beginsWith(bytes, HEAD);

/** Return what a proof shows of an entry (32 bytes): its number, the log's size and root, who confirmed it. */
export async function checkLogProof(proof, entry, trust) {
  const head = await signedHead(proof.head, trust);
  await checkInclusion(await leafHash(entry), proof.number, head, proof.hashes);
  const witnesses = await cosigned(proof.head, trust);
  return { number: proof.number, size: head.size, root: head.root, witnesses };
}

/** Read a proof; numbers are BigInt, since a log may have more entries than a double counts. */
export function parseLogProof(bytes) {
  const text = decoded(bytes, "the proof is not UTF-8");
  const blank = text.indexOf("\n\n");
  const [first, index, ...lines] = (blank < 0 ? text : text.slice(0, blank)).split("\n");
  const number = INDEX.exec(index ?? "");
  if (first !== HEAD || blank < 0 || !number) {
    throw new NotProven("the proof does not begin with its version and the entry's number");
  }
  if (lines.length > MAX_HASHES) throw new NotProven("the proof has more hashes than any log has levels");
  const hashes = lines.map(fromBase64);
  if (hashes.some((hash) => hash?.length !== HASH_BYTES)) {
    throw new NotProven("a line of the proof is no SHA-256 in base64");
  }
  return { number: BigInt(number[1]), hashes, head: parseNote(utf8(text.slice(blank + 2))) };
}

/** Return the checkpoint of a note that the trusted log signed. */
export async function signedHead(note, trust) {
  let head;
  try {
    head = parseCheckpoint(note.text);
    await verifyNote(note, await Promise.all(trust.keys.map(readVkey)));
  } catch (fault) {
    if (!(fault instanceof NotProven)) throw fault;
    throw new NotProven(`the log's checkpoint does not hold: ${fault.message}`);
  }
  if (head.origin !== trust.origin) throw new NotProven("the checkpoint is of another log");
  return head;
}

/** Read a signed note (C2SP signed-note). */
export function parseNote(bytes) {
  const whole = decoded(bytes, "the note is not UTF-8");
  const blank = whole.lastIndexOf("\n\n");
  if (blank < 0 || !whole.endsWith("\n") || CONTROL.test(whole)) {
    throw new NotProven("the note has no text above a blank line and signatures below it");
  }
  const lines = whole.slice(blank + 2).replace(/\n$/, "").split("\n");
  if (lines.length > MAX_SIGNATURES) throw new NotProven(`the note has more than ${MAX_SIGNATURES} signatures`);
  return { text: `${whole.slice(0, blank)}\n`, lines: lines.map(readLine) };
}

function decoded(bytes, why) {
  try {
    return fromUtf8(bytes);
  } catch {
    throw new NotProven(why);
  }
}

function readLine(line) {
  const said = line.startsWith(DASH) ? line.slice(DASH.length) : line;
  const space = said.indexOf(" ");
  const name = space < 0 ? said : said.slice(0, space);
  if (!line.startsWith(DASH) || !name) {
    throw new NotProven("a signature line does not begin with a dash and a key's name");
  }
  const signature = space < 0 ? "" : said.slice(space + 1);
  if (!isBase64(signature)) throw new NotProven("what should be base64 is not");
  const data = fromBase64(signature);
  if (!data) throw new NotProven("what should be base64 is not written in its one form");
  if (data.length <= ID_BYTES) throw new NotProven("a signature line has no signature");
  return { name, id: toHex(data.slice(0, ID_BYTES)), signature: data.slice(ID_BYTES) };
}

/** Read a verifier key of the page's own: `name+id+key`. The id is computed, not believed. */
async function readVkey(vkey) {
  const [, name, key] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(vkey);
  const data = fromBase64(key);
  const id = (await sha256(concat(utf8(`${name}\n`), data))).slice(0, ID_BYTES);
  return { vkey, name, id: toHex(id), kind: data[0], publicKey: data.slice(1) };
}

/** Return the keys that signed, all of whose signatures hold; throw where there is none, or one does not. */
async function verifyNote(note, keys) {
  const held = new Set();
  for (const line of note.lines) {
    const key = keys.findLast(({ name, id }) => name === line.name && id === line.id);
    if (!key) continue;
    if (!(await lineHolds(note.text, line, key))) throw new NotProven(`the signature by ${key.name} does not hold`);
    held.add(key);
  }
  if (!held.size) throw new NotProven("no key that is known signed the note");
  return [...held];
}

async function lineHolds(text, { signature }, { kind, publicKey }) {
  if (kind !== COSIGNATURE) return holds(publicKey, signature, utf8(text));
  const time = signature.slice(0, TIME_BYTES).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return holds(publicKey, signature.slice(TIME_BYTES), utf8(`cosignature/v1\ntime ${time}\n${text}`));
}

/** Return the names of the witnesses that confirmed a checkpoint; throw where they are fewer than are asked for. */
async function cosigned(note, { witnesses, quorum, policy }) {
  const vkeys = policy ? Object.values(policy.witnesses) : witnesses;
  const keys = (await Promise.all(vkeys.map(readVkey))).filter(({ kind }) => kind === COSIGNATURE);
  const spoke = note.lines.some((line) => keys.some(({ name, id }) => name === line.name && id === line.id));
  const held = spoke ? await verifyNote(note, keys) : [];
  if (policy && policy.quorum !== "none" && !isMet(policy.quorum, policy, held)) {
    throw new NotProven(
      `${held.length} of ${vkeys.length} known witnesses confirmed the checkpoint: too few for the policy`,
    );
  }
  if (held.length < quorum) {
    throw new NotProven(`${held.length} of the known witnesses confirmed the checkpoint; ${quorum} are asked for`);
  }
  return [...new Set(held.map(({ name }) => name))];
}

/** Whether a witness confirmed, or enough of a group (C2SP tlog-policy). */
function isMet(name, policy, held) {
  if (Object.hasOwn(policy.witnesses, name)) return held.some(({ vkey }) => vkey === policy.witnesses[name]);
  const { least, members } = policy.groups[name];
  return members.filter((each) => isMet(each, policy, held)).length >= least;
}

function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length !== 4 || lines.pop()) {
    throw new NotProven("a checkpoint has three lines: the log's name, its size and its root");
  }
  const [origin, size, root] = lines;
  if (!origin || !SIZE_LINE.test(size)) throw new NotProven("the checkpoint has no name, or no number for a size");
  if (!isBase64(root)) throw new NotProven("the checkpoint's root is not base64");
  const hash = fromBase64(root);
  if (hash?.length !== HASH_BYTES) throw new NotProven("the checkpoint's root is no SHA-256 in its one form");
  return { origin, size: BigInt(size), root: hash };
}

const leafHash = (entry) => sha256(concat(Uint8Array.of(0), entry));
const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

/** RFC 9162, section 2.1.3.2. */
async function checkInclusion(leaf, number, { size, root }, hashes) {
  if (number >= size) throw new NotProven("the entry's number is not within the log");
  let [node, last, found] = [number, size - 1n, leaf];
  for (const sibling of hashes) {
    if (!last) throw new NotProven("the proof is too long");
    const isLeft = Boolean(node & 1n) || node === last;
    found = await (isLeft ? nodeHash(sibling, found) : nodeHash(found, sibling));
    while (isLeft && node && !(node & 1n)) [node, last] = [node >> 1n, last >> 1n]; // levels without a sibling
    [node, last] = [node >> 1n, last >> 1n];
  }
  if (last) throw new NotProven("the proof is too short");
  if (!equal(found, root)) throw new NotProven("the proof does not lead to the log's root");
}
