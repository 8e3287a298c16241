import pytest

from models.vocabulary.photo import Ellipse, Flaw, Measurements, NoDial
from models.vocabulary.views import View
from pipeline.stages.preprocess.flaws import flaws_of

FOUND = Ellipse(centre=(0.5, 0.5), axes=(0.3, 0.3), angle=0.0, support=1.0)
NONE, SEVERAL = NoDial(reason="none", found=0), NoDial(reason="several", found=2)
TOO_SMALL = NoDial(reason="too_small", found=1)


def measured(**changes: float) -> Measurements:
    usual = {"width": 1600, "height": 1200, "focus": 900.0, "exposure": 0.3, "clipped_dark": 0.0, "clipped_light": 0.0,
             "glare": 0.0, "dial_pixels": 700.0}  # fmt: skip
    return Measurements.model_validate(usual | changes)


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        ({}, ()),
        ({"focus": 170.0}, (Flaw.BLURRED,)),
        ({"exposure": 0.06}, (Flaw.TOO_DARK,)),
        ({"exposure": 0.08}, ()),
        ({"clipped_dark": 0.7}, (Flaw.TOO_DARK,)),
        ({"exposure": 0.93}, (Flaw.TOO_LIGHT,)),
        ({"clipped_light": 0.21}, (Flaw.TOO_LIGHT,)),
        ({"clipped_light": 0.17}, ()),
        ({"glare": 0.05}, (Flaw.GLARE,)),
        ({"dial_pixels": 239.0}, (Flaw.SMALL,)),
        ({"width": 300, "height": 300, "dial_pixels": 250.0}, ()),
    ],
)
def test_a_dial_is_judged_by_what_was_measured_on_it(changes: dict[str, float], flaws: tuple[Flaw, ...]) -> None:
    assert flaws_of(View.DIAL, measured(**changes), FOUND) == flaws


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        ({}, ()),
        ({"clipped_light": 0.3}, ()),
        ({"clipped_light": 0.5}, (Flaw.TOO_LIGHT,)),
        ({"glare": 0.3}, ()),
        ({"height": 399}, (Flaw.SMALL,)),
    ],
)
def test_a_frame_without_a_dial_may_have_a_white_background(changes: dict[str, float], flaws: tuple[Flaw, ...]) -> None:
    assert flaws_of(View.PAPERS, measured(dial_pixels=0.0, **changes), NONE) == flaws


@pytest.mark.parametrize(
    ("view", "dial", "flaws"),
    [
        (View.DIAL, NONE, (Flaw.NO_DIAL,)),
        (View.DIAL, SEVERAL, (Flaw.SEVERAL_DIALS,)),
        (View.DIAL, TOO_SMALL, (Flaw.SMALL,)),
        (View.CASEBACK, NONE, ()),
        (View.CASEBACK, SEVERAL, ()),
        (View.CASEBACK, TOO_SMALL, (Flaw.SMALL,)),
    ],
)
def test_only_a_photo_of_the_dial_has_to_show_one(view: View, dial: NoDial, flaws: tuple[Flaw, ...]) -> None:
    assert flaws_of(view, measured(dial_pixels=0.0), dial) == flaws
