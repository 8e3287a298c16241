"""The report as the words, figures and marks that its pages show. The template only lays them out."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from models.parts import PARTS
from models.scoring.words import chance, percent
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Flaw
from models.vocabulary.verdict import Outcome, Score
from models.vocabulary.views import PRIVATE_VIEWS, Component, View
from models.vocabulary.words import COMPONENT, VIEW, capital, thing
from pipeline.certificate import words
from pipeline.certificate.canonical import Document
from pipeline.certificate.not_seen import grouped
from pipeline.certificate.pdf.marks import marks
from pipeline.certificate.proof import read_timestamp
from pipeline.certificate.shapes import ClaimShown, FindingShown, PhotoExamined, PhotoRejected, Report

MAIN_BADGE = 0.052
"""Diameter of a region's number, as a fraction of the picture's width: 4.6 mm on page one …"""

_GRID_BADGE = 0.075
"""… and 4.2 mm in the grid of photos."""

_MOST_MARKS = 12
"""Regions marked on page one; more would hide the watch. The photos further on carry all of them."""

_BEARING: dict[Bearing, str] = {
    Bearing.SUPPORTS: "speaks for the claim",
    Bearing.CONTRADICTS: "speaks against the claim",
    Bearing.NEUTRAL: "neither for nor against",
    Bearing.UNREADABLE: "could not be read",
}

_SHORT = 16
"""Characters of a digest among the versions: enough to tell two apart. The attached JSON has all of them."""

_CLEARNESS = ((0.75, "clear"), (0.4, "fair"), (0.0, "faint"))
"""Strength in words, from which value on. For reading only: nothing is computed from them."""

_DIGEST = re.compile(r"[0-9a-f]{40,}")

Sheet = dict[str, Any]


def report_sheet(report: Report, digest: str, pictured: frozenset[str]) -> Sheet:
    """Return what the report's pages show.

    :param digest: of the signed document.
    :param pictured: labels of the photos whose picture is at hand.
    """
    examined = [photo for photo in report.photos if isinstance(photo, PhotoExamined)]
    part = words.examined_part(report.profile, report.claim.part)
    main = front_photo([photo for photo in examined if photo.label in pictured], part)
    return {
        "case": report.case,
        "examination": report.examination,
        "digest": digest,
        "digest_short": digest[:14],
        "day": day(report.created),
        "outcome": outcome_words(report.outcome, part),
        "assurance": {"level": report.assurance.value.capitalize(), "words": words.ASSURANCE[report.assurance]},
        "warnings": list(report.warnings),
        "claim": [*_claim_rows(report.claim), _serial_row(report.claim.serial is not None)],
        "main": picture_of(main, _telling(report.findings, main.label), MAIN_BADGE) if main else None,
        "score": _score(report.score, report.outcome) if report.score and _shows_one_watch(report) else None,
        "explanation": report.explanation,
        "reasons": list(report.reasons),
        "advice": {"title": words.ADVICE[report.outcome], "lines": list(report.advice)},
        "findings": [_finding(finding) for finding in report.findings],
        "photos": [_photo(photo, report.findings, pictured) for photo in examined],
        "rejected": [
            {"title": capital(photo_name(p.label)), "why": p.why} for p in report.photos if isinstance(p, PhotoRejected)
        ],
        "private": any(photo.view in PRIVATE_VIEWS for photo in examined if photo.label in pictured),
        "not_examined": [[capital(names), why] for names, why in grouped(report.not_examined)],
        "versions": [[name, _version(value)] for name, value in sorted(report.versions.items())],
        "usage": _usage(report),
        "proof": proof_rows(report.proof, report.issuer),
        "limit": words.limit(part),
        "claim_title": words.claim_title(part),
    }


def front_photo(photos: Sequence[PhotoExamined], part: Component | None) -> PhotoExamined | None:
    """Return the photo that stands for the watch (its first dial) or for the part, else whatever comes first."""
    views = (View.DIAL,) if part is None else tuple(photo.view for photo in PARTS[part].main)
    ranked = [photo for view in views for photo in photos if photo.view is view]
    return next(iter((*ranked, *photos)), None)


def day(moment: str) -> str:
    """Return the day of a timestamp as people write it."""
    when = read_timestamp(moment)
    return f"{when.day} {when:%B} {when.year}"


def outcome_words(outcome: Outcome, part: Component | None) -> Sheet:
    """Return the outcome with its title and meaning."""
    return {"code": outcome.value, "title": words.title(outcome, part), "words": words.meaning(outcome, part)}


def _claim_rows(claim: ClaimShown) -> Iterable[list[str]]:
    yield ["Brand", claim.brand]
    for name, value in (("Model", claim.model), ("Reference", claim.reference), ("Calibre", claim.calibre)):
        yield [name, value or ""]
    yield ["Year", str(claim.year or "")]
    if claim.part:
        yield ["Part", capital(COMPONENT[claim.part])]


def _serial_row(claimed: bool) -> list[str]:  # noqa: FBT001 - the one argument of a row
    return ["Serial number", "claimed; hidden here, its owner can prove it" if claimed else ""]


def _score(score: Score, outcome: Outcome) -> Sheet:
    return {
        "posterior": score.posterior,
        "prior": score.prior,
        "posterior_words": capital(chance(score.posterior)),
        "decided": outcome is not Outcome.INCONCLUSIVE,
        "prior_words": percent(score.prior),
        "log10_lr": _signed(score.log10_lr),
        "bars": [
            {
                "name": capital(COMPONENT[contribution.component]),
                "value": contribution.log10_lr,
                "figure": _signed(contribution.log10_lr),
                "findings": f"{contribution.findings} finding{'' if contribution.findings == 1 else 's'}",
            }
            for contribution in sorted(score.contributions, key=lambda c: -abs(c.log10_lr))
        ],
        "reach": max([1.0, *(abs(contribution.log10_lr) for contribution in score.contributions)]),
        "coverage": percent(score.coverage.fraction),
        "seen": component_names(score.coverage.seen),
        "unseen": component_names(score.coverage.unseen),
        "table": score.table,
        "basis": score.basis,
    }


def _shows_one_watch(report: Report) -> bool:
    """Whether figures are about one watch: those about several are about none of them, and are not drawn."""
    dials = [photo for photo in report.photos if isinstance(photo, PhotoExamined) and photo.view is View.DIAL]
    crowded = [any(flaw.code == Flaw.SEVERAL_DIALS for flaw in photo.flaws) for photo in dials]
    doubted = any(f.criterion == "one_watch" and f.bearing is Bearing.CONTRADICTS for f in report.findings)
    return report.outcome is not Outcome.INCONCLUSIVE or not (doubted or (crowded and all(crowded)))


def _signed(figure: float) -> str:
    return f"{figure:+.2f}".replace("-", "\u2212")


def component_names(components: Iterable[Component]) -> list[str]:
    """Return the names of components, as they stand alone."""
    return [capital(COMPONENT[component]) for component in components]


def _finding(finding: FindingShown) -> Sheet:
    return {
        "number": finding.number,
        "component": capital(COMPONENT[finding.component]),
        "criterion": finding.criterion.replace("_", " ").replace("caseback", thing("caseback")),
        "sentence": finding.sentence,
        "observed": _observed(finding),
        "bearing": finding.bearing.value,
        "bearing_words": _BEARING[finding.bearing],
        "examiner": finding.examiner,
        "clearness": next(word for least, word in _CLEARNESS if finding.strength >= least),
        "photo": photo_name(finding.region.photo) if finding.region else "",
    }


def _observed(finding: FindingShown) -> str:
    """Return what was seen in a photo, unless the sentence quotes it."""
    seen = finding.observed.strip("“” ")
    return finding.observed if finding.region and seen.lower() not in finding.sentence.lower() else ""


def picture_of(photo: PhotoExamined, findings: Sequence[FindingShown], badge: float) -> Sheet:
    """Return a photo with the marks of its findings; ``badge`` as in ``marks``."""
    width, height = photo.derivative_size
    return {"label": photo.label, "aspect": height / width, **marks(photo.label, height / width, findings, badge)}


def _telling(findings: Iterable[FindingShown], label: str) -> Sequence[FindingShown]:
    """Return the findings on one photo that tell most: what contradicts first, then by how clearly it was seen."""
    located = [(finding, finding.region) for finding in findings if finding.region and finding.region.photo == label]
    located.sort(key=lambda each: (each[0].bearing is not Bearing.CONTRADICTS, -each[0].strength))
    regions = list(dict.fromkeys(region.polygon for _, region in located))[:_MOST_MARKS]
    return sorted((f for f, region in located if region.polygon in regions), key=lambda finding: finding.number)


def photo_name(label: str) -> str:
    """Return what a photo is of, with its number where there are more."""
    view, _, number = label.partition("-")
    name = "other" if view == View.OTHER else VIEW[View(view)]
    return f"{name} {number}".rstrip()


def _photo(photo: PhotoExamined, findings: Sequence[FindingShown], pictured: frozenset[str]) -> Sheet:
    figures = photo.measurements
    return {
        "title": capital(photo_name(photo.label)),
        "sha256": photo.sha256[:14],
        "picture": picture_of(photo, findings, _GRID_BADGE) if photo.label in pictured else None,
        "facts": f"{figures.width} \u00d7 {figures.height} pixels",
        "notes": [f"It {flaw.words}." for flaw in photo.flaws],
    }


def _rejected(photo: PhotoRejected) -> Sheet:
    return {"title": capital(photo_name(photo.label)), "why": photo.why}


def _version(value: str) -> str:
    return f"{value[:_SHORT]}…" if _DIGEST.fullmatch(value) else value


def _usage(report: Report) -> str:
    cost = report.usage.cost_usd
    return f"Requests to paid models cost {cost:.4f} US dollars." if cost else "No paid model was asked."


def proof_rows(proof: Document | tuple[Document, ...] | None, issuer: str) -> list[list[str]]:
    """Return the options of each proof as rows; a document that is not signed shows that."""
    if not proof:
        return [["Proof", "none: this document is not signed"]]
    names = {
        "cryptosuite": "Cryptosuite",
        "created": "Signed at",
        "verificationMethod": "Key",
        "proofValue": "Signature",
    }
    proofs = proof if isinstance(proof, tuple) else (proof,)
    rows = ([words_, str(each.get(option, ""))] for each in proofs for option, words_ in names.items())
    return [["Issuer", issuer], *rows]
