"""Drawn dials, of which it is known where everything stands, tilted and turned."""

import numpy as np
import pytest

from models.vocabulary.photo import Ellipse
from pipeline.evaluation.render.camera import outline
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import DIAL_RADIUS, FIELDMASTER, FLAWLESS, Camera, Defects
from pipeline.imaging.decode import fit
from pipeline.imaging.rectified import LONGEST, RADIUS, SIDE, NotRectified, RectifiedDial, Unfit, crop_box, rectify_dial
from pipeline.imaging.rectified.grid import fit_grid
from tests.support.dial import outline_of
from tests.support.photos import Picture

NEAR = Camera(width=1200, height=1200, tilt=18.0, azimuth=35.0, distance=260.0)


def straightened(picture: Picture, dial: Ellipse | None = None) -> RectifiedDial | NotRectified:
    found = dial or outline_of(picture)
    assert isinstance(found, Ellipse)
    height, width = picture.shape[:2]
    left, top, right, bottom = box = crop_box(found, (width, height))
    cut = picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    return rectify_dial(fit(np.ascontiguousarray(cut), LONGEST), box, found, (width, height))


def photo(camera: Camera = NEAR, defects: Defects = FLAWLESS) -> Picture:
    return render_dial_photo(FIELDMASTER, camera, defects=defects).pixels


def true_outline(camera: Camera) -> Ellipse:
    return outline(camera, DIAL_RADIUS)


def the_dial(picture: Picture) -> RectifiedDial:
    dial = straightened(picture)
    assert isinstance(dial, RectifiedDial)
    assert dial.pixels.shape == (SIDE, SIDE, 3)
    return dial


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 0.0), (10.0, 200.0), (20.0, 100.0)])
def test_marks_stand_at_even_angles_whatever_the_tilt(tilt: float, azimuth: float) -> None:
    dial = the_dial(photo(NEAR.model_copy(update={"tilt": tilt, "azimuth": azimuth})))

    assert dial.minutes is not None
    strokes = np.abs(dial.minutes.offsets)[np.arange(60) % 5 != 0]
    assert np.sqrt(np.mean(np.sort(strokes)[:40] ** 2)) < 0.05
    assert dial.hours is not None
    clear = dial.hours.symmetry > 0.85 * np.median(dial.hours.symmetry)
    assert clear.sum() >= 8
    assert np.sqrt(np.mean(fit_grid(dial.hours, clear).residuals[clear] ** 2)) < 0.15


def test_the_centre_is_the_dials_own_and_not_its_ellipses() -> None:
    """A circle seen in perspective is an ellipse whose centre is another: here by 0.6 % of the radius."""
    level = Camera(width=1200, height=1200, tilt=20.0, azimuth=0.0, rotation=0.0, distance=200.0, look_at=(0.0, 0.0))
    dial = the_dial(photo(level))
    ellipse = true_outline(level)
    ((x, y),) = dial.to_photo([(SIDE / 2, SIDE / 2)])

    radius = ellipse.axes[0]
    assert np.hypot(x - 0.5, y - 0.5) / radius < 0.006
    assert np.hypot(ellipse.centre[0] - 0.5, ellipse.centre[1] - 0.5) / radius > 0.01


def test_rings_are_round() -> None:
    camera = NEAR.model_copy(update={"tilt": 20.0})
    dial, ellipse = the_dial(photo(camera)), true_outline(camera)
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    angle = np.radians(ellipse.angle)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    rim = spin @ (np.stack([np.cos(turn), np.sin(turn)]) * np.array(ellipse.axes)[:, None]) * 1200
    rim += np.array(ellipse.centre)[:, None] * 1200
    back = np.linalg.inv(dial.matrix) @ np.vstack([rim, np.ones(24)])
    radii = np.hypot(*(back[:2] / back[2] - SIDE / 2)) / RADIUS

    assert np.std(radii / radii.mean()) < 0.003


def test_one_marker_that_stands_off_does_not_move_the_others() -> None:
    dial = the_dial(photo(defects=Defects(shifted=((8, 3.0),))))

    assert dial.hours is not None
    assert dial.hours.offsets[8] == pytest.approx(3.0, abs=0.2)
    others = np.delete(dial.hours.offsets, [2, 8])
    assert np.abs(others).max() < 0.25


@pytest.mark.parametrize("quarters", [1, 2])
def test_twelve_is_straight_up_however_the_photo_lies(quarters: int) -> None:
    upright = the_dial(photo())
    turned = the_dial(np.ascontiguousarray(np.rot90(photo(), quarters)))

    assert turned.twelve.angle == 0.0
    assert turned.twelve.confidence > 0.8
    inner = slice(SIDE // 4, 3 * SIDE // 4)
    difference = np.abs(turned.pixels[inner, inner].astype(int) - upright.pixels[inner, inner].astype(int))
    assert difference.mean() < 4.0


def test_the_tilt_is_known_roughly() -> None:
    assert the_dial(photo()).quality.tilt == pytest.approx(18.0, abs=2.0)


WHOLE = Ellipse(centre=(0.5, 0.5), axes=(0.3, 0.3), angle=0.0, support=1.0)
NOISE = np.random.default_rng(3).integers(0, 255, (700, 700, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("picture", "dial", "reason"),
    [
        (np.zeros((700, 700, 3), np.uint8), WHOLE, Unfit.FLAT),
        (np.full((700, 700, 3), 255, np.uint8), WHOLE, Unfit.FLAT),
        (NOISE, WHOLE, Unfit.IRREGULAR),
        (NOISE, WHOLE.model_copy(update={"axes": (0.03, 0.03)}), Unfit.TOO_SMALL),
        (NOISE, WHOLE.model_copy(update={"centre": (0.02, 0.5)}), Unfit.CUT_OFF),
    ],
)
def test_what_cannot_be_straightened_says_why(picture: Picture, dial: Ellipse, reason: Unfit) -> None:
    assert straightened(picture, dial) == NotRectified(reason)
