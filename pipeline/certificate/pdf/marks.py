"""Where findings are marked on a picture: outlines, and numbers that do not lie on one another."""

from collections.abc import Sequence
from typing import Any

from models.vocabulary.photo import Point
from pipeline.certificate.shapes import FindingShown


def marks(label: str, aspect: float, findings: Sequence[FindingShown], badge: float) -> dict[str, Any]:
    """Return the outlines and numbered badges of the findings on one photo.

    :param aspect: height over width of the picture.
    :param badge: a badge's diameter, as a fraction of the picture's width.
    :return: ``outlines`` (points as fractions of width and height) and ``badges`` (x, y of the centre, likewise).
    """
    here = [(finding, finding.region.polygon) for finding in findings if finding.region]
    here = [(finding, polygon) for finding, polygon in here if finding.region and finding.region.photo == label]
    placed: list[Point] = []
    for _, polygon in here:
        placed.append(_free(_anchor(polygon, aspect, badge), placed, badge))
    return {
        "outlines": [
            {"bearing": finding.bearing.value, "points": [list(p) for p in polygon]} for finding, polygon in here
        ],
        "badges": [
            {"number": finding.number, "bearing": finding.bearing.value, "x": x, "y": y / aspect}
            for (finding, _), (x, y) in zip(here, placed, strict=True)
        ],
    }


def _anchor(polygon: Sequence[Point], aspect: float, badge: float) -> Point:
    """Return the place above the outline's top left corner, in widths of the picture: what is marked stays in sight."""
    half = badge / 2
    x, y = min(point[0] for point in polygon) + half, min(point[1] for point in polygon) * aspect - half
    return min(max(x, half), 1 - half), min(max(y, half), aspect - half)


def _free(wanted: Point, taken: Sequence[Point], badge: float) -> Point:
    """Return the first place from ``wanted`` on, row by row to the right, where no other badge lies."""
    x, y = wanted
    while any(abs(x - other[0]) < badge and abs(y - other[1]) < badge for other in taken):
        x += badge
        if x > 1 - badge / 2:
            x, y = badge / 2, y + badge
    return x, y
