import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, NoDial
from pipeline.stages.preprocess.dial import find_dial

Grey = NDArray[np.uint8]


def scene(
    *dials: tuple[float, float, float, float, float], ground: int = 120, face: int = 40, noise: float = 4, seed: int = 1
) -> Grey:
    """Return a noisy 512 x 400 photo of dials (x, y, major, minor in pixels, degrees) with hands and markers."""
    large = np.full((1600, 2048), ground, np.uint8)
    for x, y, major, minor, angle in dials:
        cv2.ellipse(large, ((4 * x, 4 * y), (8 * major, 8 * minor), angle), face, -1, cv2.LINE_AA)
        turn = np.radians(angle)
        frame = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([major, minor])
        for hour in range(12):
            spoke = frame @ np.array([np.cos(hour * np.pi / 6), np.sin(hour * np.pi / 6)])
            inner, outer = (tuple(int(4 * v) for v in np.array([x, y]) + spoke * share) for share in (0.75, 0.88))
            cv2.line(large, inner, outer, int(min(255, face + 90)), 9, cv2.LINE_AA)
        for share, hour in ((0.5, 1.2), (0.7, 4.0)):
            tip = np.array([x, y]) + frame @ np.array([np.cos(hour), np.sin(hour)]) * share
            ends = (int(4 * x), int(4 * y)), (int(4 * tip[0]), int(4 * tip[1]))
            cv2.line(large, *ends, int(min(255, face + 110)), 12, cv2.LINE_AA)
    small = cv2.resize(large, (512, 400), interpolation=cv2.INTER_AREA).astype(np.float64)
    grain = np.random.default_rng(seed).normal(0, noise, small.shape)
    return np.clip(small + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("tilt", [0, 15, 25, 35])
@pytest.mark.parametrize("angle", [0, 40, 100, 160])
@pytest.mark.parametrize(
    ("radius", "ground", "face"),
    [(40, 120, 40), (40, 150, 215), (90, 120, 40), (90, 60, 45), (90, 28, 16), (170, 60, 45), (170, 28, 16)],
)
def test_a_dial_is_found_where_it_is(tilt: int, angle: int, radius: int, ground: int, face: int) -> None:
    minor = radius * np.cos(np.radians(tilt))
    found = find_dial(scene((250, 205, radius, minor, angle), ground=ground, face=face, noise=2))
    assert isinstance(found, Ellipse)
    assert found.centre[0] * 512 == pytest.approx(250, abs=0.02 * 2 * radius)
    assert found.centre[1] * 400 == pytest.approx(205, abs=0.02 * 2 * radius)
    assert found.axes[0] * 512 == pytest.approx(radius, rel=0.04)
    assert found.axes[1] * 512 == pytest.approx(minor, rel=0.04)
    assert found.support > 0.7
    if tilt >= 25:
        assert abs((found.angle - angle + 90) % 180 - 90) < 8


def test_two_dials_are_several() -> None:
    found = find_dial(scene((130, 200, 80, 76, 10), (380, 190, 70, 66, 70)))
    assert found == NoDial(reason="several", found=2)


def test_a_sub_dial_is_part_of_its_dial() -> None:
    picture = scene((256, 200, 150, 145, 0))
    cv2.circle(picture, (256, 270), 38, 120, 2, cv2.LINE_AA)
    cv2.circle(picture, (190, 200), 38, 120, 2, cv2.LINE_AA)
    found = find_dial(picture)
    assert isinstance(found, Ellipse)
    assert found.axes[0] * 512 == pytest.approx(150, rel=0.04)


def test_a_dial_that_the_frame_cuts_is_found() -> None:
    found = find_dial(scene((110, 200, 150, 146, 0)))
    assert isinstance(found, Ellipse)
    assert found.centre[0] * 512 == pytest.approx(110, abs=6)
    assert found.support < 0.9


def test_a_tiny_dial_is_too_small() -> None:
    assert find_dial(scene((250, 200, 23, 22, 0), noise=1)) == NoDial(reason="too_small", found=1)


def texture(kind: str, seed: int) -> Grey:
    random = np.random.default_rng(seed)
    shape = (384, 512)
    match kind:
        case "black":
            return np.zeros(shape, np.uint8)
        case "white":
            return np.full(shape, 255, np.uint8)
        case "noise":
            return random.integers(0, 256, shape).astype(np.uint8)
        case "stripes":
            return np.tile(((np.arange(512) // (5 + seed)) % 2 * 120 + 60).astype(np.uint8), (384, 1))
        case "squares":
            down, across = np.mgrid[0:384, 0:512] // (20 + 3 * seed)
            return ((down + across) % 2 * 120 + 60).astype(np.uint8)
        case _:
            cloud = cv2.GaussianBlur(random.normal(0, 1, shape), (0, 0), float(kind))
            return np.clip(128 + 60 * cloud / cloud.std(), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", ["black", "white", "noise", "stripes", "squares", "1.5", "3", "8"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_where_there_is_no_dial(kind: str, seed: int) -> None:
    assert find_dial(texture(kind, seed)) == NoDial(reason="none", found=0)


def test_the_same_pixels_give_the_same_ellipse() -> None:
    picture = scene((250, 205, 120, 100, 30))
    assert find_dial(picture) == find_dial(picture.copy())
