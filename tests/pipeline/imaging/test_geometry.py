import cv2
import numpy as np
import pytest

from models.vocabulary.photo import Ellipse
from pipeline.imaging.geometry import dial_box, from_box, from_rectified, from_unwrapped, rectify, unwrap

SIZE = (900, 600)
ELLIPSE = Ellipse(centre=(0.55, 0.45), axes=(0.28, 0.22), angle=30.0, support=1.0)


def photo() -> np.ndarray:
    """Return a black photo with a white elliptic ring and a red spot at twelve o'clock, half way out."""
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    axes = (2 * 0.28 * 900, 2 * 0.22 * 900)
    cv2.ellipse(picture, ((0.55 * 900, 0.45 * 600), axes, 30.0), (255, 255, 255), 6)
    (spot,) = from_rectified([(0.5, 0.25)], ELLIPSE, SIZE)
    cv2.circle(picture, (round(spot[0] * 900), round(spot[1] * 600)), 9, (255, 0, 0), -1)
    return picture


@pytest.mark.parametrize("side", [64, 300, 700])
def test_the_ellipse_becomes_a_centred_circle(side: int) -> None:
    square = rectify(photo(), ELLIPSE, side, margin=0.25)
    rows, columns = np.nonzero(square[..., 1] > 128)
    radius = np.hypot(columns + 0.5 - side / 2, rows + 0.5 - side / 2) / (side / 2) * 1.25
    assert square.shape == (side, side, 3)
    assert np.abs(radius - 1).max() < 0.06 + 1.5 / side


def test_what_was_up_stays_up() -> None:
    square = rectify(photo(), ELLIPSE, 400)
    rows, columns = np.nonzero((square[..., 0] > 128) & (square[..., 1] < 100))
    assert columns.mean() == pytest.approx(200, abs=2)
    assert rows.mean() == pytest.approx(100, abs=2)


def test_the_rim_becomes_a_straight_line_with_twelve_o_clock_at_its_ends() -> None:
    strip = unwrap(photo(), ELLIPSE, (720, 120), inner=0.4, outer=1.1)
    rows, columns = np.nonzero(strip[..., 1] > 128)
    assert len(set(columns.tolist())) == 720
    assert rows.mean() == pytest.approx((1.1 - 1.0) / 0.7 * 120, abs=2.5)
    spots = np.nonzero((strip[..., 0] > 128) & (strip[..., 1] < 100))[1]
    assert ((spots < 60) | (spots > 660)).all()


@pytest.mark.parametrize("place", [(0.5, 0.5), (0.5, 0.0), (0.9, 0.4)])
def test_a_place_in_the_rectified_picture_leads_back_to_the_photo(place: tuple[float, float]) -> None:
    black = np.zeros((600, 900, 3), np.uint8)
    (there,) = from_rectified([place], ELLIPSE, SIZE, margin=0.2)
    cv2.circle(black, (round(there[0] * 900), round(there[1] * 600)), 6, (255, 255, 255), -1)
    rows, columns = np.nonzero(rectify(black, ELLIPSE, 500, margin=0.2)[..., 0] > 128)
    assert columns.mean() / 500 == pytest.approx(place[0], abs=0.02)
    assert rows.mean() / 500 == pytest.approx(place[1], abs=0.02)


def test_a_place_in_the_strip_leads_back_to_the_photo() -> None:
    ((right, top), (left, bottom)) = from_unwrapped([(0.25, 0.0), (0.75, 0.0)], ELLIPSE, SIZE)
    assert (right + left) / 2 == pytest.approx(0.55)
    assert (top + bottom) / 2 == pytest.approx(0.45)
    assert right > 0.75


def test_the_box_holds_the_ellipse_and_stays_inside_the_photo() -> None:
    left, top, right, bottom = dial_box(ELLIPSE, SIZE, margin=0.0)
    rows, columns = np.nonzero(photo()[..., 1] > 128)
    assert (left * 900, right * 900) == pytest.approx((columns.min(), columns.max()), abs=5)
    assert (top * 600, bottom * 600) == pytest.approx((rows.min(), rows.max()), abs=5)
    wide = Ellipse(centre=(0.5, 0.5), axes=(0.9, 0.8), angle=0.0, support=1.0)
    assert dial_box(wide, SIZE) == (0.0, 0.0, 1.0, 1.0)


def test_a_place_in_a_crop_leads_back_to_the_photo() -> None:
    assert from_box([(0.0, 0.5), (1.0, 1.0)], (0.2, 0.4, 0.6, 0.8)) == ((0.2, pytest.approx(0.6)), (0.6, 0.8))
