"""Applied parts of a dial: frames of polished metal with bevelled edges, filled with luminous paint."""

import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render.canvas import Canvas, Colours, Patch, Points, rectangle, turned
from pipeline.evaluation.render.material import Studio

_HEIGHT = 0.60
"""Millimetres by which applied markers stand out of the dial."""
_FACET = 0.55
"""Slope of a bevelled edge: about 33 degrees."""


def cast(canvas: Canvas, studio: Studio, patch: Patch, height: float) -> None:
    """The shadow of something ``height`` millimetres above what is already painted."""
    lx, ly, lz = studio.light.direction
    depth = (1.0 - studio.light.ambient) * 0.95
    offset = (-lx / lz * height, -ly / lz * height)
    canvas.shadow(patch, offset, height * studio.light.softness, depth)
    canvas.shadow(patch, (0.0, 0.0), 0.10, 0.35)


def inset(outline: Points, width: float) -> Points:
    """Move each edge of a convex polygon (clockwise on the screen) inwards by ``width`` millimetres."""
    edges = np.roll(outline, -1, axis=0) - outline
    edges /= np.linalg.norm(edges, axis=1, keepdims=True)
    before = np.roll(edges, 1, axis=0)
    inward, inward_before = (np.stack([-e[:, 1], e[:, 0]], axis=1) for e in (edges, before))
    bisector = inward + inward_before
    return np.asarray(outline + bisector * (width / (1.0 + (inward * inward_before).sum(axis=1, keepdims=True))))


def framed(canvas: Canvas, studio: Studio, outline: Points, rim: float, fill: Colours | None) -> None:
    """A faceted steel frame of width ``rim`` around a filled (or polished) field."""
    whole = canvas.polygon(outline)
    cast(canvas, studio, whole, _HEIGHT)
    canvas.paint(whole, studio.facet(0.0, 0.0) * 0.8)
    inner = inset(outline, rim)
    for k in range(len(outline)):
        j = (k + 1) % len(outline)
        edge = outline[j] - outline[k]
        normal = np.array([edge[1], -edge[0]]) / np.linalg.norm(edge) * _FACET
        colour = studio.facet(float(normal[0]), float(normal[1]))
        canvas.paint(canvas.polygon(np.array([outline[k], outline[j], inner[j], inner[k]])), colour)
    if fill is None:
        canvas.paint(canvas.polygon(inner), studio.facet(0.10, 0.16))
    else:
        canvas.paint(canvas.polygon(inner), fill * np.float32(0.92))


def plot(canvas: Canvas, studio: Studio, centre: Point, radius: float, fill: Colours) -> None:
    """A round marker: a polished, rounded frame around luminous paint."""
    patch = canvas.ring(0.0, radius, centre)
    cast(canvas, studio, patch, _HEIGHT)
    x, y = canvas.grid(patch)
    dx, dy = (x - centre[0]) / radius, (y - centre[1]) / radius
    distance = np.hypot(dx, dy)
    slope = (distance - 0.86) / 0.16 * 0.75 / np.maximum(distance, 0.05)
    canvas.paint(patch, studio.metal * studio.mirror(dx * slope, dy * slope))
    lume = canvas.ring(0.0, radius * 0.76, centre)
    canvas.paint(lume, fill * np.float32(0.94))
    canvas.darken(canvas.ring(radius * 0.68, radius * 0.78, centre), 0.25)


def baton(inner: float, outer: float, width: float, degrees: float) -> Points:
    """A bar between two radii, clockwise."""
    return turned(rectangle(-width / 2, -outer, width / 2, -inner), degrees)


def triangle(radius: float, width: float, height: float, degrees: float) -> Points:
    """A triangle that points to the centre, its base at ``radius``, clockwise."""
    return turned(np.array([(-width / 2, -radius), (width / 2, -radius), (0.0, -radius + height)]), degrees)
