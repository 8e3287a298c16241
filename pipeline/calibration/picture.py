"""A fitted curve as a small SVG picture: its interval as a band, its knots as dots."""

from html import escape

from models.scoring.curve import Curve

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 260, 130, 30, 18, 6
_MOST = 2.0
"""log10 at the picture's edge; what lies beyond is drawn on it."""


def curve(shown: Curve, title: str) -> str:
    """Return the picture: across from clear contradiction to clear support, up the log10 likelihood ratio."""
    knots = [(knot.signed, knot.log10_lr, knot.low, knot.high) for knot in shown.knots]
    points = sorted([*knots, (0.0, 0.0, 0.0, 0.0)])
    band = [_at(s, high) for s, _, _, high in points] + [_at(s, low) for s, _, low, _ in reversed(points)]
    parts = [*_frame(), f'<polygon points="{" ".join(band)}" class="band"/>']
    parts.append(f'<polyline points="{" ".join(_at(s, v) for s, v, _, _ in points)}" class="line"/>')
    parts += [f'<circle cx="{_x(s):.1f}" cy="{_y(v):.1f}" r="2" class="knot"/>' for s, v, _, _ in knots]
    view = f"0 0 {_LEFT + _WIDTH + 6} {_TOP + _HEIGHT + _BOTTOM}"
    return f'<svg viewBox="{view}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'


def _frame() -> list[str]:
    parts = []
    for value in (-2, -1, 0, 1, 2):
        y = _y(value)
        kind = "axis" if value == 0 else "grid"
        parts.append(f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="{kind}"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 3:.1f}" text-anchor="end">{value:+d}</text>')
    parts.append(f'<line x1="{_x(0):.1f}" x2="{_x(0):.1f}" y1="{_TOP}" y2="{_TOP + _HEIGHT}" class="axis"/>')
    base = _TOP + _HEIGHT + 12
    parts.append(f'<text x="{_LEFT}" y="{base}">contradicts</text>')
    parts.append(f'<text x="{_LEFT + _WIDTH}" y="{base}" text-anchor="end">supports</text>')
    return parts


def _at(signed: float, log10: float) -> str:
    return f"{_x(signed):.1f},{_y(log10):.1f}"


def _x(signed: float) -> float:
    return _LEFT + (signed + 1) / 2 * _WIDTH


def _y(log10: float) -> float:
    return _TOP + (1 - max(-_MOST, min(_MOST, log10)) / _MOST) * _HEIGHT / 2
