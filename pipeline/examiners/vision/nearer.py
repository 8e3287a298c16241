"""One further look, close, at whatever was uncertain after the passes.

What is uncertain: where passes opposed one another, where only some saw a thing, where all found it unreadable, and
where they agree in a middling strength. Such a place is cut from the original at full resolution and asked about by
component and criterion alone; what the passes said is not told. Beside it stands the same place of a reference photo,
where both photos show a dial by which one place can be found from the other.

A place that the original shows hardly finer than it was shown already is left alone: to ask about the same pixels
again would be another pass in disguise. ``agreement.settle`` says what the answer can change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models import prompts
from models.vocabulary.case import CaseFile
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.reference import ReferencePhoto
from pipeline.examiners.contract import Photos, ReferenceShelf
from pipeline.examiners.vision.agreement import Accord, Agreed, Key, settle
from pipeline.examiners.vision.exhibits import (
    MAX_BYTES,
    ONE_AT_A_TIME,
    PAID_SIDE,
    QUALITY,
    Exhibit,
    Exhibition,
    Frame,
    scale_of,
)
from pipeline.examiners.vision.looks import Failed, Heard, Purse, question_of
from pipeline.examiners.vision.references import REFERENCE, pinned
from pipeline.examiners.vision.sightings import ONE_WATCH, Sighting, sightings
from pipeline.imaging.decode import crop, encode_jpeg
from pipeline.imaging.refusal import Refused
from pipeline.ports import BlobMissing

PLACE = "place-"

MOST_PLACES = 6
"""With as many reference photos 13,440 tokens: at $0.75 a million $0.010, and about as much again for the answer."""

MIDDLING = (0.3, 0.6)
"""Strengths of what the passes agree on that are looked at again: from what covers a component (0.3, the calibration
table's ``seen``) to where the two thirds lie that one failed pass of three leaves of a confidence of 0.9."""

GAIN = 1.3
"""Times finer than before from which a nearer look is worth a picture. Lower than for a close-up of the dial (1.5): it
shows the place alone, which is half of what it is for. A dial that fills 60 % of 12 megapixels gains 1.35."""

ROOM = 1.6
"""Times the box that the model drew: it draws tightly, and edges are judged against what is beside them."""

LEAST = 0.06
"""Of the photo's longer side: a narrower cut shows metal without a place. On 12 megapixels 240 pixels."""

_ORDER = (Accord.OPPOSED, Accord.UNCONFIRMED, Accord.AGREED)
"""What is looked at first where there is not room for all: what looks contradict each other about."""


@dataclass(slots=True)
class Place:
    """A place that is shown close, and what is asked about it."""

    exhibit: Exhibit
    reference: Exhibit | None
    about: list[Agreed] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of its pictures."""
        return len(self.exhibit.data) + (len(self.reference.data) if self.reference else 0)


@dataclass(frozen=True, slots=True)
class Nearer:
    """What is known after the further look; as before where there was none or it was not answered."""

    agreed: tuple[Agreed, ...]
    heard: Heard | None = None
    failed: Failed | None = None


def look_nearer(
    purse: Purse,
    case: CaseFile,
    photos: Photos,
    shelf: ReferenceShelf | None,
    shown: Exhibition,
    agreed: tuple[Agreed, ...],
) -> Nearer:
    """Ask once about what is uncertain, within what time and budget the passes have left."""
    doubted = uncertain(agreed) if _most_were_heard(agreed) else []
    places = _places(doubted, case, photos, shelf, shown) if doubted else []
    if not places:
        return Nearer(agreed)
    answer = _ask(purse, case, places)
    if isinstance(answer, Failed):
        return Nearer(agreed, failed=answer)
    found = _by_place(sightings(case, answer.answer), places)
    return Nearer(tuple(settle(each, found[each.key]) if each.key in found else each for each in agreed), heard=answer)


def _most_were_heard(agreed: Sequence[Agreed]) -> bool:
    """Whether enough passes were answered for a further look to settle anything: else the service is in trouble."""
    return all(2 * each.answered > each.planned for each in agreed)


def uncertain(agreed: Sequence[Agreed]) -> list[Agreed]:
    """Return what a nearer look could settle, most in need of it first."""
    doubted = [each for each in agreed if each.spoken.box and each.spoken.criterion != ONE_WATCH and _in_doubt(each)]
    return sorted(doubted, key=lambda each: (_ORDER.index(each.accord), -each.spoken.confidence))


def _in_doubt(agreed: Agreed) -> bool:
    match agreed.bearing:
        case Bearing.UNREADABLE:
            return True
        case Bearing.SUPPORTS | Bearing.CONTRADICTS:
            return MIDDLING[0] <= agreed.strength < MIDDLING[1]
        case Bearing.NEUTRAL:
            return False


def _places(
    doubted: Sequence[Agreed], case: CaseFile, photos: Photos, shelf: ReferenceShelf | None, shown: Exhibition
) -> list[Place]:
    references = pinned(case, shelf)
    places: list[Place] = []
    spare = MAX_BYTES
    for each, photo, frame in _worth_it(doubted, photos, shown):
        place = next((one for one in places if _holds(one.exhibit, photo, frame)), None)
        if place is None:
            if len(places) == MOST_PLACES:
                continue
            place = _place(photos, photo, frame, len(places) + 1, shelf, references)
            if place is None or place.size > spare:
                continue
            spare -= place.size
            places.append(place)
        place.about.append(each)
    return places


def _worth_it(doubted: Sequence[Agreed], photos: Photos, shown: Exhibition) -> Iterator[tuple[Agreed, Prepared, Frame]]:
    """Yield what the original shows finer than it was shown, with the photo and the frame to cut."""
    exhibits = {each.label: each for each in shown.exhibits}
    prepared = {each.photo.sha256: each for each in photos.all}
    for each in doubted:
        exhibit = exhibits[each.spoken.photo]
        photo, region = prepared[exhibit.photo], exhibit.region(each.spoken.box)
        if region is None:
            continue
        frame = _around((*region.polygon[0], *region.polygon[2]), photo)
        before = max(scale_of(one.frame, photo) for one in exhibits.values() if _holds(one, photo, frame))
        if scale_of(frame, photo) >= GAIN * before:
            yield each, photo, frame


def _around(box: Frame, photo: Prepared) -> Frame:
    """Return a box with room around it, within the photo."""
    width, height = photo.measurements.width, photo.measurements.height
    least = LEAST * max(width, height)
    half_x = max((box[2] - box[0]) * ROOM, least / width) / 2
    half_y = max((box[3] - box[1]) * ROOM, least / height) / 2
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return max(0.0, x - half_x), max(0.0, y - half_y), min(1.0, x + half_x), min(1.0, y + half_y)


def _holds(exhibit: Exhibit, photo: Prepared, frame: Frame) -> bool:
    """Whether a picture shows all of a frame of this photo."""
    left, top, right, bottom = exhibit.frame
    inside = left <= frame[0] and top <= frame[1] and frame[2] <= right and frame[3] <= bottom
    return exhibit.photo == photo.photo.sha256 and inside


def _place(
    photos: Photos,
    photo: Prepared,
    frame: Frame,
    number: int,
    shelf: ReferenceShelf | None,
    references: Sequence[ReferencePhoto],
) -> Place | None:
    exhibit = _cut(photos, photo, frame, number)
    return Place(exhibit, _same_place(shelf, references, photo, exhibit)) if exhibit is not None else None


def _cut(photos: Photos, photo: Prepared, frame: Frame, number: int) -> Exhibit | None:
    try:
        with ONE_AT_A_TIME:
            data = encode_jpeg(photos.crop(photo, frame, longest=PAID_SIDE), QUALITY)
    except Refused:  # the original has been looked at before; what it will not give now is not needed
        return None
    return Exhibit(f"{PLACE}{number}", photo.photo.sha256, frame, data)


def _same_place(
    shelf: ReferenceShelf | None, references: Sequence[ReferencePhoto], photo: Prepared, place: Exhibit
) -> Exhibit | None:
    """Return the place of a reference photo that lies to its dial as ``place`` lies to the subject's, if there is one.

    Both are taken to stand upright: a photo that is turned shows another place, which the model is told to disregard
    where it does not match.
    """
    dial, size = photo.dial, (photo.measurements.width, photo.measurements.height)
    if shelf is None or not isinstance(dial, Ellipse):
        return None
    for each in references:
        if each.view is photo.photo.view and isinstance(each.dial, Ellipse):
            frame = _transferred(place.frame, dial, size, each.dial, each.size)
            data = _cut_reference(shelf, each, frame)
            if data is not None:
                return Exhibit(REFERENCE + place.label, each.sha256, frame, data, place.label)
    return None


def _cut_reference(shelf: ReferenceShelf, photo: ReferencePhoto, frame: Frame) -> bytes | None:
    """Return the frame of a reference photo; None where the photo is gone or unreadable, or the frame lies outside."""
    try:
        with ONE_AT_A_TIME:
            return encode_jpeg(crop(shelf.jpeg(photo), frame, PAID_SIDE), QUALITY)
    except (BlobMissing, Refused, ValueError):
        return None


def _transferred(
    frame: Frame, dial: Ellipse, size: tuple[int, int], other: Ellipse, other_size: tuple[int, int]
) -> Frame:
    """Return a frame moved and scaled from one dial to the other; the larger axis of each is the measure."""
    zoom = other.axes[0] * max(other_size) / (dial.axes[0] * max(size))
    edges = []
    for axis, edge in zip((0, 1, 0, 1), frame, strict=True):
        from_centre = (edge - dial.centre[axis]) * size[axis] * zoom
        edges.append(min(1.0, max(0.0, other.centre[axis] + from_centre / other_size[axis])))
    return edges[0], edges[1], edges[2], edges[3]


def _ask(purse: Purse, case: CaseFile, places: Sequence[Place]) -> Heard | Failed:
    labels = [each.exhibit.label for each in places]
    pictures = [shown for each in places for shown in (each.exhibit, each.reference) if shown is not None]
    asked = [(each.exhibit.label, *about.key) for each in places for about in each.about]
    text = prompts.NEARER.question(
        case.claim,
        labels,
        components=list(dict.fromkeys(component for _, component, _ in asked)),
        reference_photos=[each.label for each in pictures if each.beside],
        places=[{"photo": label, "component": component, "criterion": what} for label, component, what in asked],
    )
    number = purse.plan.passes + 1
    return purse.ask(number, prompts.NEARER, question_of(prompts.NEARER, text, labels, pictures), labels)


def _by_place(seen: Sequence[Sighting], places: Sequence[Place]) -> dict[Key, list[Sighting]]:
    """Return what was said of each thing that was asked, on the picture on which it was asked; nothing else counts."""
    asked = {about.key: each.exhibit.label for each in places for about in each.about}
    found: dict[Key, list[Sighting]] = {}
    for each in seen:
        key = (each.component, each.criterion)
        if asked.get(key) == each.photo:
            found.setdefault(key, []).append(each)
    return found
