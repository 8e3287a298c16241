"""A defect of a severity, as changes to what is photographed and claimed."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from pydantic import Field

from models import catalogue
from models.scoring.labelled import Severity
from models.vocabulary.value import Value
from models.vocabulary.views import View
from pipeline.evaluation.render.collection import COLLECTION
from pipeline.evaluation.render.watch import FLAWLESS, Defects, HandShape, Shift, Watch, can_show, marked_hours
from pipeline.evaluation.studio import sampling
from pipeline.evaluation.studio.colours import away
from pipeline.evaluation.studio.exif import CAMERAS, Exif
from pipeline.evaluation.studio.pictures import Borrow, Clone, History, Paste, Picture, Recapture, Tampering
from pipeline.evaluation.studio.sampling import Rng
from pipeline.evaluation.studio.severity import Kind
from pipeline.evaluation.studio.specimens import DATE, WORDING, another_serial, on_some_day

_LUME_HUES = (55.0, 100.0, 140.0, 250.0)
"""Degrees in a*b*: the tan of old tritium, the green and the blue of other pigments, and what lies between."""
_TRACES = 0.6
"""Share of edited photos whose file still names the editor."""
_SPECK = 0.03
"""Dial radii: smaller regions are healed, from beside them."""
_NAME = (0.0, -0.36)
"""Dial radii: where brand and model stand."""
_YEARS_OFF = 2
"""A serial that says another year is off by at least so many: a watch may lie a year before it is sold."""


class Alteration(Value):
    """What is otherwise than in the specimen's honest case.

    :ivar watches: what is photographed instead of the specimen, by view, as far as there is a photo of that view.
    :ivar adds: a view that the case needs, whether its specimen's other cases have it or not.
    :ivar defects: drawn on the dial.
    :ivar claim: fields of the claim that say something else.
    """

    watches: dict[View, Watch] = Field(default={})
    adds: View = View.DIAL
    defects: Defects = FLAWLESS
    claim: dict[str, str] = Field(default={})


def brand_mates(watch: Watch) -> tuple[Watch, ...]:
    """The other models of the brand."""
    return tuple(other for other in COLLECTION if other.brand == watch.brand and other.reference != watch.reference)


def _direction(rng: Rng, size: float) -> Shift:
    angle = rng.uniform(0.0, 2 * np.pi)
    return round(size * float(np.cos(angle)), 4), round(size * float(np.sin(angle)), 4)


def _signed(rng: Rng, size: float) -> float:
    return size if sampling.chance(rng, 0.5) else -size


def _hour(watch: Watch, rng: Rng) -> int:
    """An hour with a marker that can be seen beside its neighbours: away from twelve, sub-dials and hands."""
    free = sorted(set(marked_hours(watch)) - {12, *watch.subdials})
    return sampling.pick(rng, [hour for hour in free if not sampling.covered(hour * 30.0, watch.time)])


def _lume(size: float, watch: Watch, rng: Rng) -> Defects:
    return Defects(lume=away(watch.lume, size, sampling.pick(rng, _LUME_HUES)))


def _other_hands(_size: float, watch: Watch, rng: Rng) -> Defects:
    return Defects(hands=sampling.pick(rng, [shape for shape in HandShape if shape is not watch.hands]))


Drawing = Callable[[float, Watch, Rng], Defects]

_DRAWN: Mapping[Kind, tuple[str, Drawing]] = MappingProxyType(
    {
        Kind.MARKER_ANGLE: (
            "shifted",
            lambda size, watch, rng: Defects(shifted=((_hour(watch, rng), _signed(rng, size)),)),
        ),
        Kind.MARKER_RADIUS: (
            "pushed",
            lambda size, watch, rng: Defects(pushed=((_hour(watch, rng), _signed(rng, size)),)),
        ),
        Kind.RING_OFFSET: ("ring_offset", lambda size, _, rng: Defects(ring_offset=_direction(rng, size))),
        Kind.SUBDIAL_OFFSET: ("subdial_offset", lambda size, _, rng: Defects(subdial_offset=_direction(rng, size))),
        Kind.LOGO_OFFSET: ("logo_offset", lambda size, _, rng: Defects(logo_offset=_direction(rng, size))),
        Kind.DATE_OFFSET: ("date_offset", lambda size, _, rng: Defects(date_offset=_direction(rng, size))),
        Kind.FONT_WEIGHT: ("bold", lambda size, _watch, _rng: Defects(bold=size)),
        Kind.COARSE_PRINT: ("coarse", lambda size, _watch, _rng: Defects(coarse=size)),
        Kind.REHAUT_FONT: (
            "rehaut_bold",
            lambda size, _watch, _rng: Defects(rehaut_bold=size, rehaut_scale=1.0 + size),
        ),
        Kind.HAND_SHAPE: ("hands", _other_hands),
        Kind.HAND_LENGTH: ("hand_scale", lambda size, _watch, _rng: Defects(hand_scale=1.0 - size)),
        Kind.LUME_COLOUR: ("lume", _lume),
    }
)
"""Kinds that are a size on the dial: the field of ``Defects`` that shows them, and how it is filled."""


def possible(kind: Kind, watch: Watch) -> bool:
    """Whether the watch has what the defect is about: without a date, none is off its place."""
    return kind not in _DRAWN or _DRAWN[kind][0] in can_show(watch)


def clear(kind: Kind | None, watch: Watch) -> tuple[float, ...]:
    """Directions on the dial, degrees clockwise from twelve, that the hands must leave free for a defect to show."""
    match kind:
        case Kind.WRONG_WORDING | Kind.MISSPELT | Kind.FONT_WEIGHT | Kind.COARSE_PRINT:
            return WORDING
        case Kind.LOGO_OFFSET:
            return WORDING[:3]
        case Kind.DATE_OFFSET:
            return DATE[watch.date_at]
        case _:
            return ()


def altered(kind: Kind, severity: Severity, size: float, watch: Watch, rng: Rng) -> Alteration:
    """Return what a defect changes, but for what is done to the photo itself (``tampered``).

    :param watch: the specimen as it lies before the camera.
    """
    if kind in _DRAWN:
        return Alteration(defects=_DRAWN[kind][1](size, watch, rng))
    match kind:
        case Kind.WRONG_WORDING | Kind.MISSPELT:
            change = _misspelt if kind is Kind.MISSPELT else _other_wording
            return Alteration(defects=Defects(words=(change(watch, severity, rng),)))
        case Kind.OTHER_WATCH:
            return _other_watch(watch, rng)
        case Kind.WRONG_SERIAL:
            return _wrong_serial(watch, severity, size, rng)
        case Kind.WRONG_CALIBRE:
            return _wrong_calibre(watch, severity, rng)
        case _:
            return Alteration()


def _role(line: str) -> bool:
    """Lines that state a depth, and the others: one takes the place of its like."""
    return re.fullmatch(r"\d+m", line) is not None


def _other_wording(watch: Watch, severity: Severity, rng: Rng) -> tuple[str, str]:
    mates = brand_mates(watch)
    if severity is Severity.SEVERE:
        return watch.model, sampling.pick(rng, mates).model
    lines = {line for mate in mates for line in mate.wording} - set(watch.wording)
    swaps = [(own, other) for own in watch.wording for other in sorted(lines) if _role(own) == _role(other)]
    return sampling.pick(rng, swaps)


def _misspelt(watch: Watch, severity: Severity, rng: Rng) -> tuple[str, str]:
    """A word with one letter dropped, doubled or exchanged with the next: within it, where the eye passes over."""
    names = (watch.model, watch.brand)
    small = (*(line for line in watch.wording if not _role(line)), watch.foot)
    word = sampling.pick(rng, names if severity is Severity.SEVERE else small)
    wrong = [
        changed
        for at in range(1, len(word) - 2)
        for changed in (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        if changed != word and " " not in word[at : at + 2]
    ]
    return word, sampling.pick(rng, wrong)


def _other_watch(watch: Watch, rng: Rng) -> Alteration:
    """Another model before the camera: from the front alone (a dial of another model), or from both sides."""
    other = sampling.pick(rng, brand_mates(watch))
    numbered = other.model_copy(update={"serial": another_serial(other.serial, rng)})
    own = on_some_day(numbered, watch.time, rng)
    views = (View.DIAL,) if sampling.chance(rng, 0.5) else (View.DIAL, View.CASEBACK, View.MOVEMENT)
    return Alteration(watches=dict.fromkeys(views, own))


def _wrong_serial(watch: Watch, severity: Severity, size: float, rng: Rng) -> Alteration:
    """Papers of another watch, a form that the brand never used, or a number of another year."""
    ways = [_form_of_nobody(watch.serial), *_other_years(watch)]
    if severity is Severity.SEVERE and sampling.chance(rng, 0.6):
        number = sampling.pick(rng, ways[:1] if sampling.chance(rng, 0.5) or len(ways) == 1 else ways[1:])
        wrong = watch.model_copy(update={"serial": number})
        return Alteration(watches={View.CASEBACK: wrong, View.PAPERS: wrong}, claim={"serial": number})
    papers = watch.model_copy(update={"serial": _differing(watch.serial, round(size), rng)})
    return Alteration(watches={View.PAPERS: papers})


def _form_of_nobody(serial: str) -> str:
    """The letter at the other end: a form that the brands of the collection have not got in common."""
    return serial[1:] + serial[0] if serial[0].isalpha() else serial[-1] + serial[:-1]


def _other_years(watch: Watch) -> list[str]:
    """The serial with the code of another year, as the catalogue dates it."""
    known, sold = catalogue.load(), int(watch.sold[:4])
    found = []
    for at in (0, 1, len(watch.serial) - 1):
        for code in "ABCDEFGHJKLMNPRSTUVWXYZ" if watch.serial[at].isalpha() else "0123456789":
            number = watch.serial[:at] + code + watch.serial[at + 1 :]
            years = known.serial_years(watch.brand, number)
            if years is not None and min(abs(year - sold) for year in years) >= _YEARS_OFF:
                found.append(number)
    return found


def _differing(serial: str, wanted: int, rng: Rng) -> str:
    """The serial with so many of its digits changed, as far as it has them."""
    places = [at for at, old in enumerate(serial) if old.isdigit()]
    changed = list(serial)
    for at in rng.permutation(places)[:wanted]:
        changed[at] = sampling.pick(rng, [digit for digit in "0123456789" if digit != serial[at]])
    return "".join(changed)


def _wrong_calibre(watch: Watch, severity: Severity, rng: Rng) -> Alteration:
    """Another movement, and a case back that names it: the photos agree with each other and not with the claim."""
    same = severity is Severity.MODERATE
    others = [other for other in COLLECTION if (other.brand == watch.brand) == same and other.calibre != watch.calibre]
    other = sampling.pick(rng, others)
    wrong = watch.model_copy(update={"calibre": other.calibre, "jewels": other.jewels, "rotor": other.rotor})
    return Alteration(watches={View.CASEBACK: wrong, View.MOVEMENT: wrong}, adds=View.MOVEMENT)


def tampered(kind: Kind, size: float, dial: Picture, rng: Rng) -> Picture:
    """Return the dial's photo after what is done to photos; as it was for a defect of the watch."""
    match kind:
        case Kind.SCREEN_RECAPTURE:
            done: Tampering = Recapture(pitch=size, seed=sampling.seed(rng), after=sampling.history(rng))
        case Kind.BORROWED_PHOTO:
            done = Borrow(cut=round(size / 2, 5), scale=sampling.between(rng, 0.85, 1.0), after=_saved_again(rng))
        case Kind.EDITED_PHOTO:
            done = _edited(size, dial, rng)
        case _:
            return dial
    return dial.model_copy(update={"tampering": done})


