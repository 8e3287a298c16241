"""One watch of a reference: its numbers, and the photos that all cases of it share.

A defect touches one photo or two; the others are the same bytes in every case of the specimen, so that what was made
of them can be used again.
"""

import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from models.vocabulary.case import Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from models.vocabulary.views import View
from pipeline.evaluation.render.cases import Shot
from pipeline.evaluation.render.watch import FLAWLESS, Defects, Watch
from pipeline.evaluation.studio import sampling
from pipeline.evaluation.studio.pictures import Picture
from pipeline.evaluation.studio.sampling import Rng

_CHALLENGED = 3
"""One specimen in so many was asked to have its hands set to a time."""
_CODED = 6
"""One in so many, all of them among those, was asked for a code on a slip of paper as well."""
_CODE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"
"""Without those that are taken for others in print."""
_OPENED = 3
"""One specimen in so many was photographed open as well."""
_KEPT = (0, 1)
"""Characters of a serial that stay when another is made up: code of the year or of the model."""

_SLIP_FIELD, _SLIP_LOOK = 74.0, (-12.0, 0.0)
"""Millimetres: wide enough for a slip of 25 mm left of the watch."""
WORDING = (330.0, 0.0, 30.0, 150.0, 180.0, 210.0)
"""Degrees clockwise from twelve: over which brand, model and wording extend."""
DATE: Mapping[int, tuple[float]] = MappingProxyType({3: (90.0,), 4: (135.0,), 6: (180.0,)})
"""Likewise the window, by the hour at which it is."""

_STREAM: Mapping[View, int] = MappingProxyType({view: number for number, view in enumerate(View)})


class Origin(NamedTuple):
    """Where a specimen comes from: the set's name, and the numbers that no other set draws from."""

    name: str
    numbers: tuple[int, ...]


class Specimen(Value):
    """A watch that somebody owns.

    :ivar name: unique among all sets.
    :ivar stream: the numbers from which everything about it is drawn.
    :ivar owner: what stands for its owner; another specimen has another.
    :ivar opened: whether there is a photo of its movement.
    """

    name: str
    watch: Watch
    stream: tuple[int, ...]
    owner: Sha256
    opened: bool
    challenge: Challenge | None

    @property
    def claim(self) -> Claim:
        """What its honest owner says."""
        return Claim(
            brand=self.watch.brand.title(),
            model=self.watch.model.title(),
            reference=self.watch.reference,
            serial=self.watch.serial,
            year=int(self.watch.sold[:4]),
            calibre=self.watch.calibre,
        )


def specimen(watch: Watch, origin: Origin, index: int) -> Specimen:
    """The ``index``-th watch of a reference in a set."""
    numbers = (*origin.numbers, zlib.crc32(watch.reference.encode()), index)
    rng = sampling.stream(*numbers)
    numbered = watch.model_copy(update={"serial": another_serial(watch.serial, rng)})
    own = on_some_day(numbered, sampling.time(rng, (*WORDING, *DATE[watch.date_at])), rng)
    return Specimen(
        name=f"{origin.name}-{watch.reference.lower()}-{index:02d}",
        watch=own,
        stream=numbers,
        owner=rng.bytes(32).hex(),
        opened=index % _OPENED == 0,
        challenge=_challenge(own, index, rng),
    )


def _challenge(own: Watch, index: int, rng: Rng) -> Challenge | None:
    """What the owner was asked to do, and did."""
    if index % _CHALLENGED != 1:
        return None
    hour, minute, _ = own.time
    code = "".join(sampling.pick(rng, _CODE_LETTERS) for _ in range(6)) if index % _CODED == 1 else None
    return Challenge(time=f"{hour:02d}:{minute:02d}", code=code)


def another_serial(serial: str, rng: Rng) -> str:
    """Another number of the same form and year."""
    drawn = rng.integers(10, size=len(serial))
    changed = (
        str(digit) if old.isdigit() and at not in _KEPT else old
        for at, (old, digit) in enumerate(zip(serial, drawn, strict=True))
    )
    return "".join(changed)


def shared_pictures(owned: Specimen) -> dict[View, Picture]:
    """The photos of an honest case of this specimen, by view."""
    views = [View.DIAL, View.CASEBACK, View.PAPERS, *([View.MOVEMENT] if owned.opened else [])]
    shared = {view: picture(view, owned.watch, sampling.stream(*owned.stream, _STREAM[view])) for view in views}
    slip = beside_code(owned, owned.watch)
    return shared if slip is None else {**shared, View.OTHER: slip}


def beside_code(owned: Specimen, watch: Watch, defects: Defects = FLAWLESS) -> Picture | None:
    """What lies before the camera beside the code on a slip of paper; None where no code was asked for."""
    if owned.challenge is None or owned.challenge.code is None:
        return None
    taken = picture(View.OTHER, watch, sampling.stream(*owned.stream, _STREAM[View.OTHER]), defects)
    camera = taken.shot.camera.model_copy(
        update={"width": 1680, "height": 1260, "field": _SLIP_FIELD, "look_at": _SLIP_LOOK}
    )
    shot = taken.shot.model_copy(update={"camera": camera})
    return taken.model_copy(update={"shot": shot, "note": ("ADRIEL", owned.challenge.code)})


def on_some_day(watch: Watch, time: tuple[int, int, int], rng: Rng) -> Watch:
    """A watch as it lies before the camera: the hands at a time, and some date."""
    return watch.model_copy(update={"time": time, "date": None if watch.date is None else sampling.day(rng)})


def picture(view: View, watch: Watch, rng: Rng, defects: Defects = FLAWLESS) -> Picture:
    """A photo of a watch, from wherever its owner happened to stand."""
    shot = Shot(
        view=view,
        watch=watch,
        defects=defects,
        camera=sampling.camera(rng, view),
        light=sampling.light(rng),
        seed=sampling.seed(rng),
    )
    return Picture(shot=shot, history=sampling.history(rng))
