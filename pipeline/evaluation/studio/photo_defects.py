"""What is done to a photo rather than to a watch. Pure: the same arguments give the same pixels.

Pixels are (height, width, 3), RGB, 8 bit; places are pixels, x to the right and y downwards.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Point
from pipeline.evaluation.render.canvas import Field, single
from pipeline.evaluation.render.watch import Pixels

_GAMMA = 2.2
"""Of screens (IEC 61966-2-1, roughly)."""
_STRIPE = 1.0 / 3.0
"""Of a screen's pixel: red, green and blue stand side by side."""
_GAP = 0.05
"""Black between two stripes, as a fraction of the pixel."""
_ROW_GAP = 0.12
"""Black between two rows."""
_APERTURE = 1.15
"""Width of what one photo pixel gathers, in photo pixels: its own area, and what the lens spreads."""
_LEAK = 0.004
"""What a screen shines where it shows black: a contrast of 250 in a lit room."""
_EXPOSURE = 0.95
"""Of the screen's light: cameras meter a bright screen a little darker than it is."""
_COOL = (0.95, 1.0, 1.06)
"""Screens are whiter than lamps: their 6500 K and more against the room's."""
_SKEW = 0.012
"""How far the corners stray, as a fraction of the picture: nobody holds a phone quite parallel to a screen."""
_NOISE = 1.1
"""Grey levels, standard deviation."""
_FEATHER = 0.12
"""Softness of an edited region's edge, as a fraction of its radius."""


def recaptured(pixels: Pixels, pitch: float, seed: int) -> Pixels:
    """Show the picture on a screen with striped sub-pixels, and photograph the screen; the size stays.

    Every photo pixel gathers the light of the stripes under its aperture (computed exactly, not sampled), so that the
    grid is resolved, or beats with the sensor's own, as the two pitches have it.

    :param pitch: photo pixels to one pixel of the screen.
    """
    rng = np.random.default_rng(seed)
    height, width = pixels.shape[:2]
    screen = (max(round(width / pitch), 2), max(round(height / pitch), 2))
    shown = (single(cv2.resize(pixels, screen, interpolation=cv2.INTER_AREA)) / 255.0) ** _GAMMA
    u, v = _on_screen((width, height), screen, rng)
    light = single(cv2.remap(shown, u - 0.5, v - 0.5, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    rows = _gathered(v, 0.0, 1.0 - _ROW_GAP, _APERTURE / pitch)
    for channel in range(3):
        stripe = _gathered(u, channel * _STRIPE, _STRIPE - _GAP, _APERTURE / pitch)
        light[..., channel] *= stripe * rows * np.float32(_EXPOSURE * _COOL[channel])
    light += _LEAK + _glare((width, height), rng)[..., None]
    seen = np.clip(light, 0.0, 1.0) ** (1.0 / _GAMMA) * 255.0 + rng.normal(0.0, _NOISE, light.shape)
    return np.asarray(np.clip(np.rint(seen), 0, 255), np.uint8)


def _on_screen(size: tuple[int, int], screen: tuple[int, int], rng: np.random.Generator) -> tuple[Field, Field]:
    """Where on the screen each photo pixel looks: columns and rows of the screen's pixels, the photo's shape."""
    width, height = size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    wide, tall = screen
    aimed = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32)
    inwards = rng.uniform(0.004, _SKEW, (4, 2)) * np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * (wide, tall)
    matrix = cv2.getPerspectiveTransform(corners, (aimed + inwards).astype(np.float32))
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    u = (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / depth
    v = (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / depth
    return single(u), single(v)


def _gathered(at: Field, start: float, lit: float, aperture: float) -> Field:
    """Light of a periodic strip through an aperture around each place, 1 on average.

    :param start: where in a period of 1 the strip begins.
    :param lit: its width.
    """

    def until(place: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lit length from 0 to a place."""
        whole = np.floor(place - start)
        return np.asarray(whole * lit + np.minimum(place - start - whole, lit))

    middle = at.astype(np.float64)
    gathered = until(middle + aperture / 2) - until(middle - aperture / 2)
    return single(gathered / (aperture * lit))


def _glare(size: tuple[int, int], rng: np.random.Generator) -> Field:
    """The room's reflection in the screen: one broad spot, in linear light."""
    x, y = (np.linspace(0.0, 1.0, n) for n in size)
    at, spread, strength = rng.uniform(0.1, 0.9, 2), rng.uniform(0.2, 0.45), rng.uniform(0.01, 0.06)
    away = (x[None, :] - at[0]) ** 2 + (y[:, None] - at[1]) ** 2
    return single(strength * np.exp(-away / (2 * spread**2)))


def _disc(shape: tuple[int, int], centre: Point, radius: float) -> Field:
    """1 inside, 0 outside, with a soft edge."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    inside = radius - np.hypot(x - np.float32(centre[0]), y - np.float32(centre[1]))
    return single(np.clip(inside / max(radius * _FEATHER, 1.0) + 0.5, 0.0, 1.0))


def pasted(pixels: Pixels, donor: Pixels, centre: Point, radius: float) -> Pixels:
    """Put a round region of another picture of the same size in the same place of this one."""
    cover = _disc(pixels.shape[:2], centre, radius)[..., None]
    return np.asarray(np.rint(pixels * (1.0 - cover) + donor * cover), np.uint8)


def cloned(pixels: Pixels, source: Point, target: Point, radius: float) -> Pixels:
    """Copy a round region to another place of the same picture."""
    move = np.array([[1, 0, round(target[0] - source[0])], [0, 1, round(target[1] - source[1])]], np.float64)
    moved = cv2.warpAffine(pixels, move, pixels.shape[1::-1], flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT)
    return pasted(pixels, np.asarray(moved, np.uint8), target, radius)


def cut_and_scaled(pixels: Pixels, cut: float, scale: float) -> Pixels:
    """Cut a fraction off each side, then resize the rest.

    :param cut: fraction of width and height.
    :param scale: factor on the size that is left.
    """
    height, width = pixels.shape[:2]
    left, top = round(width * cut), round(height * cut)
    kept = pixels[top : height - top, left : width - left]
    size = (round(kept.shape[1] * scale), round(kept.shape[0] * scale))
    return np.asarray(cv2.resize(kept, size, interpolation=cv2.INTER_AREA), np.uint8)
