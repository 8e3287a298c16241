"""Lays reference photos over a subject to a fraction of a pixel, and measures what does not lie where it should.

Small patches of a reference are looked for in the subject. A plane's perspective is fitted to where they are found,
so robustly that what moved does not pull it along; what is left over is the displacement.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.examiners.reference.details import Floats, edges, lightness
from pipeline.examiners.reference.features import Registration
from pipeline.examiners.reference.picture import Doubles, Picture, inverse, moved, sheet, sheet_to_unit

PER_UNIT = 200
"""Pixels of a radius on the sheets of round parts, so that 0.1 % of it is a fifth of a pixel. At 300, patches took more
than twice as long."""
_ROUND_SIDE, _FLAT_SIDE = 480, 600
"""Pixels of a sheet: 1.2 radii to each side, or the whole photo."""

HALF = 20
"""Pixels from a patch's middle to its edge: a patch is a fifth of the radius, as wide as a round marker."""
SEARCH = 14
"""Pixels by which a patch may be off: 7 % of the radius, 5 degrees at the markers."""
_STEP = 12
"""Pixels between patches where the displacement is measured."""
_COARSE_STEP = 20
"""Pixels between patches where only the perspective is fitted."""
_WITHIN = 1.02
"""Radii within which patches are taken on a round part."""

_DETAIL = 0.35
"""Root mean square of the edges below which a patch is empty ground."""
_FITTING = 0.4
"""Correlation from which a patch helps to fit the perspective."""
_FEWEST_PATCHES = 20

_FINEST, _COARSEST = 0.15, 0.8
"""Pixels between which the scale of the fit is kept: where half of a dial moved (a ring printed off its centre), the
fit is to follow one half and not to lie between them."""

_ONE_WAY = 0.85
"""Share of a patch's edges, by squared strength, that run one way (length of their mean double-angle vector) from
which it tells nothing of a move along them: on rendered case backs grooves came to 0.93 and more, on dials nine patches
in ten to less than 0.76."""

_NEAR = 1.0
"""Pixels (0.5 % of the radius) within which a patch lies where it should."""
_LEAST_AREA = 0.5
"""Area to which a correction may shrink the sheet: search reaches a tenth of its side."""
LEAST_NEAR = 0.35
"""Share of the patches below which the sheets do not lie over each other. Declared by judgement: a ring printed off its
centre moves about half of the patches, and is to be measured, not refused."""


@dataclass(frozen=True)
class Frame:
    """The sheet's place in the subject.

    :ivar place: from a plane whose unit is the radius that most photos agree on to the subject's.
    :ivar side: pixels of the sheet on which patches are looked for.
    :ivar radius: pixels of a unit on it.
    :ivar round: whether only what lies within the radius is compared.
    """

    place: Doubles
    side: int
    radius: float
    round: bool

    @property
    def from_sheet(self) -> Doubles:
        """From the sheet's pixel centres to the subject's unit plane."""
        return self.place @ sheet_to_unit(self.side, self.side / 2 / self.radius)


@dataclass(frozen=True)
class Aligned:
    """A reference laid over the subject.

    :ivar from_place: from the plane of ``Frame.place`` to the reference's pixels.
    :ivar patches: (n, 2) middles of the patches with detail, in pixels of the sheet.
    :ivar displacement: (n, 2) pixels by which the subject's detail lies off the reference's.
    :ivar score: (n,) correlation at that place, -1 to 1.
    """

    from_place: Doubles
    patches: Doubles
    displacement: Doubles
    score: Doubles


def frame_of(subject: Picture, registrations: Sequence[Registration]) -> Frame:
    """Return a sheet on which the outline that most photos agree on has the same size, whatever was found on one.

    On one photo the dial's edge is found, on another the foot of the ring around it.
    """
    if not subject.round:
        return Frame(np.eye(3), _FLAT_SIDE, _FLAT_SIDE / 2, round=False)
    turn = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    outlines = [circle, *(moved(inverse(each.homography), circle) for each in registrations)]
    middles = np.array([outline.mean(axis=0) for outline in outlines])
    radii = [np.linalg.norm(each - middle, axis=1).mean() for each, middle in zip(outlines, middles, strict=True)]
    radius, middle = float(np.median(radii)), np.median(middles, axis=0)
    place = np.array([[radius, 0.0, middle[0]], [0.0, radius, middle[1]], [0.0, 0.0, 1.0]])
    return Frame(place, _ROUND_SIDE, PER_UNIT, round=True)


def align(subject_edges: Floats, reference: Picture, registration: Registration, frame: Frame) -> Aligned | None:
    """Lay a reference over the subject's sheet; None where it does not come to lie there."""
    from_sheet = reference.to_pixels @ registration.homography @ frame.from_sheet
    details = edges(lightness(sheet(reference, from_sheet, frame.side)))
    fitted = _fit(*_measured(subject_edges, details, frame, _COARSE_STEP), frame)
    if fitted is None:
        return None
    from_sheet = from_sheet @ inverse(fitted[0])
    details = edges(lightness(sheet(reference, from_sheet, frame.side)))
    patches, offsets, score = _measured(subject_edges, details, frame, _STEP)
    fitted = _fit(patches, offsets, score, frame)
    if fitted is None or fitted[1] < LEAST_NEAR:
        return None
    homography = fitted[0]
    displacement = across_edges(patches + offsets - moved(homography, patches), patches, details)
    from_place = from_sheet @ inverse(homography) @ inverse(sheet_to_unit(frame.side, frame.side / 2 / frame.radius))
    return Aligned(from_place, patches, displacement, score)


