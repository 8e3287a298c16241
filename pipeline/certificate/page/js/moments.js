/** Times as documents write them. */

const STAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const MICROSECONDS = 1000;
const DAY_MINUTES = 24 * 60;

export const MINUTE = 60 * 1000 * MICROSECONDS;

/** Return the present, in microseconds since 1970. */
export const present = () => Date.now() * MICROSECONDS;

/** Return the time that a text spells (XML Schema 1.1 `dateTimeStamp`), in microseconds since 1970; null for none. */
export function readTimestamp(text) {
  const found = typeof text === "string" ? STAMP.exec(text) : null;
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const offset = found[8] ? Number(found[9]) * 60 + Number(found[10]) : 0;
  if (!year || !exists || hour > 23 || minute > 59 || second > 59 || offset >= DAY_MINUTES) return null;
  const utc = date.setUTCHours(hour, minute, second) * MICROSECONDS + Number((found[7] ?? "").padEnd(6, "0"));
  return utc - (found[8] === "-" ? -offset : offset) * MINUTE;
}

export const day = (text) => text.slice(0, 10);
