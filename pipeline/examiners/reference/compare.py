"""One photo against its references: lays them over it, measures, and writes what was found."""

import numpy as np

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Flaw, Prepared
from models.vocabulary.views import Component, View
from models.vocabulary.words import VIEW, capital, the
from pipeline.examiners.reference import another, colour, contour, displacement, form, hands, panes, place, rim, weight
from pipeline.examiners.reference.align import HALF
from pipeline.examiners.reference.finding import measured, unreadable
from pipeline.examiners.reference.library import Library
from pipeline.examiners.reference.light import Surface
from pipeline.examiners.reference.overlay import FINE, SHOWS_HANDS, Overlay, lay
from pipeline.examiners.reference.picture import Doubles, Picture

COMPONENT = {
    View.DIAL: Component.DIAL,
    View.HANDS: Component.DIAL,
    View.BEZEL: Component.BEZEL,
    View.CASEBACK: Component.CASEBACK,
    View.MOVEMENT: Component.MOVEMENT,
    View.CROWN: Component.CROWN,
    View.CLASP: Component.CLASP,
    View.BRACELET: Component.BRACELET,
}
"""What a photo of a view is compared for."""

ALLOWED = {1: 2.0, 2: 1.5}
ALLOWED_OF_MANY = 0.7
"""% of the radius by which details may be displaced, by how many references there are; the pose adds to it. On 84
rendered photos of flawless dials, camera leaning up to 20 degrees, any light and time, against three or four references
leaning up to 14, none came to more than 0.7 times what is then allowed. Fewer references have the subject's light more
seldom: with two, facets that change sides came to 1.4 %."""

_STANDS_UP = 3.5
"""% of the radius by which applied parts stand above the dial (0.5 mm of 14.5): what they shift for each unit by which
the tangents of the two cameras' angles differ."""

_DEEPER = {View.DIAL: 1.0, View.HANDS: 1.0, View.CASEBACK: 1.6, View.MOVEMENT: 3.2}
_DEEPEST = 3.0
"""Factors on what is allowed, by view. With two references, rendered case backs were up to 2.0 % off, movements up to
4.4 % (a dozen or fewer of each): their relief answers the light, and a rotor turns. Views that were not measured are
taken for as deep."""

_COVERED = 0.3
"""Share of a patch under a hand from which it is left out."""

FORM_ALLOWED = 53.0
"""% of a letter's edges that may be missing: on 70 of the studio's flawless calibration photos, of six references, at
most 44 %, where the hand of a sub-dial stands elsewhere; of letters, emblems and places that were wrong 82 % and more,
but for one letter of a small name that was like the right one (39 %)."""

MOSTLY = 0.85
"""Share of the references' detail from which a dial was compared as a whole. On those photos 0.67 to 0.95 of it was
free, half the time 0.84 and more."""

PRINT_ALLOWED = 3.5
"""% by which the edges of words may agree worse with the references than those with each other. On 82 of the studio's
flawless and slightly different calibration photos at most 2.3 %; edges that stray by 0.02 to 0.03 of the capitals'
height came to 5.6 to 9.4 % (five photos), by 0.05 to 0.075 to 15 % and more (ten)."""

_LETTER = 12.0
"""Pixels of the coarse sheet: half the side of the region that shows a difference of form."""


def compare(photo: Prepared, subject: Picture, library: Library) -> list[Finding]:
    """Compare a photo with the references of its view."""
    view = photo.photo.view
    over = lay(photo, subject, library)
    if isinstance(over, str):
        why = f"The photo of the {VIEW[view]} was not compared with verified photos: {over}."
        return [*another.look(photo, subject, library), unreadable(COMPONENT[view], "displacement", why)]
    findings = [*rim.compare(over, sharp=Flaw.BLURRED not in photo.flaws), _displacement(over)]
    if view not in FORMED:
        return findings
    findings = [*hands.compare(over), *findings]
    surface = Surface(over)
    findings += colour.compare(surface)
    if len(over.references) < form.FEWEST_REFERENCES:
        why = f"It takes {form.FEWEST_REFERENCES} verified photos that lie over the photo to compare the form of print."
        return [*findings, unreadable(COMPONENT[view], "form", why)]
    findings.append(formed(over))
    if Flaw.BLURRED not in photo.flaws:
        findings.append(_print(surface))
    return weight.weighed(findings, surface)


FORMED = frozenset({View.DIAL})
"""Views on which form is compared: what turns in a movement and what engraving does in the light was not measured."""


