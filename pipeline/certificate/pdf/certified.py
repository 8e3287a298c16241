"""The certificate as the words, figures and pictures that its pages show. The templates only lay them out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from models.scoring.words import chance
from models.vocabulary.photo import Submitted
from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import PRIVATE_VIEWS, Component, View
from models.vocabulary.words import COMPONENT, capital
from pipeline.certificate import code, qr, words
from pipeline.certificate.pdf.sheet import (
    MAIN_BADGE,
    Sheet,
    component_names,
    day,
    front_photo,
    outcome_words,
    photo_name,
    picture_of,
    proof_rows,
)
from pipeline.certificate.shapes import Certificate, PhotoExamined, WatchClaimed
from pipeline.status import lists
from pipeline.transparency import checkpoint
from pipeline.transparency.proof import LogProof

MOST_PHOTOS = 20
"""Photos that are shown: four rows of five. Of more the number is said; the attached file names them all."""

_CLIP = 64
"""Characters of a claim's field on the first page, which stays one page; the second has all of them."""

_CLIP_LONG = 240
"""Characters of what the figures rest on: a figure that is shown around says on what it rests."""

_KEY_END = 16
"""Characters of a key's name on the first page: 93 bits of it. The record has all of them."""

_LONG = 34
"""Characters of brand and model together from which on they are set smaller."""


class Unshown(NamedTuple):
    """A photo of which the certificate alone is left."""

    label: str
    view: View
    sha256: str


def unshown(certificate: Certificate) -> list[Unshown]:
    """Return the photos as the certificate names them, numbered within each view."""
    counts: Counter[View] = Counter()
    named = []
    for photo in certificate.credential_subject.photos:
        counts[photo.view] += 1
        label = Submitted(sha256=photo.sha256, view=photo.view, ordinal=counts[photo.view], size=0).label
        named.append(Unshown(label, photo.view, photo.sha256))
    return named


def certificate_sheet(
    certificate: Certificate,
    digest: str,
    photos: Sequence[PhotoExamined | Unshown],
    logged: LogProof,
    *,
    pictured: Mapping[str, bytes],
) -> Sheet:
    """Return what the certificate's pages show.

    :param digest: of the signed document. :param photos: all that it is about, as the report has them.
    :param pictured: label -> picture, of the photos that may be shown.
    """
    subject = certificate.credential_subject
    claim, part = subject.claim, words.examined_part(subject.profile, subject.claim.part)
    at_hand = [photo for photo in photos if isinstance(photo, PhotoExamined) and photo.label in pictured]
    front = front_photo(at_hand, part)
    return {
        "outcome": outcome_words(Outcome(subject.outcome), part),
        "watch": _watch(claim, part),
        "claim": [[name, _cut(value)] for name, value in _claim_rows(claim)],
        "claim_title": words.claimed(part),
        "claim_whole": [["Brand", claim.brand], ["Model", claim.watch_model or "not claimed"], *_claim_rows(claim)],
        "posterior": capital(chance(subject.score.posterior)),
        "basis": subject.score.basis,
        "basis_short": _cut(subject.score.basis, _CLIP_LONG),
        "summary": subject.summary,
        "assurance": {"level": subject.assurance.capitalize(), "words": words.ASSURANCE[Assurance(subject.assurance)]},
        "seen": component_names(subject.seen),
        "unseen": component_names(subject.unseen),
        "front": picture_of(front, (), MAIN_BADGE) if front else None,
        "photos": [_tile(photo, pictured) for photo in photos[:MOST_PHOTOS]],
        "photo_count": len(subject.photos),
        "more": max(0, len(subject.photos) - MOST_PHOTOS),
        "day": day(certificate.valid_from),
        "valid_until": day(certificate.valid_until),
        "id": certificate.id,
        "code": code.short(digest),
        "page": _page(certificate, digest),
        "signed": {"issuer": certificate.issuer, "key": _key(certificate), "entry": str(logged.number)},
        "record": [*_record(certificate, digest), *_log_rows(logged)],
        "warnings": _warnings(subject.cautions),
        "seal_words": _seal_words(_warnings(subject.cautions)),
        "limit": words.limit(part),
    }


