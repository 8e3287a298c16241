"""Charts as SVG: a square with axes from 0 to 1, lines in it, and a diagonal to hold them against."""

from collections.abc import Sequence
from html import escape

from pipeline.evaluation.accuracy.figures import Curve

_SIZE, _LEFT, _BOTTOM, _MARGIN = 300, 46, 40, 12
"""Units of the drawing; it scales with the page."""
COLOURS = ("#0b6e8f", "#c4572e", "#5b7f2b", "#7a4fa3", "#a88210", "#444b54", "#b03a6b", "#2f6f4f")
"""Told apart by lightness too, for those who do not see red and green."""


def chart(curves: Sequence[Curve], *, across: str, up: str, diagonal: bool = False, dots: bool = False) -> str:
    """Return an SVG picture of curves whose points lie between 0 and 1.

    :param across: name of the horizontal axis.
    :param up: name of the vertical axis.
    :param diagonal: draw the line on which both are equal.
    :param dots: mark each point.
    """
    width, height = _SIZE + _LEFT + _MARGIN, _SIZE + _BOTTOM + _MARGIN
    parts = [*_frame(across, up), *([_line(((0, 0), (1, 1)), "#b9bec4", dash=True)] if diagonal else [])]
    for curve, colour in zip(curves, COLOURS * (1 + len(curves) // len(COLOURS)), strict=False):
        parts.append(f"<g><title>{escape(curve.name)}</title>{_line(curve.points, colour)}")
        parts += [_dot(point, colour) for point in curve.points if dots]
        parts.append("</g>")
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(up)} against {escape(across)}">'
        f"{''.join(parts)}</svg>"
    )


def legend(curves: Sequence[Curve]) -> str:
    """Return the names of the curves beside their colours, as HTML."""
    colours = COLOURS * (1 + len(curves) // len(COLOURS))
    items = [
        f'<li><span style="background:{colour}"></span>{escape(curve.name)}</li>'
        for curve, colour in zip(curves, colours, strict=False)
    ]
    return f'<ul class="legend">{"".join(items)}</ul>'


def _frame(across: str, up: str) -> list[str]:
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _at((tick, tick))
        parts.append(f'<line x1="{x:g}" y1="{_at((0, 1))[1]}" x2="{x:g}" y2="{_at((0, 0))[1]}" class="grid"/>')
        parts.append(f'<line x1="{_at((0, 0))[0]}" y1="{y:g}" x2="{_at((1, 0))[0]}" y2="{y:g}" class="grid"/>')
        parts.append(f'<text x="{x:g}" y="{_SIZE + _MARGIN + 14}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:g}" text-anchor="end">{tick:g}</text>')
    middle = _LEFT + _SIZE / 2
    parts.append(f'<text x="{middle}" y="{_SIZE + _MARGIN + 32}" text-anchor="middle">{escape(across)}</text>')
    turned = f'transform="translate(12 {_MARGIN + _SIZE / 2}) rotate(-90)"'
    return [*parts, f'<text {turned} text-anchor="middle">{escape(up)}</text>']


def _line(points: Sequence[tuple[float, float]], colour: str, *, dash: bool = False) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_at, points))
    stroke = ' stroke-dasharray="4 4"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{stroke}/>'


def _dot(point: tuple[float, float], colour: str) -> str:
    x, y = _at(point)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _at(point: tuple[float, float]) -> tuple[float, float]:
    return _LEFT + point[0] * _SIZE, _MARGIN + (1 - point[1]) * _SIZE
