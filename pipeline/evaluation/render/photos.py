"""One photo each, with its ground truth. Pure: the same arguments give the same pixels."""

import cv2
import numpy as np

from models.vocabulary.photo import Ellipse
from pipeline.evaluation.render import camera as optics
from pipeline.evaluation.render import case, caseback, dial, movement, papers, strap, table
from pipeline.evaluation.render.canvas import Canvas, Colours, Field, blurred, dim, single, tinted
from pipeline.evaluation.render.material import STEEL, Studio
from pipeline.evaluation.render.watch import (
    DEFAULT_CAMERA,
    DEFAULT_LIGHT,
    DIAL_RADIUS,
    FLAWLESS,
    Camera,
    Defects,
    Light,
    Rendered,
    Watch,
)

_TABLE = -9.5
"""Millimetres: how far the table lies below the dial."""
CROWN_CAMERA = Camera(
    width=1800, height=1800, field=30.0, look_at=(17.0, 1.0), tilt=18.0, azimuth=-20.0, rotation=-12.0
)
"""Close to the crown: the dial is cut off by the picture's edge."""
PAPERS_CAMERA = Camera(
    height=1800, field=122.0, look_at=(0.0, 0.0), tilt=11.0, azimuth=95.0, rotation=-3.5, distance=420.0
)
_MARGIN = 1.12
"""A canvas is larger than the camera's field by so much: perspective and rotation reach beyond it."""


def _canvas(camera: Camera) -> Canvas:
    """A canvas that fills the picture, at the picture's own scale."""
    angle = np.radians(abs(camera.rotation))
    half = camera.field / 2 * _MARGIN / float(np.cos(np.radians(camera.tilt)))
    tall = half * camera.height / camera.width
    across = half * float(np.cos(angle)) + tall * float(np.sin(angle))
    down = tall * float(np.cos(angle)) + half * float(np.sin(angle))
    return Canvas(camera.look_at, (across, down), camera.width / camera.field)


def _studio(camera: Camera, light: Light) -> Studio:
    """The surroundings as this camera sees them: half its tilt is added to every mirror's slope."""
    lean = 0.5 * float(np.sin(np.radians(camera.tilt)))
    azimuth = np.radians(camera.azimuth)
    return Studio(light, (lean * float(np.cos(azimuth)), lean * float(np.sin(azimuth))))


