"""One photo against its references: lays them over it, measures, and writes what was found."""

from collections.abc import Sequence

import numpy as np

from models.vocabulary.finding import Finding
from models.vocabulary.photo import Prepared
from models.vocabulary.views import Component, View
from models.vocabulary.words import VIEW, capital, the
from pipeline.examiners.reference import displacement, place
from pipeline.examiners.reference.align import HALF, Aligned, Frame, align, frame_of
from pipeline.examiners.reference.details import edges, lightness
from pipeline.examiners.reference.finding import measured, unreadable
from pipeline.examiners.reference.library import Laid, Library
from pipeline.examiners.reference.picture import Picture, sheet

COMPONENT = {
    View.DIAL: Component.DIAL,
    View.HANDS: Component.DIAL,
    View.BEZEL: Component.BEZEL,
    View.CASEBACK: Component.CASEBACK,
    View.MOVEMENT: Component.MOVEMENT,
    View.CROWN: Component.CROWN,
    View.CLASP: Component.CLASP,
    View.BRACELET: Component.BRACELET,
}
"""What a photo of a view is compared for."""

_DIAL_ENDS = 1.0
"""Radii. Beyond it stands the rehaut, which the outline may or may not include."""

ALLOWED = {1: 2.0, 2: 1.5}
ALLOWED_OF_MANY = 0.9
"""% of the radius by which details may be displaced, by how many references there are. Rendered photos of the same
reference, camera leaning up to 20 degrees, any light: at most 0.6 % with three or more of them, 1.4 % with two."""

_STANDS_UP = 3.5
"""% of the radius by which applied parts stand above the dial (0.5 mm of 14.5): what they shift for each unit by which
the tangents of the two cameras' angles differ."""

_FLAT = 2.0
"""Factor on what is allowed for parts without an outline: they are deep, and turn and bend."""


def compare(photo: Prepared, subject: Picture, library: Library) -> list[Finding]:
    """Compare a photo with the references of its view."""
    view = photo.photo.view
    laid = library.laid(subject, view)
    if not laid:
        return [_refused(view, "no verified photo could be laid over it")]
    frame = frame_of(subject, [each.registration for each in laid])
    pixels = sheet(subject, subject.to_pixels @ frame.from_sheet, frame.side)
    details = edges(lightness(pixels))
    pairs = [(each, align(details, each.picture, each.registration, frame)) for each in laid]
    aligned = [(each, over) for each, over in pairs if over is not None]
    if not aligned:
        return [_refused(view, "the verified photos do not come to lie over it exactly enough")]
    return _displaced(photo, subject, frame, aligned)


def _refused(view: View, why: str) -> Finding:
    return unreadable(
        COMPONENT[view], "displacement", f"The photo of the {VIEW[view]} was not compared with verified photos: {why}."
    )


def _displaced(
    photo: Prepared, subject: Picture, frame: Frame, aligned: Sequence[tuple[Laid, Aligned]]
) -> list[Finding]:
    whole = displacement.field([over for _, over in aligned], frame.radius)
    away = displacement.radii(whole.patches, frame)
    parts = {COMPONENT[photo.photo.view]: away <= _DIAL_ENDS if subject.round else np.ones(len(away), bool)}
    allowed = _allowed(subject, [each for each, _ in aligned])
    findings = []
    for component, mask in parts.items():
        part = whole.within(mask)
        if len(part.patches) < displacement.FEWEST:
            findings.append(unreadable(component, "displacement", _too_little(component)))
            continue
        most = displacement.worst(part, frame.radius)
        findings.append(_displacement(photo, subject, frame, component, most, allowed))
    return findings


def _too_little(component: Component) -> str:
    return f"Too little of {the(component)} can be made out to compare it with verified photos."


def _displacement(
    photo: Prepared,
    subject: Picture,
    frame: Frame,
    component: Component,
    most: displacement.Displaced,
    allowed: float,
) -> Finding:
    value = 100.0 * most.size
    where = place.by_the_hours(most.patches, frame) if subject.round else place.on_the_photo(most.patches, frame)
    if value <= allowed:
        sentence = (
            f"Compared with verified photos, everything made out on {the(component)} stands in its place: "
            f"the largest difference is {value:.1f} % of the radius; {allowed:.1f} % is what pose and making allow."
        )
    else:
        sentence = (
            f"Compared with verified photos, {the(component)} {where} stands {value:.1f} % of the radius off its place "
            f"({_direction(most, frame)}); {allowed:.1f} % is what pose and making allow."
        )
    return measured(
        component,
        "displacement",
        value=value,
        unit="% of radius",
        allowed=allowed,
        sentence=capital(sentence),
        region=place.region(most.patches, HALF / 2, subject, frame, photo.photo.sha256),
    )


def _direction(most: displacement.Displaced, frame: Frame) -> str:
    """Return whether it went outwards, inwards, clockwise or anticlockwise."""
    outward = most.patches.mean(axis=0) - frame.side / 2
    outward = outward / max(float(np.linalg.norm(outward)), 1e-6)
    along, around = float(most.offset @ outward), float(most.offset @ np.array([-outward[1], outward[0]]))
    if abs(along) > abs(around):
        return "outwards" if along > 0 else "inwards"
    return "clockwise" if around > 0 else "anticlockwise"


def _allowed(subject: Picture, laid: Sequence[Laid]) -> float:
    """Return % of the radius: more with fewer references, and the more the cameras' angles differ."""
    leans = [each.picture.lean for each in laid]
    nearest = min(
        float(min(np.linalg.norm(subject.lean - lean), np.linalg.norm(subject.lean + lean))) for lean in leans
    )
    base = ALLOWED.get(len(laid), ALLOWED_OF_MANY)
    return base + _STANDS_UP * nearest if subject.round else base * _FLAT