def _saved_again(rng: Rng) -> History:
    """A file as it comes from a web page: compressed once more, without metadata."""
    return History(qualities=(int(rng.integers(70, 90)),))


def _edited(size: float, dial: Picture, rng: Rng) -> Clone | Paste:
    """A healed spot, a stretch of dial over something else, or what another photo shows in the same place."""
    angle, reach = rng.uniform(0.0, 2 * np.pi), sampling.between(rng, 0.40, 0.62)
    target = (round(reach * float(np.sin(angle)), 4), round(-reach * float(np.cos(angle)), 4))
    after = _saved_by_editor(dial, rng)
    if size < _SPECK or sampling.chance(rng, 0.5):
        beside = angle + max(2.4 * size / reach, 0.1) * sampling.pick(rng, (-1.0, 1.0))
        source = (round(reach * float(np.sin(beside)), 4), round(-reach * float(np.cos(beside)), 4))
        return Clone(source=source, target=target, radius=size, after=after)
    donor = dial.shot.model_copy(update={"seed": sampling.seed(rng), "light": sampling.light(rng)})
    return Paste(donor=donor, target=_NAME if sampling.chance(rng, 0.5) else target, radius=size, after=after)


def _saved_by_editor(dial: Picture, rng: Rng) -> History:
    quality = int(rng.integers(85, 95))
    if not sampling.chance(rng, _TRACES):
        return History(qualities=(quality,))
    said = dial.history.exif or Exif(camera=sampling.pick(rng, CAMERAS), taken=sampling.moment(rng))
    return History(qualities=(quality,), exif=sampling.edited_by(rng, said))
