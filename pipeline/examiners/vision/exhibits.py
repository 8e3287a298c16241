"""The pictures that are shown to the model.

How large. Gemini takes a picture at the resolution "high" as at most 1,120 tokens (ai.google.dev, "Media resolution").
The older rule, 258 tokens for a tile of 768 x 768 pixels ("Understand and count tokens"), is the same density: 2,286
pixels a token, a cell of 48 x 48. So 1,120 tokens hold 2.56 megapixels: 1848 x 1386, or 1600 x 1600. A derivative of
2048 x 1536 has 1.2 times as many: it is sent as it is, since a sixth of the bytes is not worth a second JPEG
compression of what is examined for its printing. Only what exceeds the paid pixels by half (a square photo) is shrunk.

What for. A dial that fills 60 % of a 12-megapixel frame has about 1,800 pixels, of which 2.56 megapixels for the whole
frame keep 830. A close-up cut from the original keeps up to 1,600, for another 1,120 tokens ($0.0008 at $0.75 a
million): it is added for the first two dials where it shows at least half as much detail again.
"""

import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.prompts.answer_v1 import BOX_SCALE, Box
from models.vocabulary.finding import Region
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import View
from pipeline.examiners.contract import Photos, Pixels
from pipeline.imaging.decode import encode_jpeg, fit
from pipeline.imaging.refusal import Refused

Frame = tuple[float, float, float, float]
"""Left, top, right, bottom, as fractions of the upright photo."""

WHOLE: Frame = (0.0, 0.0, 1.0, 1.0)

PAID_PIXELS = 1120 * 768 * 768 // 258
PAID_SIDE = math.isqrt(PAID_PIXELS)
WASTE = 1.5
"""Times the paid pixels beyond which a picture is shrunk, and detail beyond which a close-up is worth its tokens."""

CLOSE_UPS = 2
CLOSE_UP = "-closeup"
MARGIN = 1.2
"""Times the dial's outline: hands, bezel and the crown's root belong to what is judged there."""

QUALITY = 92

MAX_PICTURES = 24
"""27,000 tokens; a case has six to ten photos. More dilute the attention each one gets."""

MAX_BYTES = 14_000_000
"""A request with its pictures inside may have 20 MB (ai.google.dev, "Image understanding"); base64 takes 4/3."""

ONE_AT_A_TIME = threading.Lock()
"""A full decode may take 240 MB, and the threads of a vision worker are many: they share memory, so they take turns."""


