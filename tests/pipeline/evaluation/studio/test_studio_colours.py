import numpy as np
import pytest
from skimage.color import deltaE_ciede2000

from pipeline.evaluation.render.collection import COLLECTION
from pipeline.evaluation.studio.colours import away, difference, hexadecimal, lab


def test_the_difference_is_that_of_an_independent_implementation() -> None:
    rng = np.random.default_rng(5)
    for _ in range(300):
        one, other = (np.array([rng.uniform(0, 100), *rng.uniform(-90, 90, 2)]) for _ in range(2))
        assert difference(one, other) == pytest.approx(float(deltaE_ciede2000(one, other)), abs=1e-9)


def test_greys_differ_by_their_lightness_alone() -> None:
    one, other = np.array([50.0, 0.0, 0.0]), np.array([60.0, 0.0, 0.0])
    assert difference(one, other) == pytest.approx(float(deltaE_ciede2000(one, other)), abs=1e-9)


def test_a_colour_survives_the_way_there_and_back() -> None:
    assert hexadecimal(lab("#e3ecdc")) == "#e3ecdc"


@pytest.mark.parametrize("wanted", [1.5, 9.0, 20.0])
@pytest.mark.parametrize("hue", [55.0, 140.0, 250.0])
def test_every_lume_of_the_collection_can_be_moved_by_what_the_table_asks(wanted: float, hue: float) -> None:
    for start in {watch.lume for watch in COLLECTION}:
        assert difference(lab(start), lab(away(start, wanted, hue))) == pytest.approx(wanted, abs=0.6)
