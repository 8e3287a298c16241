/**
 * Whether a value has a shape. Shapes are the JSON Schemas of the types that issue the documents, as the page's builder
 * writes them; of JSON Schema is known what those use, and the faults have the names that those types give them.
 */

import { isObject } from "./canonical.js";
import { readTimestamp } from "./moments.js";

/** From there on a whole number is written with an exponent (RFC 8785), and read as one with a fraction. */
const EXPONENT_FROM = 1e21;

const isWhole = (value) => Number.isInteger(value) && Math.abs(value) < EXPONENT_FROM;

const TYPES = {
  string: [(value) => typeof value === "string", "string type"],
  integer: [isWhole, "int type"],
  number: [(value) => typeof value === "number", "float type"],
  boolean: [(value) => typeof value === "boolean", "bool type"],
  array: [Array.isArray, "tuple type"],
  object: [isObject, "dict type"],
};

/** What a type asks beyond its fields, under the name that it has there. */
const AFTER = {
  existing: (text) => readTimestamp(text) !== null,
  _is_in_its_list: (entry) => entry.id === `${entry.statusListCredential}#${entry.statusListIndex}`,
  _names_its_case: (certificate) => {
    const { caseId, examination } = certificate.credentialSubject;
    const own = `urn:adriel:${caseId}:${examination}`;
    return certificate.replaces?.because === "transfer" ? certificate.id.startsWith(`${own}:`) : certificate.id === own;
  },
  _replaces_one_or_says_nothing: (certificate) => certificate.replaces !== null,
  _has_one_place: ({ credentialStatus: [first, second] }) =>
    first.statusPurpose === "revocation" &&
    second.statusPurpose === "suspension" &&
    first.statusListIndex === second.statusListIndex,
};

/** What is left out where there is none: everything else is written, `null` if need be. */
const MAY_BE_ABSENT = new Set(["proof", "replaces"]);

const MISSES = {
  maxLength: [(value, most) => Array.from(value).length > most, "string too long"],
  pattern: [(value, pattern) => !new RegExp(pattern, "u").test(value), "string pattern mismatch"],
  maximum: [(value, most) => value > most, "less than equal"],
  exclusiveMaximum: [(value, most) => value >= most, "less than"],
  minimum: [(value, least) => value < least, "greater than equal"],
  exclusiveMinimum: [(value, least) => value <= least, "greater than"],
};

class Fault extends Error {
  constructor(place, kind) {
    super(`${place.length ? place.join(".") : "the document"}: ${kind}`);
  }
}

/**
 * Return what is wrong first, with place and kind but nothing of the content; null where nothing is.
 *
 * @param whole whether a field is a fault that the shape would fill in by itself: said last, of documents.
 */
export function shapeFault(value, shape, { whole }) {
  const reader = { defs: shape.$defs ?? {}, leftOut: false };
  try {
    check(value, shape, [], reader);
  } catch (fault) {
    if (fault instanceof Fault) return fault.message;
    throw fault;
  }
  return whole && reader.leftOut ? "the document leaves out a field that its shape has" : null;
}

function check(value, schema, place, reader) {
  if (schema.$ref) {
    check(value, reader.defs[schema.$ref.split("/").pop()], place, reader);
    return;
  }
  if (schema.anyOf) checkAny(value, schema.anyOf, place, reader);
  else if (schema.discriminator) checkTagged(value, schema.discriminator, place, reader);
  else if (schema.enum || "const" in schema) checkOneOf(value, schema, place);
  else checkType(value, schema, place, reader);
  for (const name of schema.after ?? []) if (!AFTER[name](value)) throw new Fault(place, "value error");
}

function checkAny(value, members, place, reader) {
  const kinds = members.filter((member) => member.type !== "null");
  if (value === null && kinds.length < members.length) return;
  let first = null;
  for (const kind of kinds) {
    const named = kinds.length > 1 ? [...place, kind.$ref?.split("/").pop() ?? "dict[str,any]"] : place;
    try {
      check(value, kind, named, reader);
      return;
    } catch (fault) {
      first ??= fault;
    }
  }
  throw first;
}

function checkTagged(value, { propertyName, mapping }, place, reader) {
  if (!isObject(value)) throw new Fault(place, "model attributes type");
  if (!(propertyName in value)) throw new Fault(place, "union tag not found");
  const tag = value[propertyName];
  if (typeof tag !== "string" || !Object.hasOwn(mapping, tag)) throw new Fault(place, "union tag invalid");
  check(value, { $ref: mapping[tag] }, [...place, tag], reader);
}

function checkOneOf(value, schema, place) {
  if (!(schema.enum ?? [schema.const]).includes(value)) throw new Fault(place, schema.named ? "enum" : "literal error");
}

function checkType(value, schema, place, reader) {
  const [fits, fault] = TYPES[schema.type];
  if (!fits(value)) throw new Fault(place, schema.properties ? "model type" : fault);
  for (const [name, [misses, kind]] of Object.entries(MISSES)) {
    if (name in schema && misses(value, schema[name])) throw new Fault(place, kind);
  }
  if (schema.type === "array") checkItems(value, schema, place, reader);
  if (schema.type === "object") checkFields(value, schema, place, reader);
}

function checkItems(value, schema, place, reader) {
  const fixed = schema.prefixItems;
  const most = schema.maxItems ?? Infinity;
  if (!fixed && value.length > most) throw new Fault(place, "too long");
  value.slice(0, most).forEach((item, at) => check(item, fixed ? fixed[at] : schema.items, [...place, at], reader));
  if (fixed && value.length < fixed.length) throw new Fault([...place, value.length], "missing");
  if (value.length > most) throw new Fault(place, "too long");
  if (value.length < (schema.minItems ?? 0)) throw new Fault(place, "too short");
}

function checkFields(value, schema, place, reader) {
  const fields = schema.properties ?? {};
  for (const [name, field] of Object.entries(fields)) {
    if (name in value) check(value[name], field, [...place, name], reader);
    else if (schema.required?.includes(name)) throw new Fault([...place, name], "missing");
    else reader.leftOut ||= !MAY_BE_ABSENT.has(name);
  }
  for (const name of Object.keys(value).sort()) {
    if (Object.hasOwn(fields, name)) continue; // `in` would find __proto__ too
    const others = schema.additionalProperties;
    if (others === false) throw new Fault([...place, name], "extra forbidden");
    if (isObject(others)) check(value[name], others, [...place, name], reader);
  }
}
