"""Verified photos of each reference, as the folder that ``pipeline.references.publish`` takes.

Two specimens in the light and poses of a careful photographer, the hands off the wording, drawn from numbers that no
case is drawn from. Also draws the set that the catalogue ships for the examples' watch:
``python -m pipeline.evaluation.studio`` writes it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from models.scoring.table import Domain
from models.vocabulary.views import View
from pipeline.evaluation.render.collection import COLLECTION
from pipeline.evaluation.render.watch import TIDEWATCH, Watch
from pipeline.evaluation.studio import sampling
from pipeline.evaluation.studio.pictures import History, Picture, draw
from pipeline.evaluation.studio.specimens import WORDING, Origin, on_some_day, picture, specimen
from pipeline.locations import ROOT
from pipeline.references import DESCRIPTION, SHIPPED

_NUMBER = 3
"""First number of every seed; the sets of cases have others."""
_SOURCE = "Drawn by Adriel's own studio; there is no such watch, and nothing is wrong with this one"
_WATCHES = ("first", "second")
_MAX_TILT = 12.0
"""Degrees: verified photos are taken with more care than an owner's."""


class Plan(NamedTuple):
    """What a set holds.

    :ivar photos: how many of each view; the specimens take turns.
    :ivar side: pixels; the pictures are square, so that the watch fills them.
    :ivar quality: of the JPEG.
    :ivar seed: another one gives other photos of the same watches.
    """

    photos: Mapping[View, int]
    side: int
    quality: int
    seed: int = 0


EVALUATED = Plan(MappingProxyType({View.DIAL: 4, View.CASEBACK: 2, View.MOVEMENT: 2}), side=1800, quality=90)
"""For measuring the examiners: what a workshop that keeps reference photos has."""
SHIPPED_PLAN = Plan(MappingProxyType({View.DIAL: 4, View.CASEBACK: 2}), side=1400, quality=82, seed=1)
"""For the catalogue: small enough to be cloned, with as many dials as the sets that the examiners are measured with."""
SHIPPED_FOLDER = SHIPPED / "aldenmoor-am-2204"


def find(reference: str) -> Watch:
    """The watch of a reference of the collection.

    :raises LookupError: where there is none.
    """
    for watch in COLLECTION:
        if watch.reference == reference:
            return watch
    raise LookupError(f"the collection has no reference {reference}")


def pictures(watch: Watch, plan: Plan = EVALUATED) -> tuple[tuple[str, Picture], ...]:
    """The photos of a set before they are drawn, by label: ``dial``, ``dial-2`` and so on."""
    return tuple(
        (view.value if nth == 0 else f"{view.value}-{nth + 1}", _picture(watch, view, nth, plan))
        for view, count in plan.photos.items()
        for nth in range(count)
    )


def files(watch: Watch, plan: Plan = EVALUATED) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of a set, drawn one at a time."""
    wanted = pictures(watch, plan)
    yield DESCRIPTION, _description(watch, [label for label, _ in wanted]).encode()
    for label, each in wanted:
        yield f"{label}.jpg", draw(each)


def write(watch: Watch, folder: Path, plan: Plan = EVALUATED) -> Path:
    """Write a set into a folder, made where it is missing, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(watch, plan):
        (folder / name).write_bytes(content)
    return folder


def main() -> int:
    """Draw the set that the catalogue ships."""
    print(f"wrote {write(TIDEWATCH, SHIPPED_FOLDER, SHIPPED_PLAN).relative_to(ROOT)}")
    return 0


def _picture(watch: Watch, view: View, nth: int, plan: Plan) -> Picture:
    """The ``nth`` photo of a view: first the one specimen, then the other."""
    origin = Origin("reference", (_NUMBER, plan.seed))
    owned = specimen(watch, origin, nth % len(_WATCHES))
    rng = sampling.stream(*owned.stream, list(View).index(view), nth)
    taken = picture(view, on_some_day(owned.watch, sampling.time(rng, WORDING), rng), rng)
    camera = taken.shot.camera
    careful = camera.model_copy(
        update={
            "width": plan.side,
            "height": plan.side,
            "field": round(camera.field * min(camera.width, camera.height) / camera.width, 3),
            "tilt": sampling.between(rng, 0.0, _MAX_TILT),
            "defocus": 0.0,
            "exposure": sampling.between(rng, 0.95, 1.05),
        }
    )
    return Picture(shot=taken.shot.model_copy(update={"camera": careful}), history=History(qualities=(plan.quality,)))


def _specimen_of(label: str) -> str:
    """The specimens take turns within a view: odd numbers show the first."""
    return _WATCHES[(int(label.partition("-")[2] or 1) - 1) % len(_WATCHES)]


def _description(watch: Watch, labels: Sequence[str]) -> str:
    """The set's description. JSON's strings are TOML's too (TOML 1.0, basic strings)."""
    said = {
        "brand": watch.brand.title(),
        "model": watch.model.title(),
        "reference": watch.reference,
        "domain": Domain.RENDERED.value,
        "source": _SOURCE,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in said.items()]
    shown = [f"{label} = {json.dumps(_specimen_of(label))}" for label in labels]
    return "\n".join([*lines, "", "[watches]", *shown, ""])
