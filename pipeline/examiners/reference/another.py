"""Whether a dial that no reference could be laid over is the dial of another watch.

That references do not register may be the photo's fault. It is held against the watch only where the photo is good,
where the references recognise each other, and where a second look that needs no registration finds none of them alike:
the dial is unrolled by its outline alone, turned all the way round, and compared sector by sector.
"""

from collections.abc import Sequence

import numpy as np

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import Component, View
from pipeline.examiners.reference.finding import measured, region
from pipeline.examiners.reference.library import Library
from pipeline.examiners.reference.picture import Doubles, Picture, moved
from pipeline.examiners.reference.strip import Ring, Strip, agreement, laid_along, unroll

_DIAL = Ring("dial", inner=0.35, outer=0.97, per_unit=120, turns=True)
"""Print, markers and sub-dials, without what lies under the middle of every hand. At 120 rows a radius names are still
told apart."""
_OUTLINES = (1.0, 1.08, 0.926, 1.16, 0.86)
"""What the dial's radius may be, of the outline found: on some photos that is the foot of the rehaut or its upper edge,
on others a printed circle inside the minute track."""

ALIKE = 0.5
"""Correlation (median of the sectors) from which two dials are alike. On rendered photos of six references, 0.6 to 0.9
with a photo of the same reference, at most 0.41 with another model of the same brand."""
ALLOWED = 30.0
"""% by which a dial may agree worse with the references than those with each other."""
_CAP = 0.8
"""Strength at most: a dial that was not laid over a reference was not looked at closely."""

_FEWEST = 3
_POSES = 0.05
"""Difference of the cameras' leans (tangent) from which references were taken in two poses."""
_SUPPORT = 0.6
"""Share of the outline that must have been seen for it to be relied on."""
_RADIUS = 220.0
"""Pixels of the dial's radius: print is 8 pixels tall."""


def look(photo: Prepared, subject: Picture, library: Library) -> list[Finding]:
    """Return that the dial is another watch's, or nothing."""
    if photo.photo.view is not View.DIAL or photo.flaws:
        return []
    known = library.opened(subject, View.DIAL)
    if not _fit_for_it([subject, *known]) or not _poses(known):
        return []
    strips = [unroll(each, each.to_pixels, _DIAL) for each in known]
    among = _among(strips, known)
    if among < ALIKE:
        return []
    alike = max(_alike(strip, subject) for strip in strips)
    found = _finding(100.0 * max(0.0, 1.0 - alike / among), photo, subject)
    if alike >= ALIKE or found.bearing is not Bearing.CONTRADICTS:
        return []
    return [found.model_copy(update={"strength": min(found.strength, _CAP)})]


def _fit_for_it(pictures: Sequence[Picture]) -> bool:
    """Return whether every photo shows a dial, its outline seen and large enough."""
    return all(
        isinstance(each.dial, Ellipse)
        and each.dial.support >= _SUPPORT
        and each.dial.axes[1] * max(each.size) >= _RADIUS
        for each in pictures
    )


def _poses(known: Sequence[Picture]) -> bool:
    """Return whether there are enough references, taken from two angles at least."""
    apart = [float(np.linalg.norm(one.lean - other.lean)) for one in known for other in known]
    return len(known) >= _FEWEST and max(apart) >= _POSES


def _among(strips: Sequence[Strip], known: Sequence[Picture]) -> float:
    """Return how well the reference that is least like the others agrees with the one most like it."""
    pairs = np.zeros((len(known), len(known)))
    for i, strip in enumerate(strips):
        for j in range(i):
            pairs[i, j] = pairs[j, i] = _alike(strip, known[j])
    return float(pairs.max(axis=1).min())


def _alike(strip: Strip, picture: Picture) -> float:
    """Return how alike two dials are, -1 to 1, by the first circle of the picture at which they are, or the best."""
    best = -1.0
    for radius in _OUTLINES:
        along = laid_along(strip, picture, _scaled(picture, radius))[0]
        best = max(best, float(np.median(agreement(strip, along))))
        if best >= ALIKE:
            break
    return best


def _scaled(picture: Picture, radius: float) -> Doubles:
    return np.asarray(picture.to_pixels @ np.diag([radius, radius, 1.0]))


def _finding(missing: float, photo: Prepared, subject: Picture) -> Finding:
    turn = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)
    rim = moved(subject.to_pixels, np.column_stack([np.cos(turn), np.sin(turn)]))
    return measured(
        Component.DIAL,
        "form",
        value=missing,
        unit="%",
        allowed=ALLOWED,
        sentence="The dial does not look like that of the claimed reference: no verified photo could be laid over it, "
        f"and however it is turned it agrees with them {missing:.0f} % less than they do with each other; "
        f"{ALLOWED:.0f} % is allowed.",
        region=region(photo.photo.sha256, rim, subject.size),
    )
