"""The camera: perspective of planes, shadows, defocus, vignetting, noise, and the curve to sRGB."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse
from pipeline.evaluation.render.canvas import Canvas, Colours, Field, Points
from pipeline.evaluation.render.watch import Camera, Pixels, TextBox

_LEVELS = 4096
"""Steps of the tone curve, on the square root of the light: finer than 8 bits everywhere."""
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
    """The picture of a circle around the dial's centre: a circle's conic, carried over exactly (Hartley and Zisserman,
    Multiple View Geometry, 2nd edition, result 2.14), is an ellipse, though its centre is not the circle's.
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
    """Where the texts of a canvas, ``height`` above the dial, stand in the picture."""
    matrix, size = homography(camera, height), np.array([camera.width, camera.height])
    boxes = []
    for text, corners in canvas.texts:
        a, b, c, d = ((float(x), float(y)) for x, y in (project(matrix, corners) + 0.5) / size)
        boxes.append(TextBox(text=text, corners=(a, b, c, d)))
    return tuple(boxes)


def seen(camera: Camera, canvas: Canvas, height: float = 0.0) -> tuple[Colours, Field]:
    """A canvas in the camera's perspective: premultiplied colours and coverage, of the picture's size."""
    matrix = homography(camera, height) @ canvas.matrix()
    size = (camera.width, camera.height)
    return cv2.warpPerspective(canvas.pixels, matrix, size), cv2.warpPerspective(canvas.alpha, matrix, size)


def over(below: Colours, layer: tuple[Colours, Field]) -> None:
    """Lay a layer over a picture, in place."""
    colours, cover = layer
    below *= (1.0 - cover)[..., None]
    below += colours


def blurred(picture: Field, sigma: float) -> Field:
    """Gaussian blur; a wide one is done at a quarter of the size, where it cannot be told apart."""
    if sigma < 0.3:  # noqa: PLR2004 - below a third of a pixel nothing changes
        return picture
    if sigma < 6.0:  # noqa: PLR2004 - pixels; narrower blurs need the full size
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


@lru_cache(maxsize=1)
def _tones() -> NDArray[np.uint8]:
    """The curve from the square root of the light to sRGB: a shoulder keeps reflections from burning out."""
    light = (np.arange(_LEVELS) / (_LEVELS - 1)) ** 2 * _BRIGHTEST
    kept = np.clip(1.06 * light**1.12 * (1.0 + light / _BRIGHTEST**2) / (1.0 + 0.35 * light), 0.0, 1.0)
    srgb = np.where(kept <= 0.0031308, 12.92 * kept, 1.055 * kept ** (1 / 2.4) - 0.055)
    return np.rint(srgb * 255).astype(np.uint8)


def _vignette(shape: tuple[int, int]) -> Field:
    """Fall-off towards the corners: cos^4 of a lens of moderate angle, a quarter lost in the corner."""
    y, x = (np.linspace(-1.0, 1.0, n, dtype=np.float32) for n in shape)
    return np.asarray((1.0 + 0.075 * (x[None, :] ** 2 + y[:, None] ** 2)) ** -2, np.float32)


def _noise(camera: Camera, rng: np.random.Generator) -> Colours:
    """Noise as a camera leaves it after demosaicing: fine in brightness, coarse and weaker in colour."""
    size = (camera.width, camera.height)
    fine = rng.standard_normal(size[::-1], dtype=np.float32)
    coarse = rng.standard_normal((camera.height // 3, camera.width // 3, 3), dtype=np.float32)
    coarse = cv2.resize(coarse * np.float32(0.5 * camera.noise), size)
    coarse += (cv2.GaussianBlur(fine, (0, 0), 0.6) * np.float32(camera.noise))[..., None]
    return np.asarray(coarse, np.float32)


def develop(camera: Camera, light: Colours, rng: np.random.Generator) -> Pixels:
    """What the sensor makes of the light: defocus, fall-off, noise, tones."""
    picture = blurred(light, 0.55 + camera.defocus * max(camera.width, camera.height))
    picture *= (_vignette(picture.shape[:2]) * np.float32(camera.exposure / _BRIGHTEST))[..., None]
    np.sqrt(np.maximum(picture, 0.0, out=picture), out=picture)
    picture += _noise(camera, rng)
    index = np.clip(picture * (_LEVELS - 1) + 0.5, 0, _LEVELS - 1).astype(np.uint16)
    return np.take(_tones(), index)
