"""What experts decide is weighed by judgement: what it can do, what it cannot, and what keeps a case open."""

from collections.abc import Iterable, Mapping

import pytest

from models import catalogue
from models.vocabulary.admission import Admitted
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examination
from models.vocabulary.finding import Bearing
from models.vocabulary.review import EXPERT, ReviewSet
from models.vocabulary.verdict import Assurance, Outcome, Verdict
from models.vocabulary.views import Component, Profile, View
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.expert import EXAMINER
from pipeline.stages.admit import admit
from pipeline.stages.score import score
from tests.support.identity import Silent
from tests.support.reviews import all_of, review_set
from tests.support.watch_case import case_file, examined, finding, prepared, read, seen, unavailable

OMEGA = Claim(brand="Omega", model="Speedmaster")
ALDENMOOR = Claim(brand="Aldenmoor", model="Tidewatch")
DIGEST = "d" * 64
DIAL, CASE, CASEBACK = Component.DIAL, Component.CASE, Component.CASEBACK
READ = read("brand_on_dial", "model_on_dial", "brand_on_caseback")
LOCAL = (READ, unavailable())


class Photos:
    """Photos that nobody opens."""

    all = (prepared(View.DIAL), prepared(View.CASEBACK))


def verdict(
    reviews: ReviewSet | None,
    others: Iterable[Examination] = LOCAL,
    *,
    claim: Claim = OMEGA,
    profile: Profile = Profile.WATCH,
    asked: bool = True,
) -> Verdict:
    names = ("identity", "vision", *([EXPERT] if asked else []))
    case = case_file(Photos.all, claim=claim, profile=profile)
    case = case.model_copy(update={"knowledge": {"reviews": DIGEST}, "examiners": names})
    knowledge = Knowledge(catalogue.load(), Silent(), reviews={DIGEST: reviews}.get)
    said = (EXAMINER.examine(case, Photos(), knowledge),) if asked else ()  # type: ignore[arg-type]
    admission = admit(case, Photos.all)
    assert isinstance(admission, Admitted)
    return score(case, Photos.all, admission, (*others, *said))


@pytest.mark.parametrize("claim", [OMEGA, ALDENMOOR], ids=["real", "drawn"])
@pytest.mark.parametrize("experts", [1, 2])
def test_a_whole_consistent_review_confirms_and_says_on_what_it_rests(claim: Claim, experts: int) -> None:
    result = verdict(review_set(*[all_of()] * experts), claim=claim)
    assert (result.outcome, result.assurance) == (Outcome.AUTHENTIC, Assurance.EXPERT)
    assert result.score is not None
    assert result.score.table == "judgement 3"
    assert "an expert's word included" in result.score.basis
    assert "declared by judgement" in result.explanation
    looked = "An expert has looked" if experts == 1 else "Two experts have looked"
    assert looked in result.explanation
    assert ("and agreed" in result.explanation) is (experts == 2)


def test_without_the_expert_programs_alone_do_not_confirm_the_same_real_watch() -> None:
    assert verdict(None, asked=False).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("component", Component)
def test_one_component_alone_confirms_nothing_whatever_the_machine_saw(component: Component) -> None:
    result = verdict(review_set({component: "genuine"}), (READ, seen(strength=1.0)))
    assert result.outcome is Outcome.INCONCLUSIVE


def test_a_whole_review_that_finds_false_makes_a_counterfeit() -> None:
    result = verdict(review_set(all_of("not_genuine")))
    assert (result.outcome, result.assurance) == (Outcome.COUNTERFEIT, Assurance.EXPERT)
    assert "expert's review" not in result.advice[0]


@pytest.mark.parametrize("component", Component)
def test_one_expert_who_finds_one_component_false_makes_no_counterfeit(component: Component) -> None:
    result = verdict(review_set({component: "not_genuine"}), ())
    assert result.outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("machine", [(), LOCAL], ids=["nothing else", "the right words"])
