"""Each defect, held against the flawless picture of the same seed: what differs, and where."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.evaluation.render import date, subdials
from pipeline.evaluation.render.camera import homography, project
from pipeline.evaluation.render.canvas import polar
from pipeline.evaluation.render.collection import BRACKWATER, DEEPVANE, KVELDEN, MARSHLIGHT, SPLITMERE, STORMGAUGE
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import (
    FIELDMASTER,
    FLAWLESS,
    TIDEWATCH,
    Camera,
    Defects,
    HandShape,
    Pixels,
    Watch,
    can_show,
    marked_hours,
)

Where = Callable[[NDArray[np.float64]], NDArray[np.bool_]]
"""(n, 2) millimetres to (n,): whether the place may differ."""

CAMERA = Camera(width=560, height=560, field=46.0, tilt=0.0, rotation=0.0, look_at=(0.0, 0.0), noise=0.0)
SMALL = CAMERA.model_copy(update={"width": 280, "height": 280})
SEEN = 10
"""Levels of 255: blur and bloom carry a change a little further, below this."""
EACH = {
    "words": (("SWISS MADE", "SWIS MADE"),),
    "shifted": ((1, 3.0),),
    "pushed": ((1, 3.0),),
    "ring_offset": (3.0, 0.0),
    "subdial_offset": (0.0, 3.0),
    "logo_offset": (3.0, 0.0),
    "bold": 0.08,
    "hands": HandShape.DAUPHINE,
    "hand_scale": 0.85,
    "date_offset": (-3.0, 0.0),
    "lume": "#f0d080",
    "coarse": 0.05,
    "rehaut_bold": 0.10,
    "rehaut_scale": 1.2,
}


def near(x: float, y: float, reach: float) -> Where:
    return lambda at: np.hypot(at[:, 0] - x, at[:, 1] - y) < reach


def ring(inner: float, outer: float) -> Where:
    return lambda at: (np.hypot(*at.T) > inner) & (np.hypot(*at.T) < outer)


def box(left: float, top: float, right: float, bottom: float) -> Where:
    return lambda at: (at[:, 0] > left) & (at[:, 0] < right) & (at[:, 1] > top) & (at[:, 1] < bottom)


def subdial(watch: Watch) -> Where:
    places = [near(*subdials.centre(hour, FLAWLESS), 3.8) for hour in watch.subdials]
    return lambda at: np.any([place(at) for place in places], axis=0)


@lru_cache(maxsize=1)
def flawless(watch: Watch, camera: Camera) -> Pixels:
    return render_dial_photo(watch, camera).pixels


def difference(watch: Watch, defects: Defects, camera: Camera = CAMERA) -> NDArray[np.int64]:
    """(height, width): the largest difference of any channel, levels."""
    one, other = flawless(watch, camera), render_dial_photo(watch, camera, defects=defects).pixels
    return np.abs(one.astype(np.int64) - other).max(axis=2)


def changed(watch: Watch, defects: Defects) -> NDArray[np.float64]:
    """(n, 2): millimetres of every pixel that differs."""
    rows, columns = np.nonzero(difference(watch, defects) > SEEN)
    return project(np.linalg.inv(homography(CAMERA)), np.column_stack([columns, rows]).astype(np.float64))


@pytest.mark.parametrize(
    ("watch", "defects", "where"),
    [
        pytest.param(KVELDEN, {"shifted": ((4, 3.0),)}, near(*polar(11.3, 121.5), 2.6), id="numeral off its angle"),
        pytest.param(STORMGAUGE, {"pushed": ((8, 3.0),)}, near(*polar(11.6, 240), 2.6), id="marker off its radius"),
        pytest.param(MARSHLIGHT, {"ring_offset": (3.0, 0.0)}, ring(12.3, 14.8), id="minute track off centre"),
        pytest.param(SPLITMERE, {"subdial_offset": (0.0, -3.0)}, subdial(SPLITMERE), id="sub-dials off their place"),
        pytest.param(BRACKWATER, {"logo_offset": (3.0, 0.0)}, box(-8.0, -9.6, 8.0, -5.0), id="logo moved"),
        pytest.param(TIDEWATCH, {"date_offset": (-3.0, 0.0)}, near(*date.place(3)[0], 3.0), id="date at three moved"),
        pytest.param(STORMGAUGE, {"date_offset": (0.0, 3.0)}, near(*date.place(4)[0], 2.6), id="date at four moved"),
        pytest.param(TIDEWATCH, {"hands": HandShape.BATON}, ring(0.0, 13.9), id="wrong hands"),
        pytest.param(KVELDEN, {"hand_scale": 0.85}, ring(0.9, 13.9), id="short hands"),
        pytest.param(TIDEWATCH, {"lume": "#f0d080"}, ring(0.0, 13.2), id="wrong luminous paint"),
        pytest.param(KVELDEN, {"bold": 0.08}, ring(0.9, 14.4), id="heavy print"),
        pytest.param(KVELDEN, {"bold": -0.05}, ring(0.9, 14.4), id="thin print"),
        pytest.param(KVELDEN, {"coarse": 0.05}, ring(0.9, 14.5), id="ragged print"),
        pytest.param(TIDEWATCH, {"rehaut_bold": 0.1}, ring(16.2, 19.3), id="heavy figures of a diver's bezel"),
        pytest.param(STORMGAUGE, {"rehaut_scale": 1.2}, ring(16.2, 19.3), id="large figures of a tachymeter"),
        pytest.param(MARSHLIGHT, {"rehaut_bold": 0.1}, ring(14.4, 15.8), id="heavy figures of a rehaut"),
        pytest.param(KVELDEN, {"rehaut_scale": 1.2}, ring(14.4, 15.8), id="large engraving of a rehaut"),
    ],
)
def test_a_defect_changes_what_it_names_and_nothing_else(
    watch: Watch, defects: dict[str, object], where: Where
) -> None:
    places = changed(watch, Defects.model_validate(defects))
    assert len(places) > 40
    assert where(places).all()


@pytest.mark.parametrize(
    "watch", [TIDEWATCH, FIELDMASTER, KVELDEN, MARSHLIGHT, STORMGAUGE], ids=lambda watch: watch.model.lower()
)
def test_a_watch_shows_the_defects_that_it_can_and_no_other(watch: Watch) -> None:
    shown = {
        name
        for name, value in EACH.items()
        if difference(watch, Defects.model_validate({name: value}), SMALL).max() > SEEN
    }
    assert set(EACH) == set(Defects.model_fields)
    assert shown == can_show(watch)


@pytest.mark.parametrize(("watch", "hour"), [(TIDEWATCH, 3), (DEEPVANE, 6)], ids=["date at three", "date at six"])
def test_an_hour_under_the_dates_window_has_no_marker_to_push(watch: Watch, hour: int) -> None:
    assert hour not in marked_hours(watch)
    assert difference(watch, Defects(pushed=((hour, 3.0),)), SMALL).max() == 0


def test_every_other_hour_has_a_marker() -> None:
    assert marked_hours(FIELDMASTER) == marked_hours(STORMGAUGE) == tuple(range(1, 13))


@pytest.mark.parametrize(
    ("watch", "name", "degrees"),
    [
        (KVELDEN, "bold", (0.02, 0.05, 0.10)),
        (KVELDEN, "coarse", (0.01, 0.025, 0.06)),
        (MARSHLIGHT, "ring_offset", ((0.7, 0.0), (1.5, 0.0), (3.0, 0.0))),
        (TIDEWATCH, "date_offset", ((0.7, 0.0), (1.5, 0.0), (3.0, 0.0))),
        (STORMGAUGE, "pushed", (((8, 0.7),), ((8, 1.5),), ((8, 3.0),))),
    ],
)
def test_a_graver_defect_changes_more(watch: Watch, name: str, degrees: tuple[object, ...]) -> None:
    sums = [difference(watch, Defects.model_validate({name: value})).sum() for value in degrees]
    assert 0 < sums[0] < sums[1] < sums[2]


def test_ragged_print_is_ragged_in_the_same_way_again() -> None:
    one, other = (render_dial_photo(KVELDEN, CAMERA, defects=Defects(coarse=0.05)).pixels for _ in range(2))
    assert np.array_equal(one, other)


def test_the_outline_of_the_dial_is_the_same_whatever_is_wrong_on_it() -> None:
    wrong = Defects.model_validate({**EACH, "words": ()})
    assert render_dial_photo(STORMGAUGE, CAMERA).dial == render_dial_photo(STORMGAUGE, CAMERA, defects=wrong).dial
