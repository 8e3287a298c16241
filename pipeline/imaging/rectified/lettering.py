"""Lines of text on a rectified dial, and which way up they stand: what tells twelve from the other hours."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.imaging import ocr
from pipeline.imaging.colour import Pixels
from pipeline.imaging.rectified.polar import Doubles

_SEARCH = 448
"""Pixels at which lines are sought: 40 ms, and found words of 8 pixels' height like 640 did, in 110."""

_LONG = 2.2
"""Length over height from which on a line has a direction."""

_SLANT = 8.0
"""Degrees by which lines may differ and still run the same way."""

_TRIED = 2
"""Lines read both ways round: the longest ones. Names read 0.99 upright and 0.87 and less upside down."""

_APART = 0.12
"""Difference in the reader's confidence at which it is sure which way is up."""

_UPRIGHT_PHOTO = 0.4
"""Confidence that the hour nearest to the photo's upper edge is twelve, where no text tells: watches are photographed
upright as a rule."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: ``quad`` (4, 2), radii from the dial's centre (y down), clockwise from where it begins."""

    quad: Doubles

    @property
    def direction(self) -> float:
        """Degrees clockwise from the x axis, -180 to 180."""
        along = self.quad[1] - self.quad[0]
        return float(np.degrees(np.arctan2(along[1], along[0])))

    @property
    def length(self) -> float:
        """From its beginning to its end, radii."""
        return float(np.linalg.norm(self.quad[1] - self.quad[0]))

    @property
    def height(self) -> float:
        """From top to bottom, radii."""
        return float(np.linalg.norm(self.quad[3] - self.quad[0]))

    def turned(self, degrees: float) -> "Line":
        """Return the line on a picture turned clockwise by so much."""
        sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
        return Line(self.quad @ np.array([[cosine, sine], [-sine, cosine]]))


def find_lines(pixels: Pixels, radius: float) -> tuple[Line, ...]:
    """Return the lines of text within the dial's circle about the middle of a square picture."""
    side = pixels.shape[0]
    low = round(side / 2 - radius * 0.93)
    inner = cv2.resize(pixels[low : side - low, low : side - low], (_SEARCH, _SEARCH), interpolation=cv2.INTER_AREA)
    scale = (side - 2 * low) / _SEARCH
    quads = [ocr.along_the_longer_side(quad) for quad in ocr.find(np.asarray(inner, np.uint8))]
    lines = (Line((quad.astype(np.float64) * scale + low - side / 2) / radius) for quad in quads)
    return tuple(line for line in lines if line.length > _LONG * line.height)


def which_way_up(pixels: Pixels, radius: float, lines: tuple[Line, ...]) -> tuple[float, float]:
    """Return where twelve stands (a multiple of 30 degrees, clockwise from straight up), and how sure that is, to 1."""
    if not lines:
        return 0.0, _UPRIGHT_PHOTO
    longest = sorted(lines, key=lambda line: line.length, reverse=True)
    main = longest[0].direction
    turn = round(main / 30.0) * 30.0
    along = [line for line in longest if abs((line.direction - turn + 90.0) % 180.0 - 90.0) < _SLANT]
    share = sum(line.length for line in along) / sum(line.length for line in lines)
    if not along or share < 0.5:  # noqa: PLR2004 - lines that run every way tell nothing
        return 0.0, _UPRIGHT_PHOTO
    margin = max((_margin(pixels, radius, line, turn) for line in along[:_TRIED]), key=abs)
    sure = min(abs(margin) / _APART, 1.0)
    if margin < 0:
        turn += 180.0
    if turn % 360.0 == 0.0:
        return 0.0, _UPRIGHT_PHOTO + (1.0 - _UPRIGHT_PHOTO) * sure
    return (turn % 360.0, sure) if sure > _UPRIGHT_PHOTO else (0.0, _UPRIGHT_PHOTO * (1.0 - sure))


def _margin(pixels: Pixels, radius: float, line: Line, turn: float) -> float:
    """Return by how much surer the reader is of a line running towards ``turn`` than of it running the other way."""
    strip = ocr.straighten(pixels, (line.quad * radius + pixels.shape[0] / 2).astype(np.float32))
    (_, ahead), (_, back) = ocr.recognise([strip, np.ascontiguousarray(strip[::-1, ::-1])])
    same_way = abs((line.direction - turn + 180.0) % 360.0 - 180.0) < 90.0  # noqa: PLR2004 - a quarter turn
    return ahead - back if same_way else back - ahead