def _displacement(over: Overlay) -> Finding:
    component = COMPONENT[over.view]
    field = displacement.field(over.aligned, over.frame.radius)
    field = field.within(_open(over, field.patches))
    if len(field.patches) < displacement.FEWEST:
        why = f"Too little of {the(component)} can be made out to compare it with verified photos."
        return unreadable(component, "displacement", why)
    most = displacement.worst(field, over.frame.radius)
    value, allowed = 100.0 * most.size, _allowed(over)
    if value <= allowed:
        sentence = (
            f"compared with verified photos, everything made out on {the(component)} stands in its place: "
            f"the largest difference is {value:.1f} % of the radius; {allowed:.1f} % is what pose and making allow."
        )
    else:
        sentence = (
            f"compared with verified photos, what stands on {the(component)} {_where(over, most.patches)} is "
            f"{value:.1f} % of the radius off its place ({displacement.direction(most, over.frame)}); "
            f"{allowed:.1f} % is what pose and making allow."
        )
    return measured(
        component,
        "displacement",
        value=value,
        unit="% of radius",
        allowed=allowed,
        sentence=capital(sentence),
        region=place.region(most.patches, HALF / 2, over),
    )


def _open(over: Overlay, patches: Doubles) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which patches lie on the part and are not covered by a hand."""
    share = place.shares(over.part, patches * FINE, round(HALF * FINE))
    return np.asarray(share >= 1.0 - _COVERED)


def _allowed(over: Overlay) -> float:
    """Return % of the radius: more with fewer references, and the more the cameras' angles differ."""
    base = ALLOWED.get(len(over.laid), ALLOWED_OF_MANY) * _DEEPER.get(over.view, _DEEPEST)
    if not over.frame.round:
        return base
    lean = over.subject.lean
    apart = [float(np.linalg.norm(lean - sign * each.picture.lean)) for each in over.laid for sign in (1, -1)]
    return base + _STANDS_UP * min(apart)


def _where(over: Overlay, patches: Doubles) -> str:
    return place.by_the_hours(patches, over.frame) if over.frame.round else place.on_the_photo(patches, over.frame)


def formed(over: Overlay) -> Finding:
    """Return whether print and parts have the references' form, as far as hands leave them free."""
    component = COMPONENT[over.view]
    lasting = ~panes.windows(over.references, over.frame.radius * FINE) if over.view in SHOWS_HANDS else True
    found = form.compare(over.pixels, over.references, over.whole & lasting, over.part & lasting)
    if found is None:
        why = f"Too little of {the(component)} is the same on all verified photos to compare its form."
        return unreadable(component, "form", why)
    spot = np.array([found.where], dtype=np.float64) / FINE
    missing, compared = 100.0 * max(found.missing, 0.0), 100.0 * found.compared
    shape = (
        f"print and parts of {the(component)} have the form that they have on verified photos"
        if missing <= FORM_ALLOWED
        else f"what stands on {the(component)} {_where(over, spot)} has another form than on verified photos"
    )
    partly = "" if found.compared >= MOSTLY else f" Only {compared:.0f} % could be compared: the rest is covered."
    finding = measured(
        component,
        "form",
        value=missing,
        unit="%",
        allowed=FORM_ALLOWED,
        sentence=capital(
            f"{shape}: {missing:.0f} % of its edges are not there; {FORM_ALLOWED:.0f} % is allowed.{partly}"
        ),
        region=place.region(spot, _LETTER, over),
    )
    return _as_far_as_seen(finding, found.compared)


def _as_far_as_seen(finding: Finding, compared: float) -> Finding:
    """Weaken a support by what was not seen; what was seen to be wrong stays as clear as it was."""
    if finding.bearing is not Bearing.SUPPORTS:
        return finding
    return finding.model_copy(update={"strength": round(finding.strength * min(compared / MOSTLY, 1.0), 3)})


def _print(surface: Surface) -> Finding:
    component = COMPONENT[surface.over.view]
    rough = contour.measure(surface)
    if rough is None:
        why = f"Too few words on {the(component)} lie free to compare the edges of their print."
        return unreadable(component, "print", why)
    rough = max(rough, 0.0)
    how = "as even as" if rough <= PRINT_ALLOWED else "coarser or heavier than"
    sentence = (
        f"The edges of the words on {the(component)} are {how} on verified photos of the same sharpness: they agree "
        f"with them {rough:.1f} % less than those with each other; {PRINT_ALLOWED:.1f} % is what a photo may cost."
    )
    return measured(
        component,
        "print",
        value=rough,
        unit="%",
        allowed=PRINT_ALLOWED,
        sentence=sentence,
        region=None,
    )