def photo_of(label: str) -> str:
    """Return the label of the photo that a picture shows, itself or a close-up of it."""
    return label.removesuffix(CLOSE_UP)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture as it is shown.

    :ivar label: the photo's own, or that with ``-closeup``; ``reference-dial`` for a reference photo.
    :ivar photo: digest of the photo as submitted, or of the reference photo.
    :ivar frame: which part of the photo the picture shows.
    :ivar data: JPEG without metadata.
    :ivar beside: of a reference photo: label of the subject's photo behind which it is shown.
    """

    label: str
    photo: str
    frame: Frame
    data: bytes
    beside: str = ""

    def region(self, box: Box | None) -> Region | None:
        """Return a box on this picture as a region of the photo; None for the picture as a whole of a photo."""
        if box is None and self.frame == WHOLE:
            return None
        ymin, xmin, ymax, xmax = (edge / BOX_SCALE for edge in box or (0, 0, BOX_SCALE, BOX_SCALE))
        left, top, right, bottom = self.frame
        x0, x1 = (round(left + edge * (right - left), 4) for edge in (xmin, xmax))
        y0, y1 = (round(top + edge * (bottom - top), 4) for edge in (ymin, ymax))
        return Region(photo=self.photo, polygon=((x0, y0), (x1, y0), (x1, y1), (x0, y1)))


@dataclass(frozen=True, slots=True)
class Exhibition:
    """What is shown, in the order of the case file, each close-up behind its photo; and what is not.

    :ivar references: reference photos: to compare with, never to be judged.
    """

    exhibits: tuple[Exhibit, ...]
    left_out: tuple[str, ...]
    references: tuple[Exhibit, ...] = ()


def exhibit(photos: Photos) -> Exhibition:
    """Choose the pictures of a case and make them; ``references`` adds to them what they are compared with."""
    with ONE_AT_A_TIME:
        chosen = {each.label: each for each in _affordable(_whole(photos, each) for each in _by_use(photos.all))}
        nearer = _close_ups(photos, spare=MAX_BYTES - sum(len(each.data) for each in chosen.values()))
    shown: list[Exhibit] = []
    for photo in photos.all:
        label = photo.photo.label
        shown += [found for name in (label, label + CLOSE_UP) if (found := (chosen | nearer).get(name))]
    left_out = [each.photo.label for each in photos.all if each.photo.label not in chosen]
    return Exhibition(tuple(shown), tuple(left_out))


def _by_use(photos: tuple[Prepared, ...]) -> list[Prepared]:
    """Order by use: the first photo of every view comes before the second of any."""
    seen: dict[View, int] = {}
    ranked = []
    for photo in photos:
        seen[photo.photo.view] = seen.get(photo.photo.view, 0) + 1
        ranked.append((seen[photo.photo.view], photo))
    return [photo for _, photo in sorted(ranked, key=lambda pair: pair[0])]


def _affordable(pictures: Iterable[Exhibit]) -> list[Exhibit]:
    """Take pictures until the request is full."""
    taken: list[Exhibit] = []
    size = 0
    for picture in pictures:
        size += len(picture.data)
        if len(taken) == MAX_PICTURES or size > MAX_BYTES:
            break
        taken.append(picture)
    return taken


def _whole(photos: Photos, photo: Prepared) -> Exhibit:
    data = worth_paying(photo.derivative_size, lambda: photos.jpeg(photo), lambda: photos.pixels(photo))
    return Exhibit(photo.photo.label, photo.photo.sha256, WHOLE, data)


def worth_paying(size: tuple[int, int], jpeg: Callable[[], bytes], pixels: Callable[[], Pixels]) -> bytes:
    """Return a picture of ``size`` (width, height) as it is, or shrunk to the paid pixels where it wastes many."""
    width, height = size
    if width * height <= WASTE * PAID_PIXELS:
        return jpeg()
    longest = round(max(width, height) * math.sqrt(PAID_PIXELS / (width * height)))
    return encode_jpeg(fit(pixels(), longest), QUALITY)


def _close_ups(photos: Photos, *, spare: int) -> dict[str, Exhibit]:
    made = [nearer for each in photos.of(View.DIAL)[:CLOSE_UPS] if (nearer := _close_up(photos, each))]
    return {each.label: each for each in made} if sum(len(each.data) for each in made) <= spare else {}


def _close_up(photos: Photos, photo: Prepared) -> Exhibit | None:
    """Return the dial from the original, where that shows more than the whole photo does."""
    if not isinstance(photo.dial, Ellipse):
        return None
    frame = dial_frame(photo.dial, photo.measurements.width / photo.measurements.height)
    if detail_gain(frame, photo) < WASTE:
        return None
    try:
        data = encode_jpeg(photos.crop(photo, frame, longest=PAID_SIDE), QUALITY)
    except Refused:  # the original has been looked at before; what it will not give now is not needed
        return None
    return Exhibit(photo.photo.label + CLOSE_UP, photo.photo.sha256, frame, data)


def dial_frame(dial: Ellipse, aspect: float) -> Frame:
    """Return the box around a dial, with a margin, inside the photo.

    :param aspect: width over height of the photo.
    """
    longer_in_widths, longer_in_heights = max(1.0, 1 / aspect), max(1.0, aspect)
    turn = math.radians(dial.angle)
    major, minor = dial.axes
    across = math.hypot(major * math.cos(turn), minor * math.sin(turn)) * longer_in_widths * MARGIN
    down = math.hypot(major * math.sin(turn), minor * math.cos(turn)) * longer_in_heights * MARGIN
    x, y = dial.centre
    return max(0.0, x - across), max(0.0, y - down), min(1.0, x + across), min(1.0, y + down)


def detail_gain(frame: Frame, photo: Prepared) -> float:
    """Return how many times finer a close-up of ``frame`` would show it than the whole photo does."""
    return scale_of(frame, photo) / scale_of(WHOLE, photo)


def scale_of(frame: Frame, photo: Prepared) -> float:
    """Return the scale at which the model sees a part of a photo when it is shown: 1 is the original's, 0 < scale <= 1.

    A close-up is cut from the original; the whole photo is shown as its derivative.
    """
    width, height = photo.measurements.width, photo.measurements.height
    if frame == WHOLE:
        return min(1.0, math.sqrt(PAID_PIXELS / (width * height)), max(photo.derivative_size) / max(width, height))
    side = max((frame[2] - frame[0]) * width, (frame[3] - frame[1]) * height)
    return min(1.0, PAID_SIDE / side)
