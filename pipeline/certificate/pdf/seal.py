"""The seal: rings of engine-turned lines, as watchmakers cut into dials, whose number and depth follow from a digest.

Two certificates have two seals. It is an ornament that an eye compares quickly, and proves nothing.
"""

import math
from typing import NamedTuple

_SIZE = 1000
"""Units of the drawing's side."""

_STEPS = 12
"""Points of one wave: enough that no corner shows at 40 mm."""


class _Ring(NamedTuple):
    """Lines that swing about a circle.

    :ivar middle: radius, and :ivar swing: how far the lines leave it, in units.
    :ivar waves: of one line around the circle. :ivar lines: each turned a little against the one before.
    """

    middle: float
    swing: float
    waves: int
    lines: int


def svg(digest: str, *, ink: str, ground: str) -> bytes:
    """Return the seal as SVG; the inside of the innermost ring stays empty.

    :param digest: hexadecimal; of the signed document.
    :param ink: colour of the lines, as SVG has it. :param ground: of the disc under them.
    """
    disc = f'<path d="{_edge()}" fill="{ground}"/>'
    lines = "".join(_lines(ring) for ring in _rings(bytes.fromhex(digest)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">{disc}'
        f'<g fill="none" stroke="{ink}" stroke-width="2.2" stroke-linejoin="round">{lines}</g></svg>'
    ).encode()


def _rings(seed: bytes) -> tuple[_Ring, ...]:
    """Return two rings that lie into each other, by four bytes of the digest."""
    outer, inner, deep, dense = seed[:4]
    return (
        _Ring(middle=412.0, swing=34.0 + deep % 16, waves=18 + outer % 19, lines=5 + dense % 3),
        _Ring(middle=352.0, swing=24.0 + deep % 13, waves=12 + inner % 17, lines=4 + dense % 2),
    )


def _lines(ring: _Ring) -> str:
    return "".join(f'<path d="{_wave(ring, number / ring.lines)}"/>' for number in range(ring.lines))


def _wave(ring: _Ring, phase: float) -> str:
    """Return one line; ``phase`` is a fraction of a wave."""
    count = ring.waves * _STEPS
    turns = [number / count for number in range(count)]
    return _closed([(ring.middle + ring.swing * _sin(turn * ring.waves + phase), turn) for turn in turns])


def _edge() -> str:
    """Return the scalloped rim."""
    scallops, count = 60, 60 * _STEPS
    turns = [number / count for number in range(count)]
    return _closed([(482.0 + 14.0 * abs(_sin(turn * scallops / 2)), turn) for turn in turns])


def _closed(points: list[tuple[float, float]]) -> str:
    """Return a path through points given by radius and turns."""
    half = _SIZE / 2
    places = (f"{half + r * _sin(turn):.1f} {half - r * _sin(turn + 0.25):.1f}" for r, turn in points)
    return f"M{'L'.join(places)}Z"


def _sin(turns: float) -> float:
    return math.sin(2 * math.pi * turns)
