"""Photos of what is for sale: drawn when they are first needed, and kept in the state folder by what they show."""

import hashlib
from pathlib import Path

from django.conf import settings

from models.vocabulary.views import View
from pipeline.evaluation.render.cases import Shot, jpeg, render
from pipeline.evaluation.render.watch import Camera, Light, Watch
from pipeline.locations import ROOT

PHOTOS = ROOT / "examples"
GENUINE = "aldenmoor-tidewatch"

SIZE = 560
"""Pixels of a side: drawn in a tenth of a second, and enough for what a page shows of an example."""

FRESH = 1400
"""The same, where hands are to be read."""

QUALITY = 78
DRAWING = "1"
"""Counted up when the same shot is drawn otherwise, so that what was kept is not taken for it."""


def shots(watch: Watch, number: int) -> tuple[Shot, ...]:
    """Return the photos of a listing: its dial, and for every third its movement or a closer look.

    Each is seen from elsewhere and lit otherwise, so that no two pass for the same picture.
    """
    camera = Camera(
        width=SIZE,
        height=SIZE,
        field=50.0 + number % 5 * 5.0,
        look_at=(number % 3 * 3.0 - 2.0, number % 4 * 2.5 - 4.0),
        tilt=4.0 + number % 7 * 2.0,
        azimuth=number * 47.0 % 360.0,
        rotation=number * 29.0 % 60.0 - 30.0,
    )
    light = Light(
        azimuth=-150.0 + number * 37.0 % 120.0, elevation=42.0 + number % 3 * 8.0, warmth=number % 5 / 5 - 0.4
    )
    dial = Shot(view=View.DIAL, watch=watch, camera=camera, light=light, seed=1000 + number)
    if number % 3:
        return (dial,)
    if number % 2:
        return dial, Shot(view=View.MOVEMENT, watch=watch, camera=camera, light=light, seed=2000 + number)
    closer = camera.model_copy(update={"field": 34.0, "look_at": (0.0, 0.0), "rotation": -camera.rotation})
    return dial, Shot(view=View.BEZEL, watch=watch, camera=closer, light=light, seed=2000 + number)


def examined() -> tuple[bytes, ...]:
    """Return photos that were examined in the case of the genuine watch: its dial and its crown."""
    return tuple((PHOTOS / GENUINE / f"{view}.jpg").read_bytes() for view in (View.DIAL, View.CROWN))


def fresh(watch: Watch, hour: int, minute: int) -> bytes:
    """Return a photo on which the hands show a time, drawn now: a seller does not know it before."""
    at = watch.model_copy(update={"time": (hour % 12, minute, 30)})
    camera = Camera(width=FRESH, height=FRESH, rotation=-6.0)
    return jpeg(render(Shot(view=View.DIAL, watch=at, camera=camera, seed=hour * 60 + minute)), camera.quality)


def photo(shot: Shot) -> bytes:
    """Return a photo as JPEG; drawn once on this installation."""
    path = _place(shot)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        made = path.with_suffix(".new")
        made.write_bytes(jpeg(render(shot), QUALITY))
        made.rename(path)
    return path.read_bytes()


def _place(shot: Shot) -> Path:
    digest = hashlib.sha256(f"{DRAWING} {QUALITY} {shot.model_dump_json()}".encode()).hexdigest()
    return Path(settings.PIPELINE.state) / "examples" / f"{digest}.jpg"
