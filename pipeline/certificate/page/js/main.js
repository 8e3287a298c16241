/** The page: takes files, checks them, and shows what holds. Nothing leaves the device unless the person asks. */

import { canVerify } from "./ed25519.js";
import { byId, element, show } from "./elements.js";
import { Unusable, recognised, typedSerial } from "./files.js";
import { day, present } from "./moments.js";
import { issuerFetch } from "./online.js";
import { NothingAttached } from "./pdf.js";
import { showResult } from "./result.js";
import { verifyDocument } from "./verify.js";
import { failsByGiven } from "./words.js";

const nothingBeside = () => ({ proof: null, fetch: null, checkpoint: null, photos: [], serial: null });

/** What the person gave so far. `published` are files of the issuer's by their address. */
const given = { source: null, beside: nothingBeside(), published: new Map() };

/** Set the page up. @param pins what it knows beforehand. */
export async function start(pins) {
  showPins(pins);
  if (!(await canVerify())) {
    show("unsupported", true);
    byId("files").disabled = true;
    return;
  }
  takeFiles((files) => inTurn(async () => (await accept(files)) && recheck(pins)));
  byId("serial-form").addEventListener("submit", (event) => {
    event.preventDefault();
    given.beside.serial = typedSerial(byId("serial-number").value, byId("salt").value);
    inTurn(() => recheck(pins));
  });
  byId("ask").addEventListener("click", () => inTurn(() => ask(pins)));
  byId("again").addEventListener("click", () => byId("files").click());
  byId("print").addEventListener("click", () => window.print());
  document.documentElement.dataset.ready = "yes";
}

/** What is to be done, in turn: an answer about an earlier file never comes after that about a later one. */
const turns = { waiting: 0, last: Promise.resolve() };

function inTurn(work) {
  const main = document.querySelector("main");
  turns.waiting += 1;
  main.ariaBusy = "true";
  turns.last = turns.last
    .then(work)
    .catch(giveUp)
    .finally(() => {
      turns.waiting -= 1;
      main.ariaBusy = String(turns.waiting > 0);
    });
}

/** A fault of this page's own is no answer about a file. */
function giveUp(fault) {
  forget();
  say("This page failed at that file and can say nothing about it; ./adriel verify may.");
  console.error(fault);
}

function takeFiles(take) {
  for (const id of ["files", "more-files"]) {
    byId(id).addEventListener("change", ({ target }) => {
      take(Array.from(target.files));
      target.value = ""; // the same file again is a change again
    });
  }
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      byId("drop").classList.toggle("over", type === "dragenter" || type === "dragover");
      if (type === "drop") take(Array.from(event.dataTransfer.files));
    });
  }
}

/** Keep what the files bring; return whether there is a document to check. */
async function accept(files) {
  if (!files.length) return false;
  say("");
  try {
    const found = await Promise.all(files.map(recognised));
    const documents = found.filter(({ kind }) => kind === "document");
    if (documents.length > 1) throw new Unusable("These are several documents: give one at a time.");
    if (documents.length) begin(documents[0]);
    found.forEach(keep);
    if (!given.source) throw new Unusable("Give the certificate first: its JSON or its PDF.");
    return true;
  } catch (fault) {
    if (!(fault instanceof Unusable || fault instanceof NothingAttached)) throw fault;
    forget();
    say(fault.message);
    return false;
  }
}

function begin(source) {
  Object.assign(given, { source, beside: { ...nothingBeside(), proof: source.proof }, published: new Map() });
  byId("serial-form").reset();
}

/** An answer about an earlier file must not stand beside a file that could not be taken. */
function forget() {
  given.source = null;
  show("result", false);
  document.body.dataset.state = "empty";
}

function keep(file) {
  const { beside } = given;
  if (file.kind === "photo") beside.photos.push(file);
  if (file.kind === "proof") beside.proof = file.bytes;
  if (file.kind === "secret") beside.serial = { number: file.number, salt: file.salt };
  if (file.kind === "published") {
    given.published.set(file.address, file.bytes);
    beside.fetch = async (address) => given.published.get(address) ?? null;
  }
}

async function recheck(pins) {
  if (!given.source) return; // forgotten meanwhile
  const verification = await verifyDocument(given.source.bytes, { beside: given.beside, pins, now: present() });
  showResult(verification, { source: given.source, pins, given });
  const { valid, document: kind, steps } = verification;
  const answered = steps.some(({ name, status }) => name === "status" && status === "passed");
  const asks = pins.publicAddress !== null && kind === "certificate" && valid;
  show("ask-part", asks && !(answered && given.beside.checkpoint));
  show("more", valid || failsByGiven(steps));
  show("result", true);
  document.body.dataset.state = "checked";
  byId("verdict").focus();
}

async function ask(pins) {
  byId("ask").disabled = true;
  say("Asking the issuer …");
  given.published.clear();
  given.beside.fetch = issuerFetch(pins.publicAddress);
  given.beside.checkpoint = await given.beside.fetch(`${pins.publicAddress}/log/checkpoint`);
  await recheck(pins);
  byId("ask").disabled = false;
  const missed = "The log’s newest state could not be fetched; its older proof was checked alone.";
  say(given.beside.checkpoint ? "" : missed);
}

function say(text) {
  byId("message").textContent = text;
  show("message", Boolean(text));
}

function showPins({ trusted, log, publicAddress }) {
  const keys = trusted.map(({ method, validFrom, validUntil, lostAt, safe }) => {
    const since = validFrom ? ` from ${day(validFrom)}` : "";
    const until = validUntil ? ` until ${day(validUntil)}` : "";
    const lost = lostAt === null ? "" : `, lost: only what the log held before entry ${lostAt} counts`;
    const told = `${since}${until}${lost}${safe ? "" : ", a development key: UNSAFE"}`;
    return element("li", {}, element("code", { text: method }), told);
  });
  const named = (vkeys, told) => vkeys.map((key) => element("li", {}, element("code", { text: key }), ` ${told}`));
  const witnesses = log?.policy ? Object.values(log.policy.witnesses) : (log?.witnesses ?? []);
  byId("pins").replaceChildren(...keys, ...named(log?.keys ?? [], "the log"), ...named(witnesses, "a witness"));
  for (const host of document.querySelectorAll(".host")) {
    host.textContent = publicAddress === null ? "" : new URL(publicAddress).host;
  }
}