@pytest.mark.parametrize("component", Component)
def test_two_who_agree_that_one_component_is_false_decide_it_for_the_main_one_alone(
    component: Component, machine: tuple[Examination, ...]
) -> None:
    result = verdict(review_set(*[{component: "not_genuine"}] * 2), machine)
    assert (result.outcome is Outcome.COUNTERFEIT) is (component is DIAL)
    if component is DIAL:
        assert result.reasons[0].startswith("Two experts agree that the dial cannot be genuine.")


@pytest.mark.parametrize("other", ["machine", "expert"])
def test_two_who_agree_on_the_main_component_are_not_enough_against_what_fits(other: str) -> None:
    said = {DIAL: "not_genuine"} | ({CASEBACK: "genuine"} if other == "expert" else {})
    machine = (seen(DIAL),) if other == "machine" else ()
    assert verdict(review_set(said, said), machine).outcome is Outcome.INCONCLUSIVE


def test_one_wanted_expert_of_two_makes_no_counterfeit() -> None:
    result = verdict(review_set(all_of("not_genuine"), wanted=2))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert "is not known" in result.reasons[0]


@pytest.mark.parametrize("rest", ["genuine", "not_genuine", "cannot_tell"])
@pytest.mark.parametrize("machine", [(), LOCAL, (READ, seen(strength=1.0))], ids=["nobody", "local", "vision"])
def test_a_disagreement_leaves_the_case_open_whatever_else_was_seen(
    rest: str, machine: tuple[Examination, ...]
) -> None:
    first, second = all_of(rest) | {CASE: "genuine"}, all_of(rest) | {CASE: "not_genuine"}
    result = verdict(review_set(first, second), machine)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert result.reasons == ("Two experts disagree about the case, so that nothing is concluded.",)
    assert "disagreed about the case" in result.explanation
    assert result.score is not None
    assert CASE in result.score.coverage.unseen


@pytest.mark.parametrize("machine", [LOCAL, (READ, seen(strength=1.0))], ids=["local", "vision"])
def test_reviews_that_cannot_be_read_conclude_nothing(machine: tuple[Examination, ...]) -> None:
    result = verdict(None, machine)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert result.assurance is not Assurance.EXPERT
    assert "Have the case examined again by an expert." in result.advice


def _share(said: Mapping[Component, str]) -> float:
    result = verdict(review_set(said), (READ, seen(strength=1.0)))
    assert result.score is not None
    return result.score.coverage.fraction


def test_who_cannot_tell_lowers_coverage_and_counts_as_no_defect() -> None:
    assert _share(all_of() | {CASEBACK: "cannot_tell"}) == pytest.approx(_share(all_of()) - 0.2)
    result = verdict(review_set(all_of("cannot_tell")), (READ, seen(strength=1.0)))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert result.score is not None
    assert result.score.posterior > 0.9
    assert any("decided by experts" in each for each in result.reasons)


def test_what_the_machine_saw_against_the_claim_still_bars_a_confirmation() -> None:
    wrong = examined("identity", [finding("identity", DIAL, "brand_on_dial", Bearing.CONTRADICTS)])
    assert verdict(review_set(all_of(), all_of()), (wrong,)).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("says", "experts", "outcome"),
    [
        ("genuine", 1, Outcome.INCONCLUSIVE),
        ("genuine", 2, Outcome.INCONCLUSIVE),
        ("not_genuine", 1, Outcome.INCONCLUSIVE),
        ("not_genuine", 2, Outcome.COUNTERFEIT),
    ],
)
def test_a_part_alone_is_decided_by_two_who_agree_that_it_is_not_genuine(
    says: str, experts: int, outcome: Outcome
) -> None:
    part = Claim(brand="Omega", part=DIAL)
    result = verdict(review_set(*[{DIAL: says}] * experts), (), claim=part, profile=Profile.PART)
    assert result.outcome is outcome
    assert result.score is not None
    assert result.score.coverage.fraction == 1.0
