"""What verified photos of the same reference show too is its design, and no fault of the subject.

Without a reference nobody knows the design: a marker that a sub-dial cuts, or a line of text beside the axis, breaks
the dial's own symmetry on every watch of it. With one, the same measurements of its photos say what is usual.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

from models.vocabulary.case import CaseFile
from models.vocabulary.photo import Ellipse
from models.vocabulary.reference import ReferencePhoto
from models.vocabulary.views import View
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.imaging.decode import crop
from pipeline.imaging.hands import find_hands
from pipeline.imaging.rectified import LONGEST, RADIUS, SIDE, RectifiedDial, crop_box, rectify_dial
from pipeline.imaging.refusal import Refused
from pipeline.ports import BlobMissing

MOST = 4
"""Photos of the set that are measured: a second and a half, once for each set and process."""
FEWEST = 2
"""Photos that must show the same: a fault of one specimen is not its reference's."""

Values = Mapping[str, float]
"""By place, what a photo showed there, in the reading's own unit; only what is beyond what is allowed."""
Usual = Mapping[str, float]
"""By place, what the reference's photos show there, where they agree that it is more than is allowed."""


def view_of(photo: ReferencePhoto, data: bytes) -> DialView | None:
    """Return a verified photo's dial, straightened; None where it shows none that can be measured.

    :param data: JPEG.
    """
    if not isinstance(photo.dial, Ellipse):
        return None
    box = crop_box(photo.dial, photo.size)
    try:
        dial = rectify_dial(crop(data, box, longest=LONGEST), box, photo.dial, photo.size)
    except Refused:
        return None
    if not isinstance(dial, RectifiedDial):
        return None
    hands = find_hands(dial.pixels, margin=SIDE / 2 / RADIUS - 1, twelve=0.0)
    return DialView(dial, photo.sha256, "reference", hands)


def usual(case: CaseFile, knowledge: Knowledge, beyond: Callable[[ReferencePhoto, bytes], Values]) -> Usual:
    """Return what is irregular on the reference itself.

    :param beyond: measures one of its photos.
    """
    seen: defaultdict[str, list[float]] = defaultdict(list)
    for photo, data in _photos(case, knowledge):
        for place, value in beyond(photo, data).items():
            seen[place].append(value)
    return {place: median(values) for place, values in seen.items() if len(values) >= FEWEST}


def beyond_allowed(measured: Sequence[Measured]) -> Values:
    """Return the places of a photo that are further off than is allowed."""
    found = (reading for each in measured if not isinstance(each, NotMeasurable) for reading in each)
    return {reading.place: reading.value for reading in found if reading.ratio > 1.0}


def without(measured: Measured, known: Usual) -> Measured:
    """Return a measurement without the places that are no further off than on the reference's own photos."""
    if isinstance(measured, NotMeasurable):
        return measured
    left = tuple(each for each in measured if not _is_usual(each, known))
    if measured and not left:
        return NotMeasurable("it is as irregular on verified photos of the reference")
    return left


def _is_usual(reading: Reading, known: Usual) -> bool:
    return reading.place in known and reading.value <= known[reading.place] + reading.allowed


def _photos(case: CaseFile, knowledge: Knowledge) -> Iterator[tuple[ReferencePhoto, bytes]]:
    digest, shelf = case.knowledge.get("references"), knowledge.references
    references = shelf.find(digest) if digest is not None and shelf is not None else None
    if references is None or shelf is None:
        return
    dials = [photo for photo in references.photos if photo.view is View.DIAL]
    for photo in sorted(dials, key=lambda photo: photo.sha256)[:MOST]:
        try:
            yield photo, shelf.jpeg(photo)
        except BlobMissing:
            continue
