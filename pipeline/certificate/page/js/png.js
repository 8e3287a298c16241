/** The envelope inside a PNG of ours (chunk `iTXt`, PNG Third Edition section 11.3.3.4). */

import { beginsWith, concat, utf8 } from "./bytes.js";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
const KEYWORD = "adriel.certificate.envelope";
const TYPE = "iTXt";
const FRAME = 12;

/** The end of the keyword; not compressed, method 0; no language; no translated keyword. */
const UNCOMPRESSED = Uint8Array.of(0, 0, 0, 0, 0);

export const isPng = (bytes) => beginsWith(bytes, SIGNATURE);

/** Return the texts that a picture carries under our keyword, as bytes; what cannot be read carries none. */
export function textsIn(picture) {
  const head = concat(utf8(KEYWORD), UNCOMPRESSED);
  const texts = [];
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
  for (let at = SIGNATURE.length; at + FRAME <= picture.length; ) {
    const end = at + FRAME + view.getUint32(at);
    const data = picture.subarray(at + 8, end - 4);
    if (end > picture.length || beginsWith(picture, "IEND", at + 4)) break;
    const isOurs = beginsWith(picture, TYPE, at + 4) && head.every((byte, place) => data[place] === byte);
    if (isOurs) texts.push(data.slice(head.length));
    at = end;
  }
  return texts;
}
