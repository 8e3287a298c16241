import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component
from pipeline.examiners.vision.agreement import Accord, Agreed, agree
from pipeline.examiners.vision.sightings import Sighting

BEARINGS = {"+": Bearing.SUPPORTS, "-": Bearing.CONTRADICTS, "0": Bearing.NEUTRAL, "?": Bearing.UNREADABLE}


def saw(bearing: str, confidence: float = 0.8, photo: str = "dial", criterion: str = "printing") -> Sighting:
    return Sighting(Component.DIAL, criterion, photo, BEARINGS[bearing], confidence, f"observed {bearing}", "Said.")


def one(*passes: list[Sighting], planned: int | None = None) -> Agreed:
    agreed = agree(passes, planned=planned or len(passes))
    assert len(agreed) == 1
    return agreed[0]


@pytest.mark.parametrize(
    ("passes", "planned", "bearing", "accord", "strength"),
    [
        ("+++", 3, "+", Accord.AGREED, 0.8),
        ("---", 3, "-", Accord.AGREED, 0.8),
        ("000", 3, "0", Accord.AGREED, 0.8),
        ("???", 3, "?", Accord.AGREED, 0.8),
        ("++0", 3, "+", Accord.AGREED, 0.8 * 2 / 3),
        ("--?", 3, "-", Accord.AGREED, 0.8 * 2 / 3),
        ("++ ", 3, "+", Accord.AGREED, 0.8 * 2 / 3),
        ("++-", 3, "?", Accord.OPPOSED, 0.0),
        ("--+", 3, "?", Accord.OPPOSED, 0.0),
        ("+-0", 3, "?", Accord.OPPOSED, 0.0),
        ("++++-", 5, "?", Accord.OPPOSED, 0.0),
        ("-  ", 3, "?", Accord.UNCONFIRMED, 0.0),
        ("+0?", 3, "?", Accord.UNCONFIRMED, 0.0),
        ("+ ", 2, "?", Accord.UNCONFIRMED, 0.0),
        ("+", 1, "+", Accord.AGREED, 0.8),
        ("+", 3, "+", Accord.AGREED, 0.8 / 3),
        ("++", 3, "+", Accord.AGREED, 0.8 * 2 / 3),
        ("+-", 3, "?", Accord.OPPOSED, 0.0),
    ],
)
def test_a_bearing_needs_a_majority_and_nobody_on_the_other_side(
    passes: str, planned: int, bearing: str, accord: Accord, strength: float
) -> None:
    agreed = one(*([saw(each)] if each != " " else [] for each in passes), planned=planned)
    assert (agreed.bearing, agreed.accord) == (BEARINGS[bearing], accord)
    assert agreed.strength == pytest.approx(strength, abs=1e-4)


@pytest.mark.parametrize(
    ("same_pass", "bearing"),
    [
        ([saw("+"), saw("+")], "+"),
        ([saw("+"), saw("-")], "?"),
        ([saw("+", photo="dial"), saw("-", photo="dial-closeup")], "?"),
        ([saw("+", photo="dial"), saw("-", photo="dial-2")], "-"),
        ([saw("?", photo="dial"), saw("+", photo="dial-2")], "+"),
        ([saw("0"), saw("+")], "+"),
        ([saw("?"), saw("0")], "0"),
        ([saw("+"), saw("-"), saw("+", photo="dial-2")], "?"),
        ([saw("+"), saw("-"), saw("-", photo="dial-2")], "-"),
    ],
)
def test_what_one_pass_says_twice_becomes_one_vote(same_pass: list[Sighting], bearing: str) -> None:
    assert one(same_pass, same_pass, same_pass).bearing is BEARINGS[bearing]


def test_the_clearest_sighting_of_the_side_that_prevails_is_spoken() -> None:
    agreed = one([saw("-", 0.6)], [saw("-", 0.9)], [saw("?", 0.99)])
    assert (agreed.spoken.bearing, agreed.spoken.confidence) == (Bearing.CONTRADICTS, 0.9)


def test_strength_never_exceeds_the_confidence_of_those_who_agree() -> None:
    assert one([saw("+", 0.5)], [saw("+", 0.7)], [saw("+", 0.9)]).strength == pytest.approx(0.7)


def test_components_and_criteria_are_judged_apart_in_the_order_of_mention() -> None:
    agreed = agree([[saw("+"), saw("-", criterion="layout")], [saw("+"), saw("-", criterion="layout")]], planned=2)
    assert [(each.spoken.criterion, each.bearing) for each in agreed] == [
        ("printing", Bearing.SUPPORTS),
        ("layout", Bearing.CONTRADICTS),
    ]


def test_the_order_of_the_passes_changes_nothing() -> None:
    passes = [[saw("+", 0.5)], [saw("+", 0.9)], [saw("?", 0.7)]]
    forwards, backwards = one(*passes), one(*reversed(passes))
    assert (forwards.bearing, forwards.strength) == (backwards.bearing, backwards.strength)
    assert [forwards.votes(each) for each in Bearing] == [backwards.votes(each) for each in Bearing]
