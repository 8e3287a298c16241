/** Whether a document's own parts agree: an issuer that contradicts itself is not to be believed, signed or not. */

import { readTimestamp } from "./moments.js";

const ROUNDING = 1e-5;
const RELATIVE = 1e-9;
const EVEN = 0.5;
const MOST_EVIDENCE = 300;

/** Return what contradicts what, in words; empty where all agrees. */
export function reportFaults(report) {
  return [...outcomeFaults(report), ...scoreFaults(report.score), ...findingFaults(report)];
}

/** The same of a certificate. @param privateViews of which no photo is published. */
export function certificateFaults(certificate, privateViews) {
  const { score, seen, unseen, photos } = certificate.credentialSubject;
  return told([
    [
      readTimestamp(certificate.validUntil) <= readTimestamp(certificate.validFrom),
      "it ends before it begins",
    ],
    [score.posterior <= EVEN, "authentic, though its score says otherwise"],
    [!follows(score.posterior, score.prior, score.log10Lr), "the posterior does not follow from prior and evidence"],
    [overlap(seen, unseen), "a component is both seen and unseen"],
    [
      photos.some((photo) => photo.private !== privateViews.includes(photo.view)),
      "a photo is wrongly marked as private or public",
    ],
  ]);
}

function outcomeFaults({ outcome, score, assurance }) {
  const examined = outcome !== "needs_photos";
  return told([
    [examined !== (score !== null), "an outcome without a score, or a score without an outcome"],
    [examined !== (assurance !== "none"), "the assurance does not fit the outcome"],
    [outcome === "authentic" && score?.posterior <= EVEN, "authentic, though its score says otherwise"],
    [outcome === "counterfeit" && score?.posterior >= EVEN, "counterfeit, though its score says otherwise"],
  ]);
}

function scoreFaults(score) {
  if (!score) return [];
  const { contributions, coverage } = score;
  const total = contributions.reduce((sum, each) => sum + each.log10_lr, 0);
  return told([
    [
      new Set(contributions.map((each) => each.component)).size < contributions.length,
      "a component is counted twice",
    ],
    [
      !isClose(total, score.log10_lr, ROUNDING * (1 + contributions.length)),
      "the contributions do not add up to the evidence",
    ],
    [!follows(score.posterior, score.prior, score.log10_lr), "the posterior does not follow from prior and evidence"],
    [overlap(coverage.seen, coverage.unseen), "a component is both seen and unseen"],
  ]);
}

function findingFaults({ findings, photos, score }) {
  const usable = new Set(photos.filter((photo) => photo.kind === "prepared").map((photo) => photo.label));
  const found = (component) => findings.filter((finding) => finding.component === component).length;
  return told([
    [findings.some((finding, at) => finding.number !== at + 1), "the findings are not numbered in order"],
    [
      findings.some(({ region }) => region && !usable.has(region.photo)),
      "a finding points at a photo that was not examined",
    ],
    [
      score?.contributions.some((each) => each.findings > found(each.component)),
      "a contribution rests on findings that are not there",
    ],
  ]);
}

const told = (faults) => faults.filter(([holds]) => holds).map(([, words]) => words);

const overlap = (one, other) => one.some((each) => other.includes(each));

function isClose(one, other, within) {
  return Math.abs(one - other) <= Math.max(RELATIVE * Math.max(Math.abs(one), Math.abs(other)), within);
}

/** Whether Bayes' rule gives the posterior, within rounding of the figures. */
function follows(posterior, prior, log10Lr) {
  if (prior === 0 || prior === 1) return isClose(posterior, prior, ROUNDING);
  const evidence = Math.max(-MOST_EVIDENCE, Math.min(MOST_EVIDENCE, log10Lr));
  const odds = (prior / (1 - prior)) * 10 ** evidence;
  return isClose(posterior, odds / (1 + odds), ROUNDING);
}
