"""Camera, light, time and the file's history, by seed: how different honest photos of one watch are."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from models.vocabulary.views import View
from pipeline.evaluation.render.watch import Camera, Light
from pipeline.evaluation.studio.exif import CAMERAS, EDITORS, Exif, Moment
from pipeline.evaluation.studio.pictures import History

Rng = np.random.Generator
T = TypeVar("T")

_FRAMES = ((1600, 1600), (1800, 1350), (1350, 1800), (1500, 1500), (1680, 1260), (1260, 1680))
"""Pixels: phones' formats, at the size at which a thousand cases can still be drawn and examined on two cores."""
_CARD_FRAMES = ((1680, 1260), (1600, 1200), (1500, 1125))
_SHORTER_SIDE = (43.0, 54.0)
"""Millimetres that the frame's shorter side spans: the whole case of 41 mm, and somewhat more."""
_CARD_WIDTH = (114.0, 130.0)
"""Millimetres across: the card of 105 mm, and a margin."""
_MAX_TILT, _MAX_TURN = 20.0, 12.0
"""Degrees: what people manage who were asked to photograph straight from the front."""
_QUALITIES = (70, 93)
"""JPEG qualities from messengers' to phones' own, the end excluded."""
_TWICE = 0.45
"""Share of photos that were compressed a second time: sent through a messenger, or saved by a gallery."""
_KEEPS_EXIF = 0.35
"""Share of those that keep their metadata."""
_RESIZED = 0.5
"""Share of those that were made smaller on the way."""
_HARMLESS_EDITOR = 0.03
"""Share of honest photos that were last saved by an editor: cut straight, or brightened."""


_HAND_COVERS = 18.0
"""Degrees to each side of a hand: a hand of 1.6 mm covers a marker within 8, and a name of 9 mm at 5 mm within 18 as
far as the half of it that is read most easily."""


def stream(*numbers: int) -> Rng:
    """A source of chance that depends on all numbers and on nothing else."""
    return np.random.default_rng(numbers)


def chance(rng: Rng, share: float) -> bool:
    """Whether it happens."""
    return float(rng.random()) < share


def between(rng: Rng, least: float, greatest: float) -> float:
    """A number, evenly, to five decimals: what stands in a case can be read."""
    return round(float(rng.uniform(least, greatest)), 5)


def seed(rng: Rng) -> int:
    """A seed for a picture."""
    return int(rng.integers(1, 2**31))


def pick(rng: Rng, choices: Sequence[T]) -> T:
    """One of several."""
    return choices[int(rng.integers(len(choices)))]


def camera(rng: Rng, view: View) -> Camera:
    """Where an owner holds the camera for a view, and what the camera makes of it."""
    card = view is View.PAPERS
    width, height = pick(rng, _CARD_FRAMES if card else _FRAMES)
    field = between(rng, *_CARD_WIDTH) if card else between(rng, *_SHORTER_SIDE) * width / min(width, height)
    return Camera(
        width=width,
        height=height,
        field=round(field, 3),
        look_at=(between(rng, -1.5, 1.5), between(rng, -1.5, 1.5)),
        tilt=between(rng, 0.0, _MAX_TILT),
        azimuth=between(rng, -180.0, 180.0),
        rotation=between(rng, -_MAX_TURN, _MAX_TURN),
        distance=between(rng, 380.0, 520.0) if card else between(rng, 240.0, 420.0),
        defocus=between(rng, 0.0, 0.0006),
        exposure=between(rng, 0.86, 1.14),
        noise=between(rng, 0.004, 0.013),
    )


def light(rng: Rng) -> Light:
    """A window or lamp, mostly above the picture, from either side."""
    return Light(
        azimuth=between(rng, -165.0, -15.0) if chance(rng, 0.85) else between(rng, 20.0, 160.0),
        elevation=between(rng, 38.0, 66.0),
        softness=between(rng, 0.2, 0.5),
        warmth=between(rng, -0.5, 0.5),
        ambient=between(rng, 0.22, 0.40),
    )


def time(rng: Rng, clear: Sequence[float] = ()) -> tuple[int, int, int]:
    """What the hands show: hour 1 to 12, minute, second.

    :param clear: directions in degrees clockwise from twelve that hour and minute hand keep free: what a case is about
        has to be in the photo.
    """
    while True:
        shown = int(rng.integers(1, 13)), int(rng.integers(60)), int(rng.integers(60))
        if not any(covered(direction, shown) for direction in clear):
            return shown


def covered(direction: float, shown: tuple[int, int, int]) -> bool:
    """Whether the hour or minute hand lies over a direction on the dial."""
    hour, minute, _ = shown
    hands = (hour * 30.0 + minute / 2.0, minute * 6.0)
    return any(abs((hand - direction + 180.0) % 360.0 - 180.0) < _HAND_COVERS for hand in hands)


def day(rng: Rng) -> int:
    """What stands in the date's window."""
    return int(rng.integers(1, 32))


def moment(rng: Rng) -> Moment:
    """When a photo was taken: in daytime, in the second half of 2025."""
    month, date, hour = int(rng.integers(7, 13)), int(rng.integers(1, 31)), int(rng.integers(8, 20))
    return f"2025:{month:02d}:{date:02d} {hour:02d}:{int(rng.integers(60)):02d}:{int(rng.integers(60)):02d}"


def history(rng: Rng) -> History:
    """How an honest photo became the file that is handed in."""
    qualities = tuple(int(rng.integers(*_QUALITIES)) for _ in range(2))
    said = Exif(camera=pick(rng, CAMERAS), taken=moment(rng))
    if chance(rng, _HARMLESS_EDITOR):
        said = edited_by(rng, said)
    if not chance(rng, _TWICE):
        return History(qualities=(max(qualities),), exif=said)
    scale = between(rng, 0.75, 0.95) if chance(rng, _RESIZED) else 1.0
    return History(
        qualities=(max(qualities), min(qualities)), scale=scale, exif=said if chance(rng, _KEEPS_EXIF) else None
    )


def edited_by(rng: Rng, said: Exif) -> Exif:
    """The same metadata after an editor has saved the file, within two hours."""
    date, clock = said.taken.split(" ")
    saved = f"{date} {int(clock[:2]) + 1:02d}:{int(rng.integers(60)):02d}:{int(rng.integers(60)):02d}"
    return said.model_copy(update={"editor": pick(rng, EDITORS), "saved": saved})
