"""Hands of drawn and of real dials: the time that is read, what covers the dial, and what is not read."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse
from pipeline.evaluation.render.collection import BRACKWATER, FELLGATE, SOIREVAL, STORMGAUGE
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FIELDMASTER, TIDEWATCH, Camera, Watch
from pipeline.imaging.geometry import rectify
from pipeline.imaging.hands import Hands, NoHands, Unread, find_hands

DATA = Path(__file__).resolve().parents[4] / "../shared/data"
MARGIN = 0.08
SIDE = 640

Picture = NDArray[np.uint8]
Time = tuple[int, int, int]


@cache
def dial(watch: Watch, time: Time, *, tilt: float = 8.0, turn: float = 0.0, azimuth: float = 70.0) -> Picture:
    camera = Camera(
        width=900, height=900, field=44.0, look_at=(0.0, 0.0), tilt=tilt, azimuth=azimuth, rotation=turn, quality=90
    )
    photo = render_dial_photo(watch.model_copy(update={"time": time}), camera)
    assert photo.dial is not None
    return rectify(photo.pixels, photo.dial, SIDE, margin=MARGIN)


def read(picture: Picture, twelve: float | None = None) -> Hands:
    found = find_hands(picture, margin=MARGIN, twelve=twelve)
    assert isinstance(found, Hands), found.reason
    return found


def minutes_apart(found: Hands, time: Time) -> float:
    hour, minute = found.time
    wanted = time[0] % 12 * 60 + time[1] + time[2] / 60
    return abs((hour % 12 * 60 + minute - wanted + 360) % 720 - 360)


SHOWN = [
    (TIDEWATCH, (10, 10, 37), 20.0, 5.0),
    (BRACKWATER, (2, 11, 20), 10.0, -6.0),
    (FIELDMASTER, (12, 0, 30), 15.0, 0.0),
    (FIELDMASTER, (9, 45, 20), 5.0, 12.0),
    (FELLGATE, (12, 0, 30), 12.0, -8.0),
    (BRACKWATER, (11, 55, 3), 20.0, 8.0),
    (SOIREVAL, (5, 27, 50), 8.0, 3.0),
]


@pytest.mark.parametrize(("watch", "time", "tilt", "turn"), SHOWN, ids=lambda value: getattr(value, "model", None))
def test_the_time_is_read_to_the_minute_however_the_hands_lie(
    watch: Watch, time: Time, tilt: float, turn: float
) -> None:
    assert minutes_apart(read(dial(watch, time, tilt=tilt, turn=turn), twelve=turn), time) <= 1.0


HARD = [(TIDEWATCH, (6, 30, 5), 10.0, -10.0), (FELLGATE, (1, 5, 27), 12.0, -5.0), (STORMGAUGE, (6, 30, 40), 9.0, 4.0)]


@pytest.mark.parametrize(("watch", "time", "tilt", "turn"), HARD, ids=lambda value: getattr(value, "model", None))
def test_hands_that_words_or_subdials_hide_are_read_rightly_or_not_at_all(
    watch: Watch, time: Time, tilt: float, turn: float
) -> None:
    found = find_hands(dial(watch, time, tilt=tilt, turn=turn), margin=MARGIN, twelve=turn)

    assert isinstance(found, NoHands) or minutes_apart(found, time) <= 1.0


def test_where_twelve_stands_is_found_from_markers_and_hands() -> None:
    found = read(dial(TIDEWATCH, (4, 37, 12), turn=-9.0))

    assert found.twelve == pytest.approx(-9.0, abs=1.0)
    assert minutes_apart(found, (4, 37, 12)) <= 1.0


def test_a_watch_that_lies_upside_down_is_read_as_well() -> None:
    turned = np.ascontiguousarray(dial(TIDEWATCH, (4, 37, 12), turn=-9.0)[::-1, ::-1])
    found = read(turned)

    assert abs(found.twelve) == pytest.approx(171.0, abs=1.0)
    assert minutes_apart(found, (4, 37, 12)) <= 1.0


def test_hands_are_told_apart_by_length_and_width() -> None:
    found = read(dial(FIELDMASTER, (10, 10, 37)))

    assert found.hour.length < found.minute.length
    assert found.second is not None
    assert found.second.width < min(found.hour.width, found.minute.width) / 2
    assert found.second.angle == pytest.approx(37 * 6, abs=3.0)
    assert abs(found.hour_error or 0.0) < 2.5


def test_an_hour_hand_beneath_the_minute_hand_is_not_said_to_be_measured() -> None:
    assert read(dial(FIELDMASTER, (8, 43, 15)), twelve=0.0).hour_error is None


def test_the_mask_covers_the_hands_and_little_else() -> None:
    with_hands, moved = dial(TIDEWATCH, (10, 10, 37)), dial(TIDEWATCH, (7, 22, 5))
    mask = read(with_hands).mask | read(moved).mask
    differs = np.abs(with_hands.astype(int) - moved.astype(int)).max(axis=2) > 40

    assert mask.shape == (SIDE, SIDE)
    assert mask[differs].mean() > 0.97
    assert read(with_hands).mask.mean() < 0.15


def test_the_same_dial_twice_as_large_says_the_same() -> None:
    small = dial(FIELDMASTER, (4, 37, 12))
    large = cv2.resize(small, (2 * SIDE, 2 * SIDE), interpolation=cv2.INTER_CUBIC)

    assert read(large).time[1] == pytest.approx(read(small).time[1], abs=0.3)


def unread(picture: Picture) -> Unread:
    found = find_hands(picture, margin=MARGIN)
    assert isinstance(found, NoHands)
    assert found.mask.shape == picture.shape[:2]
    return found.reason


def noise(side: int) -> Picture:
    return np.random.default_rng(3).integers(0, 256, (side, side, 3), np.uint8)


def test_black_white_and_noise_show_no_time() -> None:
    for tone in (0, 128, 255):
        unread(np.full((SIDE, SIDE, 3), tone, np.uint8))
    unread(noise(SIDE))


def test_a_dial_of_forty_pixels_is_too_small() -> None:
    tiny = cv2.resize(dial(TIDEWATCH, (4, 37, 12)), (40, 40), interpolation=cv2.INTER_AREA)

    assert unread(tiny) is Unread.NO_PICTURE
    assert unread(np.zeros((0, 0, 3), np.uint8)) is Unread.NO_PICTURE


def test_a_dial_cut_off_through_its_middle_is_said_to_be_cut_off() -> None:
    cut = dial(TIDEWATCH, (4, 37, 12)).copy()
    cut[:, SIDE // 2 - 20 :] = 0

    assert unread(cut) is Unread.CUT_OFF


def test_total_glare_is_said_to_be_glare() -> None:
    blown = cv2.circle(dial(TIDEWATCH, (4, 37, 12)).copy(), (SIDE // 2, SIDE // 2), SIDE // 3, (255, 255, 255), -1)

    assert unread(blown) is Unread.GLARE


def test_a_dial_without_hands_shows_none() -> None:
    without = dial(TIDEWATCH, (4, 37, 12)).copy()
    ring = cv2.circle(np.zeros((SIDE, SIDE), np.uint8), (SIDE // 2, SIDE // 2), round(0.62 * SIDE / 2.16), 255, -1)
    without[ring > 0] = (20, 60, 110)

    assert unread(without) in (Unread.NO_HANDS, Unread.ONE_HAND)


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real photos is not beside the repository")
def test_a_real_timex_shows_nineteen_minutes_past_six() -> None:
    pixels = cv2.imread(str(DATA / "cases/timex/dial.jpg"))[:, :, ::-1]
    outline = Ellipse(centre=(0.472, 0.495), axes=(0.421, 0.408), angle=90.0, support=0.8)
    found = read(rectify(pixels, outline, 800, margin=MARGIN))

    assert found.time[0] == 6
    assert found.time[1] == pytest.approx(19.0, abs=1.0)


@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real photos is not beside the repository")
def test_a_casio_far_away_with_a_digital_display_is_not_guessed_at() -> None:
    pixels = cv2.imread(str(DATA / "cases/casio/dial.jpg"))[:, :, ::-1]
    outline = Ellipse(centre=(0.367, 0.516), axes=(0.116, 0.112), angle=90.0, support=0.8)

    unread(rectify(pixels, outline, 800, margin=MARGIN))