def _table(camera: Camera, light: Light, below: float, rng: np.random.Generator) -> Colours:
    """The table alone, lit. Drawn at half the size: it is out of focus."""
    size = (camera.width // 2, camera.height // 2)
    wood = table.walnut((round(size[1] * 1.3), round(size[0] * 1.3)), rng)
    step = camera.field * 1.3 / wood.shape[1]
    corner = camera.look_at - np.array(wood.shape[1::-1]) * step / 2
    to_plane = np.array([[step, 0, corner[0]], [0, step, corner[1]], [0, 0, 1]])
    matrix = np.diag([0.5, 0.5, 1.0]) @ optics.homography(camera, below) @ to_plane
    flat = cv2.warpPerspective(wood, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    picture = blurred(single(flat), 0.6e-3 * camera.width)
    dim(picture, _pool(size, light))
    return single(cv2.resize(picture, (camera.width, camera.height)))


def _pool(size: tuple[int, int], light: Light) -> Field:
    """Light on the table: brighter towards the softbox."""
    lx, ly, _ = light.direction
    x, y = (np.linspace(-1.0, 1.0, n, dtype=np.float32) for n in size)
    return single(0.95 + 0.45 * (x[None, :] * lx + y[:, None] * ly))


def _shadow(camera: Camera, light: Light, canvas: Canvas, below: float) -> Field:
    """How much light the table keeps beside the watch, 0 to 1."""
    lx, ly, lz = light.direction
    size = (camera.width // 4, camera.height // 4)
    shrink = np.diag([0.25, 0.25, 1.0])
    kept = np.ones(size[::-1], np.float32)
    for part, depth in ((0.95, 0.70), (0.32, 0.75)):
        height = -below * part
        moved = np.array([[1, 0, -lx / lz * height], [0, 1, -ly / lz * height], [0, 0, 1]])
        matrix = shrink @ optics.homography(camera, below) @ moved @ canvas.matrix()
        cover = cv2.warpPerspective(canvas.alpha, matrix, size)
        sigma = height * light.softness * camera.width / camera.field / 4
        kept *= 1.0 - np.float32(depth) * cv2.GaussianBlur(cover, (0, 0), sigma)
    return single(cv2.resize(kept, (camera.width, camera.height)))


def _flank(camera: Camera, canvas: Canvas, below: float) -> tuple[Colours, Field]:
    """The side of the case between its top and the table: the silhouette of each height, darker further down."""
    size = (camera.width // 2, camera.height // 2)
    tone, cover = np.zeros(size[::-1], np.float32), np.zeros(size[::-1], np.float32)
    for height in np.linspace(below * 0.9, below * 0.03, 12):
        matrix = np.diag([0.5, 0.5, 1.0]) @ optics.homography(camera, float(height)) @ canvas.matrix()
        slab = cv2.warpPerspective(canvas.alpha, matrix, size)
        tone += slab * (np.float32(0.05 + 0.30 * (1.0 - height / below) ** 2) - tone)
        np.maximum(cover, slab, out=cover)
    tone, cover = (single(cv2.resize(field, (camera.width, camera.height))) for field in (tone, cover))
    return tinted(tone, STEEL), cover


def _photograph(
    camera: Camera,
    light: Light,
    canvas: Canvas,
    rng: np.random.Generator,
    below: float = _TABLE,
    slip: Canvas | None = None,
) -> Rendered:
    """Put what is on the canvas onto the table, ``below`` the canvas, and take the picture.

    :param slip: something flat that lies on the table beside it.
    """
    scene = _table(camera, light, below, rng)
    texts = optics.text_boxes(camera, canvas)
    if slip is not None:
        optics.over(scene, optics.seen(camera, slip, below))
        texts += optics.text_boxes(camera, slip, below)
    dim(scene, _shadow(camera, light, canvas, below))
    optics.over(scene, _flank(camera, canvas, below))
    optics.over(scene, optics.seen(camera, canvas))
    return Rendered(optics.develop(camera, scene, rng), None, texts)


def render_dial_photo(
    watch: Watch,
    camera: Camera = DEFAULT_CAMERA,
    light: Light = DEFAULT_LIGHT,
    seed: int = 1,
    *,
    defects: Defects = FLAWLESS,
    note: tuple[str, ...] = (),
) -> Rendered:
    """The watch from the front, lying on a table.

    :param note: lines on a slip of paper beside the watch; the camera's field must leave room on the left.
    """
    rng = np.random.default_rng(seed)
    canvas, studio = _canvas(camera), _studio(camera, light)
    strap.draw(canvas, studio, watch, rng)
    case.draw(canvas, studio, watch, defects, rng)
    dial.draw(canvas, studio, watch, defects, rng)
    slip = _slip(camera, note) if note else None
    photo = _photograph(camera, light, canvas, rng, slip=slip)
    return Rendered(photo.pixels, _wholly_seen(optics.outline(camera, DIAL_RADIUS), camera), photo.texts)


def _wholly_seen(dial: Ellipse, camera: Camera) -> Ellipse | None:
    """The ellipse, or None where a part of it may lie outside the picture."""
    longer = max(camera.width, camera.height)
    reach = (dial.axes[0] * longer / camera.width, dial.axes[0] * longer / camera.height)
    inside = all(r <= c <= 1 - r for r, c in zip(reach, dial.centre, strict=True))
    return dial if inside else None


def _slip(camera: Camera, lines: tuple[str, ...]) -> Canvas:
    """A slip of paper that fills the space left of the watch."""
    canvas = _canvas(camera)
    left = camera.look_at[0] - camera.field / 2
    papers.note(canvas, lines, ((left - 24.0) / 2, 8.0), -24.0 - left)
    return canvas


def render_caseback_photo(
    watch: Watch, camera: Camera = DEFAULT_CAMERA, light: Light = DEFAULT_LIGHT, seed: int = 2
) -> Rendered:
    """The watch from behind, lying on its glass."""
    rng = np.random.default_rng(seed)
    canvas, studio = _canvas(camera), _studio(camera, light)
    strap.draw(canvas, studio, watch, rng)
    caseback.draw(canvas, studio, watch, rng)
    return _photograph(camera, light, canvas, rng)


def render_movement_photo(
    watch: Watch, camera: Camera = DEFAULT_CAMERA, light: Light = DEFAULT_LIGHT, seed: int = 4
) -> Rendered:
    """The opened watch from behind: its movement, with the calibre that ``watch`` names."""
    rng = np.random.default_rng(seed)
    canvas, studio = _canvas(camera), _studio(camera, light)
    strap.draw(canvas, studio, watch, rng)
    movement.draw(canvas, studio, watch, rng)
    return _photograph(camera, light, canvas, rng)


def render_papers_photo(
    watch: Watch, camera: Camera = PAPERS_CAMERA, light: Light = DEFAULT_LIGHT, seed: int = 3
) -> Rendered:
    """The warranty card on the same table."""
    rng = np.random.default_rng(seed)
    canvas = _canvas(camera)
    papers.draw(canvas, watch, rng)
    return _photograph(camera, light, canvas, rng, below=-0.7)
