/**
 * What npm libraries say of our credentials. Reads one JSON request a line, writes one JSON answer a line.
 *
 * Nothing is fetched: what a request does not bring along, and the libraries do not ship, cannot be loaded.
 */

import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import * as didKey from "@digitalbazaar/did-method-key";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { createSignCryptosuite, createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { contexts as keyContexts } from "@digitalbazaar/multikey-context";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import canonicalize from "canonicalize";
import { contexts as didContexts } from "did-context";
import jsonld from "jsonld";
import jsigs from "jsonld-signatures";
import { createInterface } from "node:readline";

const SHIPPED = new Map([...didContexts, ...keyContexts]);
const didKeys = didKey.driver();
didKeys.use({ multibaseMultikeyHeader: "z6Mk", fromMultibase: Ed25519Multikey.from });

/** Return a document loader over `documents` (address to document), did:key and what the libraries ship. */
function offline(documents) {
  return async (url) => {
    const document = url.startsWith("did:key:") ? await didKeys.get({ url }) : given(documents, url);
    return document ? { contextUrl: null, documentUrl: url, document } : vc.defaultDocumentLoader(url);
  };
}

/** Return what lies at an address; of a DID document, the verification method that a fragment names. */
function given(documents, url) {
  const [did] = url.split("#");
  if (!url.startsWith("did:") || did === url) return documents[url] ?? SHIPPED.get(url);
  return documents[did]?.verificationMethod.find((method) => method.id === url);
}

/** Return the message of an error and of all errors inside it. */
function messages(error) {
  if (!error) return [];
  return [error.message, ...[error.errors ?? [], error.cause ?? []].flat().flatMap(messages)].filter(Boolean);
}

async function verify({ credential, documents = {} }) {
  const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
  const result = await vc.verifyCredential({ credential, suite, documentLoader: offline(documents), checkStatus });
  const entries = result.statusResult?.results ?? [];
  return {
    verified: result.verified,
    errors: [...[result.error ?? []].flat(), result.statusResult?.error].flatMap(messages),
    proofs: (result.results ?? []).map(({ proof, verified }) => [proof?.verificationMethod, verified]),
    statuses: Object.fromEntries(entries.map((each) => [each.credentialStatus.statusPurpose, each.status])),
  };
}

/** Return a suite that signs with the key of a seed, in the name of a controller or of the key itself. */
async function signing(seed, controller) {
  const key = await Ed25519Multikey.generate({ seed: Uint8Array.from(Buffer.from(seed, "hex")) });
  key.controller = controller ?? `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  return { key, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite: createSignCryptosuite() }) };
}

async function issue({ credential, seed, controller, documents = {} }) {
  const { key, suite } = await signing(seed, controller);
  const issued = { ...credential, issuer: key.controller };
  return { credential: await vc.issue({ credential: issued, suite, documentLoader: offline(documents) }) };
}

/** Add a proof to a credential of another issuer, beside those that it has. */
async function add({ credential, seed, documents = {} }) {
  const { suite } = await signing(seed);
  const purpose = new vc.CredentialIssuancePurpose();
  return { credential: await jsigs.sign(credential, { suite, purpose, documentLoader: offline(documents) }) };
}

/** Expand a document as JSON-LD; in safe mode a term that no context defines is an error. */
async function expand({ document, documents = {} }) {
  return { expanded: await jsonld.expand(document, { documentLoader: offline(documents), safe: true }) };
}

/** Spell documents canonically (RFC 8785). */
async function spell({ documents }) {
  return { spelled: documents.map((document) => canonicalize(document)) };
}

const ACTIONS = { verify, issue, add, expand, spell };

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    console.log(JSON.stringify(await ACTIONS[request.action](request)));
  } catch (error) {
    console.log(JSON.stringify({ thrown: messages(error) }));
  }
}