def _page(certificate: Certificate, digest: str) -> str:
    """Return where the public page of the certificate is, under the address at which its issuer publishes."""
    return qr.page(lists.base(certificate.credential_status[0]), certificate.id, code.short(digest))


def _warnings(cautions: Iterable[str]) -> list[str]:
    return [each for each in cautions if each in {words.DEVELOPMENT_KEY, words.STAND_IN}]


def _seal_words(warnings: Sequence[str]) -> str:
    """Return what stands around the seal."""
    if words.STAND_IN in warnings:
        return "MADE FOR A TRIAL · PROVES NOTHING · "
    return "DEVELOPMENT KEY · UNSAFE · " if warnings else "EXAMINED AND SIGNED · ADRIEL · "


def _watch(claim: WatchClaimed, part: Component | None) -> Sheet:
    """Return brand and what stands under it: the model, or the part and the model that it is claimed to be made for."""
    model = claim.watch_model or ""
    if part is not None:
        model = f"{capital(COMPONENT[part])} for the {model}" if model else capital(COMPONENT[part])
    brand, under = _cut(claim.brand), _cut(model)
    return {"brand": brand, "model": under, "long": len(brand) + len(under) > _LONG}


def _claim_rows(claim: WatchClaimed) -> Iterable[list[str]]:
    rows = (
        ("Reference", claim.reference),
        ("Calibre", claim.calibre),
        ("Year", str(claim.year_of_manufacture) if claim.year_of_manufacture else None),
        ("Part", capital(COMPONENT[claim.part]) if claim.part else None),
        ("Serial number", "hidden here; its owner can prove it" if claim.serial_digest else None),
    )
    return ([name, value] for name, value in rows if value)


def _tile(photo: PhotoExamined | Unshown, pictured: Mapping[str, bytes]) -> Sheet:
    """Return one photo of the gallery; one that is not shown says why."""
    private = photo.view in PRIVATE_VIEWS
    shown = isinstance(photo, PhotoExamined) and not private and photo.label in pictured
    return {
        "title": capital(photo_name(photo.label)),
        "picture": picture_of(photo, (), MAIN_BADGE) if isinstance(photo, PhotoExamined) and shown else None,
        "why": "kept private: such photos may show the serial number" if private else "picture not at hand",
        "sha256": photo.sha256[:16],
    }


def _record(certificate: Certificate, digest: str) -> Iterable[list[str]]:
    subject, status = certificate.credential_subject, certificate.credential_status[0]
    yield ["Certificate", certificate.id]
    if certificate.replaces is not None:
        yield ["In place of", certificate.replaces.id]
    yield from proof_rows(certificate.proof, certificate.issuer)
    yield ["Status", f"place {status.status_list_index} in the lists under {lists.base(status)}/status"]
    yield ["Report", f"sha256 {subject.evidence_digest}"]
    yield ["Digest", f"sha256 {digest}"]


def _key(certificate: Certificate) -> str:
    """Return the end of the key's name, by which keys of one issuer differ; of the first proof where there are more."""
    first = certificate.proof[0] if isinstance(certificate.proof, tuple) else certificate.proof or {}
    return str(first.get("verificationMethod", ""))[-_KEY_END:]


def _log_rows(logged: LogProof) -> Iterable[list[str]]:
    head = checkpoint.parse(logged.head.text)
    witnesses = [line.name for line in logged.head.lines if line.name != head.origin]
    confirmed = f"; confirmed by {', '.join(witnesses)}" if witnesses else ""
    yield ["Log", f"entry {logged.number} of {head.origin}, which had {head.size} when this was issued{confirmed}"]


def _cut(text: str, most: int = _CLIP) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
