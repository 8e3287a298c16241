"""Whether the lettering around the dial has the form that it has on the references: a bezel's scale, engraved text.

Each ring is unrolled and aligned on its own, since it stands higher than the dial and a diver's bezel turns. Light on
steel changes from sector to sector, so that a quarter of the lettering must differ from every reference before
anything is said, and each sector is held against how well the references agree with each other there. Where lettering
does not stand out from the steel nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.vocabulary.finding import Finding
from models.vocabulary.views import Component, View
from models.vocabulary.words import capital
from pipeline.examiners.reference.finding import measured, region, unreadable
from pipeline.examiners.reference.overlay import Overlay
from pipeline.examiners.reference.picture import Doubles, moved
from pipeline.examiners.reference.strip import SECTORS, Ring, Strip, Wave, agreement, arc, laid_along, unroll

_ROWS = 320
"""Rows a radius: capitals of 5 % of the radius, as on a rehaut, are 16 rows tall."""
_AROUND = "ring around the dial"
RINGS = (
    Ring(_AROUND, inner=1.0, outer=1.12, per_unit=_ROWS),
    Ring(_AROUND, inner=1.11, outer=1.23, per_unit=_ROWS, turns=True),
    Ring("bezel", inner=1.07, outer=1.42, per_unit=_ROWS, turns=True),
)
"""On some dials a printed circle inside the minute track is found as the outline: the rehaut is then the second.
Where it is not, the second is the foot of a bezel's figures, so that it may be turned as well."""

_CONTRAST = {_AROUND: 22.0, "bezel": 45.0}
"""Steps of lightness, of 255, from which there is lettering. On rendered rings engraved text came to 27 to 40, small
figures in ink to 27 to 42, those of bezels to 70 and more; plain rings to 17, brushed and polished bezels to 37. Bezels
are filled or inked, never barely engraved."""
_SMALLEST = {_AROUND: 250.0, "bezel": 140.0}
"""Pixels of a radius on the subject from which lettering is compared: the least that was measured. On photos of half
that size, saved at a quality of 75, two of 6 flawless engraved rings seemed of another form, none of 9 bezels."""
_FAINT = 0.5
"""Share of it that a subject's sector must have to be compared: engraving in flat light came to 13 to 19."""
_MINUTES = 0.5
"""Agreement with itself one minute on from which a sector is the dial's minute track, seen where the outline was found
inside it: that is no lettering and is looked at elsewhere."""
_AGREED = 0.45
"""Correlation of the references with each other from which a sector can be compared: 0.45 to 0.95 where rendered rings
are lettered, 0.4 at most where they are not, but for brushed bezels, which the contrast leaves out."""
_LEAST_SECTORS = SECTORS // 3
_QUARTER = 0.25
"""What is said of a ring is what its worst quarter shows."""
_RUN = 3
"""Neighbouring sectors that are shown as the place."""
_FEWEST = 3
"""References: two cannot say which of them is lit oddly."""