def across_edges(displacement: Doubles, patches: Doubles, details: Floats) -> Doubles:
    """Return displacements without what goes along the edges of patches whose edges all run one way.

    A piece of a groove fits anywhere along it (the aperture problem), and where its glint ends answers the lamp.

    :param displacement: (n, 2) pixels.
    :param patches: (n, 2) their middles, x and y.
    :param details: (side, side, 2) edges of the sheet that the patches were cut from.
    """
    size = (2 * HALF + 1, 2 * HALF + 1)
    strength = np.hypot(details[..., 0], details[..., 1])
    total_of, common_of = cv2.boxFilter(strength**2, -1, size), cv2.boxFilter(details * strength[..., None], -1, size)
    x, y = patches.astype(int).T
    doubled, total = common_of[y, x].astype(np.float64), total_of[y, x].astype(np.float64)
    one_way = np.hypot(doubled[:, 0], doubled[:, 1]) > _ONE_WAY * total
    across = np.arctan2(doubled[:, 1], doubled[:, 0]) / 2
    normal = np.column_stack([np.cos(across), np.sin(across)])
    known = (displacement * normal).sum(axis=1, keepdims=True) * normal
    return np.asarray(np.where(one_way[:, None], known, displacement))


def _measured(subject: Floats, details: Floats, frame: Frame, step: int) -> tuple[Doubles, Doubles, Doubles]:
    """Return middles of the reference's patches, how far off they are found in the subject, and how surely."""
    margin = HALF + SEARCH
    middles, offsets, scores = [], [], []
    for x, y in _grid(frame, step):
        patch = details[y - HALF : y + HALF + 1, x - HALF : x + HALF + 1]
        if float(cv2.norm(patch)) < _DETAIL * np.sqrt(patch.size):
            continue
        around = subject[y - margin : y + margin + 1, x - margin : x + margin + 1]
        offset, score = _peak(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED).astype(np.float32))
        middles.append((x, y))
        offsets.append(offset)
        scores.append(score)
    shape = (len(middles), 2)
    return np.array(middles, float).reshape(shape), np.array(offsets, float).reshape(shape), np.array(scores, float)


def _grid(frame: Frame, step: int) -> list[tuple[int, int]]:
    """Return the middles of patches, (x, y)."""
    margin, middle = HALF + SEARCH, frame.side / 2
    rows = range(margin, frame.side - margin, step)
    reach = _WITHIN * frame.radius if frame.round else float(frame.side)
    return [(x, y) for y in rows for x in rows if np.hypot(x - middle, y - middle) <= reach]


def _peak(correlation: Floats) -> tuple[tuple[float, float], float]:
    """Return where a correlation is highest, to a fraction of a pixel (parabola), and how high; -1 at the border."""
    y, x = (int(k) for k in np.unravel_index(int(correlation.argmax()), correlation.shape))
    last = 2 * SEARCH
    if not (0 < x < last and 0 < y < last):
        return (0.0, 0.0), -1.0
    top = float(correlation[y, x])
    shift = [
        _vertex(float(before), top, float(after))
        for before, after in (correlation[y, x - 1 : x + 2 : 2], correlation[y - 1 : y + 2 : 2, x])
    ]
    return (x + shift[0] - SEARCH, y + shift[1] - SEARCH), top


def _vertex(before: float, top: float, after: float) -> float:
    bend = before - 2 * top + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0


def _fit(patches: Doubles, offsets: Doubles, score: Doubles, frame: Frame) -> tuple[Doubles, float] | None:
    """Return the homography that moves patches to where they were found, and the share that lies near it.

    Iteratively reweighted (Geman and McClure's function), so that a part that moved has no say.
    """
    sure = score > _FITTING
    if sure.sum() < _FEWEST_PATCHES:
        return None
    here, there = patches[sure], patches[sure] + offsets[sure]
    trust = (score[sure] - 0.3) ** 2
    weight, homography, left = trust, np.eye(3), np.zeros(len(here))
    for _ in range(8):
        homography = _solve(here, there, weight, frame.side)
        left = np.linalg.norm(there - moved(homography, here), axis=1)
        spread = float(np.clip(1.4826 * np.median(left), _FINEST, _COARSEST))
        weight = trust / (1.0 + (left / (2.0 * spread)) ** 2) ** 2
    return (homography, float((left < _NEAR).mean())) if _sane(homography) else None


def _sane(homography: Doubles) -> bool:
    """Return whether it is near enough to the identity to be a correction, and can be turned back."""
    return bool(np.isfinite(homography).all()) and _LEAST_AREA < float(np.linalg.det(homography)) < 1 / _LEAST_AREA


def _solve(here: Doubles, there: Doubles, weight: Doubles, side: int) -> Doubles:
    """Weighted direct linear transform of a homography near the identity (Hartley and Zisserman, section 4.1)."""
    middle, scale = side / 2, side / 3
    (x, y), (u, v) = ((here - middle) / scale).T, ((there - middle) / scale).T
    one, none = np.ones_like(x), np.zeros_like(x)
    for_u = np.column_stack([x, y, one, none, none, none, -u * x, -u * y])
    for_v = np.column_stack([none, none, none, x, y, one, -v * x, -v * y])
    root = np.sqrt(np.concatenate([weight, weight]))
    matrix, target = np.concatenate([for_u, for_v]) * root[:, None], np.concatenate([u, v]) * root
    solution = np.linalg.lstsq(matrix, target, rcond=None)[0]
    to_unit = np.array([[1 / scale, 0.0, -middle / scale], [0.0, 1 / scale, -middle / scale], [0.0, 0.0, 1.0]])
    return np.asarray(inverse(to_unit) @ np.append(solution, 1.0).reshape(3, 3) @ to_unit)
