"""Criterion ``screen_recapture``: whether the photo was taken of a screen that showed the watch.

What it cannot see: a screen so fine, or a camera so far away, that less than about one pixel of the photo falls on one
of the screen; a photo that was shrunk afterwards; a print on paper, and papers on a screen: security print is a lattice
over the whole photo itself. The absence of a lattice is weak support.
"""

from collections.abc import Callable

import numpy as np

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import View
from pipeline.examiners.integrity import spectrum
from pipeline.examiners.integrity.answer import Answer, measure
from pipeline.examiners.integrity.spectrum import Lattice, Tile
from pipeline.imaging.colour import Pixels

CRITERION = "screen_recapture"

ALLOWED = 4.6
"""Natural logarithms of power. Real photos reach 3.4 (13 of them) and a synthetic test chart 4.1, the studio's honest
photos 4.0; screens with 1.3 to 6 pixels of the photo to one of theirs begin at 5.2, with 0.8 to 1.1 at 4.2."""

_LOWEST_BRIGHTNESS, _LOWEST_TINT = 16, 8
"""Cycles in 256 pixels. Forms (markers, links, print) reach 15 in brightness and 6 in the difference of colours."""

_CLEAR = 0.9
"""Share of what is allowed up to which a photo counts as free of a lattice."""

_NO_DIAL = 0.3
"""Without a dial, what lies nearer to the middle than this share of the longer side counts as the subject."""

Signal = Callable[[Tile], spectrum.Floats]


def judge(photo: Prepared, pixels: Pixels) -> Answer:
    """Return whether a lattice lies over the full-size photo."""
    label = photo.photo.label
    if photo.photo.view is View.PAPERS:
        return _unreadable(photo, f"The photo {label} shows print, whose own pattern cannot be told from a screen's.")
    if min(pixels.shape[:2]) < spectrum.LEAST_SIDE:
        return _unreadable(photo, f"The photo {label} is too small to show whether it was taken of a screen.")
    subject, around = _grouped(photo, spectrum.tiles(pixels))
    if min(len(subject), len(around)) < spectrum.LEAST_TILES:
        return _unreadable(
            photo, f"The photo {label} is too dark or too plain to show whether it was taken of a screen."
        )
    return _answer(photo, lattice(subject, around))


def lattice(subject: list[Tile], around: list[Tile]) -> Lattice:
    """Return the most persistent lattice in brightness or in the differences of colours."""
    signals: list[tuple[Signal, int]] = [
        (spectrum.brightness, _LOWEST_BRIGHTNESS),
        (spectrum.reddish, _LOWEST_TINT),
        (spectrum.bluish, _LOWEST_TINT),
    ]
    found = [
        spectrum.persistent([signal(tile) for tile in subject], [signal(tile) for tile in around], lowest)
        for signal, lowest in signals
    ]
    return max(found, key=lambda each: each.height)


def _grouped(photo: Prepared, tiles: list[Tile]) -> tuple[list[Tile], list[Tile]]:
    """Return the tiles on the subject and those around it: by the dial where it leaves enough of both, or by halves."""
    away = [_away(photo, tile) for tile in tiles]
    inside = [tile for tile, distance in zip(tiles, away, strict=True) if distance < 1.0]
    if not spectrum.LEAST_TILES <= len(inside) <= len(tiles) - spectrum.LEAST_TILES:
        order = sorted(range(len(tiles)), key=lambda k: away[k])
        inside = [tiles[k] for k in order[: len(tiles) // 2]]
    return inside, [tile for tile in tiles if tile not in inside]


def _away(photo: Prepared, tile: Tile) -> float:
    """Return how far a tile is from the dial's middle in dial radii; from the photo's, where there is no dial."""
    width, height = photo.derivative_size
    longer = max(width, height)
    (x, y), dial = tile.centre, photo.dial
    middle, radius = (dial.centre, dial.axes[0]) if isinstance(dial, Ellipse) else ((0.5, 0.5), _NO_DIAL)
    return float(np.hypot((x - middle[0]) * width, (y - middle[1]) * height)) / longer / radius


def _answer(photo: Prepared, found: Lattice) -> Answer:
    label, ratio = photo.photo.label, found.height / ALLOWED
    seen = measure(ratio, "ratio", 1.0)
    if ratio > 1.0:
        said = (
            f"A regular grid, {found.period:.1f} pixels wide, lies over the whole photo {label}, over the watch and its"
            " surroundings alike: it was taken of a screen."
        )
        strength = min(0.99, 0.35 + 2.5 * (ratio - 1.0))
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, strength, "grid over the whole photo", said, seen)
    if ratio > _CLEAR:
        said = f"The photo {label} shows a faint regular grid, too faint to say whether it was taken of a screen."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "faint grid", said, seen)
    said = f"The photo {label} shows no sign of having been taken of a screen."
    return Answer(photo, CRITERION, Bearing.SUPPORTS, 0.5 + 0.45 * (1 - ratio / _CLEAR), "no grid", said, seen)


def _unreadable(photo: Prepared, said: str) -> Answer:
    return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "not measurable", said)