ALLOWED = 38.0
"""% by which the worst quarter may agree worse with the references than those with each other. Measured on the studio's
calibration photos, four reference photos each: 51 flawless dials of five lettered references came to 39 at most, 28 but
for three of them; 11 with figures of another type 0.1 of their height heavier to 63 to 77, but for small figures on a
rehaut, 33 and 44. Half of that weight came to 40 to 71, and to 27 on the small figures."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Compared:
    """A ring held against the references.

    :ivar kept: (SECTORS,) agreement relative to that of the references with each other.
    :ivar legible: (SECTORS,) where lettering can be compared.
    :ivar wave: how the subject's ring lies off the plane's circle.
    """

    ring: Ring
    kept: Doubles
    legible: Mask
    wave: Wave

    @property
    def missing(self) -> float:
        """% by which the worst quarter agrees worse."""
        return 100.0 * max(0.0, 1.0 - float(np.quantile(self.kept[self.legible], _QUARTER)))

    @property
    def worst(self) -> int:
        """The sector in the middle of the worst run."""
        filled = np.where(self.legible, self.kept, 1.0)
        around = np.stack([np.roll(filled, k) for k in range(-(_RUN // 2), _RUN // 2 + 1)])
        return int(np.where(self.legible, around.mean(axis=0), np.inf).argmin())


def compare(over: Overlay, *, sharp: bool) -> list[Finding]:
    """Compare the rings around a dial; nothing where the photo is not of a dial."""
    if over.view is not View.DIAL or not over.frame.round:
        return []
    if not sharp:
        return [unreadable(Component.BEZEL, "form", "The photo is not sharp enough to compare lettering on the bezel.")]
    if len(over.laid) < _FEWEST:
        why = f"It takes {_FEWEST} verified photos that lie over the photo to compare the lettering around the dial."
        return [unreadable(Component.BEZEL, "form", why)]
    found = [each for ring in RINGS if (each := _compared(over, ring)) is not None]
    if not found:
        why = "No lettering stands out clearly enough on the rings around the dial to compare its form."
        return [unreadable(Component.BEZEL, "form", why)]
    return [_finding(max(found, key=lambda each: each.missing), over)]


def _compared(over: Overlay, ring: Ring) -> Compared | None:
    """Lay the references' rings and the subject's along the first reference's; None where too little is legible."""
    to_subject = over.subject.to_pixels @ over.frame.place
    if float(np.linalg.norm(to_subject[:2, 0])) < _SMALLEST[ring.name]:
        return None
    sources = [(each.picture, aligned.from_place) for each, aligned in zip(over.laid, over.aligned, strict=True)]
    first = unroll(*sources[0], ring)
    lettered = (first.contrast >= _CONTRAST[ring.name]) & (first.repeats < _MINUTES)
    if lettered.sum() < _LEAST_SECTORS:
        return None
    known = [first, *(laid_along(first, *each)[0] for each in sources[1:])]
    own, wave = laid_along(first, over.subject, to_subject)
    among = _among(known)
    legible = lettered & (among >= _AGREED) & (own.contrast >= _FAINT * _CONTRAST[ring.name])
    if legible.sum() < _LEAST_SECTORS:
        return None
    alike = np.max([agreement(each, own) for each in known], axis=0)
    return Compared(ring, alike / np.maximum(among, _AGREED), legible, wave)


def _among(known: Sequence[Strip]) -> Doubles:
    """Return how well a reference agrees with the one most like it, the median of all, (SECTORS,)."""
    pairs = np.full((len(known), len(known), SECTORS), -1.0)
    for i in range(len(known)):
        for j in range(i):
            pairs[i, j] = pairs[j, i] = agreement(known[i], known[j])
    return np.asarray(np.median(pairs.max(axis=1), axis=0))


def _finding(found: Compared, over: Overlay) -> Finding:
    corners = arc(found.ring, found.worst - _RUN // 2, found.worst + _RUN // 2, found.wave)
    across, down = moved(over.frame.place, corners).mean(axis=0)
    hour = round(float(np.degrees(np.arctan2(across, -down))) / 30.0) % 12 or 12
    said = (
        f"the lettering of the {found.ring.name} has the form that it has on verified photos"
        if found.missing <= ALLOWED
        else f"the lettering of the {found.ring.name}, most clearly at {hour} o'clock, has another form than on "
        "verified photos"
    )
    return measured(
        Component.BEZEL,
        "form",
        value=found.missing,
        unit="%",
        allowed=ALLOWED,
        sentence=capital(
            f"{said}: a quarter of it agrees with them {found.missing:.0f} % less than they do with each other, or "
            f"worse; {ALLOWED:.0f} % is allowed."
        ),
        region=region(over.photo, moved(over.subject.to_pixels @ over.frame.place, corners), over.subject.size),
    )
