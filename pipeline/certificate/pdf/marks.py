"""Where findings are marked on a picture: outlines, and numbers that hide neither what is marked nor one another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Point
from pipeline.certificate.shapes import FindingShown

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, all in widths of the picture."""

_SIDES, _LETTER = 0.55, 0.3
"""Of a badge's height: what its round sides take, and one figure between them."""

_TO = "\u2013"
"""An en dash."""

_TOUCH = 1e-9
"""Widths of the picture: sums of fractions are no more exact."""

_LINE = 2.5
"""Badges. A region lower than that is a line of text: its number goes beside it, where a dial is mostly empty."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """One region and the findings that stand on it, all of one bearing."""

    polygon: tuple[Point, ...]
    bearing: Bearing
    numbers: tuple[int, ...]

    @property
    def text(self) -> str:
        """``7``; a run from its first number to its last; ``4, 9``."""
        runs: list[list[int]] = []
        for number in self.numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return ", ".join(f"{run[0]}{_TO}{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)

    def box(self, aspect: float) -> Box:
        """The region's bounds."""
        xs, ys = [x for x, _ in self.polygon], [y * aspect for _, y in self.polygon]
        return min(xs), min(ys), max(xs), max(ys)


def marks(label: str, aspect: float, findings: Sequence[FindingShown], badge: float) -> dict[str, Any]:
    """Return the outlines and numbered badges of the findings on one photo.

    Findings of one bearing on the same region share an outline and a badge.

    :param aspect: height over width of the picture.
    :param badge: a badge's height, as a fraction of the picture's width.
    :return: ``outlines`` (points as fractions of width and height) and ``badges`` (text; x, y of the top left corner,
        likewise; width as a fraction of the picture's width).
    """
    found = _marks(label, findings)
    placed: list[Box] = []
    for mark in found:
        others = [other.box(aspect) for other in found if other.polygon != mark.polygon]
        placed.append(_place(mark.box(aspect), _width(mark.text, badge), badge, aspect, placed, others))
    return {
        "outlines": [{"bearing": mark.bearing.value, "points": [list(p) for p in mark.polygon]} for mark in found],
        "badges": [
            {"text": mark.text, "bearing": mark.bearing.value, "x": left, "y": top / aspect, "width": right - left}
            for mark, (left, top, right, _) in zip(found, placed, strict=True)
        ],
    }


def _marks(label: str, findings: Iterable[FindingShown]) -> list[_Mark]:
    numbers: dict[tuple[tuple[Point, ...], Bearing], list[int]] = {}
    for finding in findings:
        if finding.region and finding.region.photo == label:
            numbers.setdefault((finding.region.polygon, finding.bearing), []).append(finding.number)
    found = [_Mark(polygon, bearing, tuple(those)) for (polygon, bearing), those in numbers.items()]
    return sorted(found, key=lambda mark: mark.numbers)


def _width(text: str, badge: float) -> float:
    return min(1.0, badge * max(1.0, _SIDES + _LETTER * len(text)))


def _place(region: Box, width: float, height: float, aspect: float, taken: Sequence[Box], others: Sequence[Box]) -> Box:
    """Return the place around the region that covers least of what else is marked, and no other badge."""
    free = [box for box in _around(region, width, height, aspect) if not any(_overlap(box, other) for other in taken)]
    lines = [other for other in others if _is_line(other, height)]
    if free:
        return min(free, key=lambda box: sum(_overlap(box, other) for other in lines))
    return _next_free(_within(region[0], region[1] - height, width, height, aspect), taken, aspect)


def _is_line(region: Box, badge: float) -> bool:
    return region[3] - region[1] < _LINE * badge


def _around(region: Box, width: float, height: float, aspect: float) -> list[Box]:
    """Return the places for a badge around a region, the best first; all lie within the picture."""
    left, top, right, bottom = region
    middle = (top + bottom - height) / 2
    gap = height / 5
    sides = [(left - width - gap, middle), (right + gap, middle)]
    farther = [(left - 2 * width, middle), (right + width, middle)]
    corners = [(left, top - height), (right - width, top - height), (left, bottom), (right - width, bottom)]
    wanted = [*sides, *farther, *corners] if _is_line(region, height) else [*corners, *sides]
    return [_within(x, y, width, height, aspect) for x, y in wanted]


def _within(x: float, y: float, width: float, height: float, aspect: float) -> Box:
    left, top = min(max(x, 0.0), 1.0 - width), min(max(y, 0.0), aspect - height)
    return left, top, left + width, top + height


def _overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share; none where they touch."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if min(wide, high) > _TOUCH else 0.0


def _next_free(wanted: Box, taken: Sequence[Box], aspect: float) -> Box:
    """Return the first place from ``wanted`` on, row by row to the right, where no other badge lies."""
    x, y, right, bottom = wanted
    width, height = right - x, bottom - y
    box = wanted
    while any(_overlap(box, other) for other in taken):
        x += height
        if x + width > 1.0:
            x, y = 0.0, y + height
        if y + height > aspect:
            return wanted  # the picture is full
        box = (x, y, x + width, y + height)
    return box
