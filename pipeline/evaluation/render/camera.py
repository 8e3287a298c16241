"""The camera: perspective of planes, shadows, defocus, vignetting, noise, and the curve to sRGB."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse
from pipeline.evaluation.render.canvas import Canvas, Colours, Field, Points, blurred, dim, single
from pipeline.evaluation.render.watch import Camera, Pixels, TextBox

_LEVELS = 4096
"""Steps of the tone curve, on the square root of the light: finer than 8 bits everywhere."""
_LINEAR_KNEE = 0.0031308
"""Below it, sRGB is a straight line (IEC 61966-2-1)."""
_BRIGHTEST = 4.0
"""Light that the tone curve still tells from white."""


def homography(camera: Camera, height: float = 0.0) -> NDArray[np.float64]:
    """(3, 3): a point (x, y, 1) in millimetres of a plane ``height`` above the dial's, to pixels (pinhole camera)."""
    turn = _about((0.0, 0.0, 1.0), camera.rotation)
    azimuth = np.radians(camera.azimuth)
    lean = _about((-float(np.sin(azimuth)), float(np.cos(azimuth)), 0.0), camera.tilt)
    plane = np.array([[1, 0, -camera.look_at[0]], [0, 1, -camera.look_at[1]], [0, 0, height]], dtype=np.float64)
    space = lean @ turn @ plane
    depth = np.array([0.0, 0.0, camera.distance]) - space[2]
    focal = camera.width * camera.distance / camera.field
    middle = (camera.width / 2 - 0.5, camera.height / 2 - 0.5)
    return np.stack([focal * space[0] + middle[0] * depth, focal * space[1] + middle[1] * depth, depth])


def _about(axis: tuple[float, float, float], degrees: float) -> NDArray[np.float64]:
    """Rotation matrix about a unit axis (Rodrigues)."""
    return np.asarray(cv2.Rodrigues(np.array(axis) * np.radians(degrees))[0], np.float64)


def project(matrix: NDArray[np.float64], points: Points) -> Points:
    """Millimetres to pixels."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def outline(camera: Camera, radius: float) -> Ellipse:
    """The picture of a circle around the dial's centre: an ellipse, though its centre is not the circle's.

    The circle's conic is carried over exactly (Hartley and Zisserman, Multiple View Geometry, 2nd ed., result 2.14).
    """
    back = np.linalg.inv(homography(camera))
    conic = back.T @ np.diag([1.0, 1.0, -(radius**2)]) @ back
    centre = np.linalg.solve(conic[:2, :2], -conic[:2, 2])
    level = -(conic[2, 2] + conic[:2, 2] @ centre)
    values, vectors = np.linalg.eigh(conic[:2, :2] / level)
    major = vectors[:, 0]
    longer = max(camera.width, camera.height)
    minor_axis, major_axis = sorted(float(v) for v in 1.0 / np.sqrt(values))
    return Ellipse(
        centre=(float((centre[0] + 0.5) / camera.width), float((centre[1] + 0.5) / camera.height)),
        axes=(major_axis / longer, minor_axis / longer),
        angle=float(np.degrees(np.arctan2(major[1], major[0])) % 180.0) % 180.0,
        support=1.0,
    )


def text_boxes(camera: Camera, canvas: Canvas, height: float = 0.0) -> tuple[TextBox, ...]:
    """Where the texts of a canvas, ``height`` above the dial, stand in the picture; those wholly in it."""
    matrix, size = homography(camera, height), np.array([camera.width, camera.height])
    boxes = []
    for text, corners in canvas.texts:
        placed = (project(matrix, corners) + 0.5) / size
        if placed.min() >= 0 and placed.max() <= 1:
            a, b, c, d = ((float(x), float(y)) for x, y in placed)
            boxes.append(TextBox(text=text, corners=(a, b, c, d)))
    return tuple(boxes)


def seen(camera: Camera, canvas: Canvas, height: float = 0.0) -> tuple[Colours, Field]:
    """A canvas in the camera's perspective: premultiplied colours and coverage, of the picture's size."""
    matrix = homography(camera, height) @ canvas.matrix()
    size = (camera.width, camera.height)
    colours, cover = (cv2.warpPerspective(layer, matrix, size) for layer in (canvas.pixels, canvas.alpha))
    return single(colours), single(cover)


def over(below: Colours, layer: tuple[Colours, Field]) -> None:
    """Lay a layer over a picture, in place."""
    colours, cover = layer
    dim(below, 1.0 - cover)
    cv2.add(below, colours, dst=below)


@lru_cache(maxsize=1)
def _tones() -> NDArray[np.uint8]:
    """The curve from the square root of the light to sRGB: a shoulder keeps reflections from burning out."""
    light = (np.arange(_LEVELS) / (_LEVELS - 1)) ** 2 * _BRIGHTEST
    kept = np.clip(1.06 * light**1.12 * (1.0 + light / _BRIGHTEST**2) / (1.0 + 0.35 * light), 0.0, 1.0)
    srgb = np.where(kept <= _LINEAR_KNEE, 12.92 * kept, 1.055 * kept ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(srgb * 255), np.uint8)


def _vignette(shape: tuple[int, int]) -> Field:
    """Fall-off towards the corners: cos^4 of a lens of moderate angle, a quarter lost in the corner."""
    y, x = (np.linspace(-1.0, 1.0, n, dtype=np.float32) for n in shape)
    return single((1.0 + 0.075 * (x[None, :] ** 2 + y[:, None] ** 2)) ** -2)


def _bloom(picture: Colours) -> Colours:
    """What a lens scatters around its brightest lights, a few hundredths of them."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(width // 8, 1), max(height // 8, 1)), interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(np.maximum(small - np.float32(0.8), 0.0), (0, 0), max(width / 8 * 0.012, 0.5))
    return single(cv2.resize(bright * np.float32(0.16), (width, height)))


def _noise(camera: Camera, rng: np.random.Generator) -> Colours:
    """Noise as a camera leaves it after demosaicing: fine in brightness, coarse and weaker in colour."""
    size = (camera.width, camera.height)
    fine = rng.standard_normal(size[::-1], dtype=np.float32)
    coarse = rng.standard_normal((camera.height // 3, camera.width // 3, 3), dtype=np.float32)
    colour = single(cv2.resize(coarse * np.float32(0.5 * camera.noise), size))
    fine = cv2.GaussianBlur(fine, (0, 0), 0.6) * np.float32(camera.noise)
    return single(cv2.add(colour, cv2.merge([fine, fine, fine])))


def develop(camera: Camera, light: Colours, rng: np.random.Generator) -> Pixels:
    """What the sensor makes of the light: defocus, fall-off, noise, tones."""
    picture = blurred(light, 0.55 + camera.defocus * max(camera.width, camera.height))
    cv2.add(picture, _bloom(picture), dst=picture)
    dim(picture, _vignette(picture.shape[:2]) * np.float32(camera.exposure / _BRIGHTEST))
    np.sqrt(np.maximum(picture, 0.0, out=picture), out=picture)
    cv2.add(picture, _noise(camera, rng), dst=picture)
    index = np.clip(picture * (_LEVELS - 1) + 0.5, 0, _LEVELS - 1).astype(np.uint16)
    return np.asarray(np.take(_tones(), index), np.uint8)
