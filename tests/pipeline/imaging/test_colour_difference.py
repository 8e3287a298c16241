"""CIEDE2000 against pairs of colours whose difference its implementers published."""

import numpy as np
import pytest

from pipeline.imaging.colour_difference import ciede2000

PUBLISHED = (
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0009), 7.1792),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
)
"""Of table 1 in Sharma, Wu and Dalal (2005): those where implementations go wrong, and some ordinary ones."""


@pytest.mark.parametrize(("one", "other", "expected"), PUBLISHED)
def test_published_pairs_differ_as_published_either_way_round(
    one: tuple[float, ...], other: tuple[float, ...], expected: float
) -> None:
    assert float(ciede2000(one, other)) == pytest.approx(expected, abs=5e-5)
    assert float(ciede2000(other, one)) == pytest.approx(expected, abs=5e-5)


def test_a_picture_is_compared_with_one_colour_pixel_by_pixel() -> None:
    ones, others = (np.array([pair[k] for pair in PUBLISHED]) for k in (0, 1))
    assert ciede2000(ones, others) == pytest.approx([pair[2] for pair in PUBLISHED], abs=5e-5)
    assert ciede2000(ones[:, None], others[0]).shape == (len(PUBLISHED), 1)
    assert float(ciede2000(ones[0], ones[0])) == 0.0
