import numpy as np

from models.scoring.fit.gather import Key
from models.scoring.fit.required import Flags, complete, required, spoken_for
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component
from tests.support.labelled import labelled
from tests.support.watch_case import finding

HANDS, DATE = Key("reference", "form", Component.HANDS), Key("dial", "date_window", Component.DIAL)
GENUINE = np.array([1.0] * 100 + [0.0] * 300)
COST = 20.0


def all_but(*places: int) -> Flags:
    has = np.ones(400, dtype=np.bool_)
    has[list(places)] = False
    return has


def seems_true(*false: int) -> Flags:
    return np.array([place < 100 or place in false for place in range(400)])


def test_what_is_no_part_of_the_watch_is_never_asked_for() -> None:
    spoken = {Key("integrity", "photo_metadata", Component.WHOLE): all_but(100, 101, 102, 103)}
    assert required(spoken, seems_true(100, 101, 102, 103), GENUINE, COST) == ()


def test_what_false_claims_that_seem_true_lack_is_asked_for() -> None:
    spoken = {HANDS: all_but(1, 2, 100, 101, 102, 103), DATE: all_but(*range(30))}
    (asked,) = required(spoken, seems_true(100, 101, 102, 103), GENUINE, COST)
    assert (asked.key, asked.stopped, asked.lost) == (HANDS, 4, 2)


def test_what_costs_more_true_claims_than_it_saves_is_not() -> None:
    spoken = {HANDS: all_but(*range(40), 100, 101)}
    assert required(spoken, seems_true(100, 101), GENUINE, 20.0) == ()
    assert len(required(spoken, seems_true(100, 101), GENUINE, 100.0)) == 1


def test_one_false_claim_may_lack_anything_by_chance() -> None:
    assert required({HANDS: all_but(100)}, seems_true(100), GENUINE, 1000.0) == ()


def test_what_is_seldom_made_out_cannot_be_asked_for() -> None:
    spoken = {HANDS: all_but(*range(60), *range(100, 110))}
    assert required(spoken, seems_true(*range(100, 110)), GENUINE, 1e6) == ()


def test_the_next_one_is_counted_after_those_before_it() -> None:
    spoken = {HANDS: all_but(100, 101, 105), DATE: all_but(101, 102, 103, 104)}
    first, second = required(spoken, seems_true(*range(100, 106)), GENUINE, COST)
    assert (first.key, first.stopped) == (DATE, 4)
    assert (second.key, second.stopped) == (HANDS, 2)
    assert complete(spoken, (first, second), 400).sum() == 394


def test_only_what_speaks_for_the_claim_on_a_photo_counts() -> None:
    case = labelled(1)[0]
    findings = (
        finding("dial", Component.DIAL, "minute_track", Bearing.SUPPORTS, 0.9),
        finding("dial", Component.DIAL, "date_window", Bearing.UNREADABLE, 0.0),
        finding("reference", Component.HANDS, "form", Bearing.NEUTRAL, 0.2),
        finding("reference", Component.CASEBACK, "displacement", Bearing.SUPPORTS, 0.9),
    )
    shown = (Component.DIAL, Component.HANDS)
    spoken = spoken_for([case.model_copy(update={"findings": findings, "shown": shown})])
    assert list(spoken) == [Key("dial", "minute_track", Component.DIAL)]
