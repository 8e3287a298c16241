import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scoring import tables
from models.scoring.sample import Sample
from models.scoring.table import Domain, Table
from models.vocabulary.admission import Admitted
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examination, Examined, Unavailable
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Flaw, Prepared
from models.vocabulary.verdict import Assurance, Outcome, Verdict
from models.vocabulary.views import Component, Profile, View
from pipeline.stages.admit import admit
from pipeline.stages.score import score, weigh_case
from tests.support.watch_case import (
    CLAIM,
    CONSISTENT,
    READ,
    case_file,
    examined,
    finding,
    prepared,
    read,
    seen,
    unavailable,
)

REAL = tables.current(Domain.REAL)
WHOLE = (View.DIAL, View.CASEBACK, View.PAPERS)
FRONT = tuple(each for each in CONSISTENT if each not in {Component.CASEBACK, Component.PAPERS})
NORMALLY_READ = ("brand_on_dial", "model_on_dial", "wording_on_dial", "brand_on_caseback", "serial_matches")


def verdict(
    examinations: Iterable[Examination],
    views: Iterable[View] = WHOLE,
    *,
    profile: Profile = Profile.WATCH,
    claim: Claim = CLAIM,
    photos: tuple[Prepared, ...] | None = None,
) -> Verdict:
    """The verdict on the watch as if it were a real one: what is pinned here is what judgement says of those."""
    given_photos = photos if photos is not None else tuple(prepared(view) for view in views)
    case = case_file(given_photos, profile=profile, claim=claim)
    admission = admit(case, given_photos)
    if not isinstance(admission, Admitted):
        return score(case, given_photos, admission, tuple(examinations))
    return weigh_case(case, given_photos, admission, tuple(examinations), table=REAL, domain=Domain.REAL)


def posterior(result: Verdict) -> float:
    assert result.score is not None
    return result.score.posterior


@pytest.mark.parametrize("strength", [0.8, 0.85, 0.9, 1.0])
def test_a_whole_consistent_examination_confirms(strength: float) -> None:
    result = verdict([read(*NORMALLY_READ), seen(strength=strength)])
    assert (result.outcome, result.assurance) == (Outcome.AUTHENTIC, Assurance.VISION)
    assert posterior(result) >= 0.99
    assert result.advice == ()


def test_a_consistent_examination_of_the_dial_alone_does_not() -> None:
    result = verdict([read("brand_on_dial"), seen(*FRONT)], [View.DIAL])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("57 %" in reason and "the case back" in reason for reason in result.reasons)
    assert result.advice[0].startswith("Photograph the case back")


@pytest.mark.parametrize("why", ["no key", "timeout"])
def test_without_a_vision_model_the_same_watch_stays_open(why: str) -> None:
    result = verdict([read(*NORMALLY_READ), unavailable(why=why)])
    assert (result.outcome, result.assurance) == (Outcome.INCONCLUSIVE, Assurance.LOCAL)
    assert "vision model" in result.advice[0]


def test_all_that_reading_can_support_is_too_little() -> None:
    result = verdict([read(strength=1.0), unavailable()], list(View))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert posterior(result) < 0.8
    assert result.score is not None
    assert result.score.coverage.fraction < 0.7


def test_all_that_reading_can_contradict_is_too_little() -> None:
    result = verdict([read(*READ, against=READ, strength=1.0), unavailable()], list(View))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert posterior(result) > 0.01


@pytest.mark.parametrize("strength", [0.05, 0.5, 1.0])
@pytest.mark.parametrize("criterion", [each for each in READ if each != "misspelling"])
def test_a_claim_that_the_photos_contradict_is_never_confirmed(criterion: str, strength: float) -> None:
    result = verdict([read(criterion, against=[criterion], strength=strength), seen(strength=1.0)])
    assert result.outcome is Outcome.INCONCLUSIVE
    sentence = f"On {READ[criterion]}: {criterion} contradicts."
    assert any(sentence in reason for reason in result.reasons)


@pytest.mark.parametrize(("strength", "barred"), [(0.4, False), (0.9, True)])
def test_a_photo_that_says_it_was_edited_is_no_contradicted_claim_and_one_that_was_made_up_is(
    strength: float, *, barred: bool
) -> None:
    odd = finding("integrity", Component.WHOLE, "content_credentials", Bearing.CONTRADICTS, strength)
    result = verdict([examined("integrity", [odd]), read(*NORMALLY_READ), seen(strength=1.0)])
    assert any("contradicts what is claimed" in reason for reason in result.reasons) is barred


@pytest.mark.parametrize("examiner", ["vision", "stranger"])
def test_a_contradiction_unknown_to_the_table_bars_a_confirmation(examiner: str) -> None:
    odd = examined(examiner, [finding(examiner, Component.DIAL, "unheard_of", Bearing.CONTRADICTS)])
    assert verdict([odd, seen(strength=1.0)]).outcome is Outcome.INCONCLUSIVE


def test_the_wrong_brand_on_an_otherwise_consistent_watch_is_not_decided() -> None:
    result = verdict([read("brand_on_dial", against=["brand_on_dial"]), seen()])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert posterior(result) <= 0.5
    assert "brand_on_dial contradicts" in result.reasons[0]


def test_the_wrong_brand_and_several_wrong_components_are_a_counterfeit() -> None:
    wrong = [Component.DIAL, Component.HANDS, Component.CASE, Component.CASEBACK]
    result = verdict([read("brand_on_dial", against=["brand_on_dial"]), seen(against=wrong)])
    assert result.outcome is Outcome.COUNTERFEIT
    assert posterior(result) <= 0.01
    assert "brand_on_dial contradicts" in result.reasons[0]


def test_one_wrong_component_is_no_counterfeit_however_wrong() -> None:
    terrible = [finding("vision", Component.DIAL, each, Bearing.CONTRADICTS, 1.0) for each in ("printing", "layout")]
    result = verdict([read("brand_on_dial", against=["brand_on_dial"]), examined("vision", terrible)])
    assert result.outcome is Outcome.INCONCLUSIVE


def test_parts_that_are_exchanged_in_service_make_no_counterfeit() -> None:
    service = (Component.HANDS, Component.CROWN, Component.BEZEL, Component.BRACELET, Component.CLASP)
    against = [finding("vision", each, "construction", Bearing.CONTRADICTS, 1.0) for each in service]
    result = verdict([examined("vision", against)], [View.DIAL, View.CLASP])
    assert posterior(result) < 0.01
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("replaced part" in reason for reason in result.reasons)


def test_a_component_of_which_several_things_are_right_is_not_called_a_counterfeits() -> None:
    wrong = [Component.HANDS, Component.CASE, Component.CASEBACK, Component.CROWN, Component.BEZEL, Component.WHOLE]
    flaws = [
        finding("vision", each, criterion, Bearing.CONTRADICTS, 1.0)
        for each in wrong
        for criterion in ("construction", "finishing")
    ]
    right = [finding("vision", Component.DIAL, each, strength=1.0) for each in ("printing", "layout")]
    assert verdict([examined("vision", flaws)]).outcome is Outcome.COUNTERFEIT
    result = verdict([examined("vision", [*flaws, *right])])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("Too much speaks for the dial" in reason for reason in result.reasons)


@pytest.mark.parametrize("examiner", ["identity", "vision"])
@pytest.mark.parametrize("against", [(), tuple(CONSISTENT)], ids=["consistent", "contradicting"])
def test_photos_of_several_watches_decide_nothing(examiner: str, against: tuple[Component, ...]) -> None:
    several = examined(examiner, [finding(examiner, Component.WHOLE, "one_watch", Bearing.CONTRADICTS)])
    result = verdict([several, seen(against=against, strength=1.0)])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert len(result.reasons) == 1, "a figure about photos of several watches is about none of them"
    assert result.reasons[0].startswith("On whole: one_watch contradicts. So nothing can be said")
    assert "alone" in result.advice[0]


@pytest.mark.parametrize(("others", "outcome"), [((), Outcome.INCONCLUSIVE), ((2,), Outcome.AUTHENTIC)])
def test_a_dial_that_is_never_alone_in_its_photos_is_not_confirmed(others: tuple[int, ...], outcome: Outcome) -> None:
    alone = tuple(prepared(View.DIAL, ordinal=each) for each in others)
    photos = (prepared(View.DIAL, Flaw.SEVERAL_DIALS), *alone, prepared(View.CASEBACK), prepared(View.PAPERS))
    result = verdict([read(*NORMALLY_READ), seen()], photos=photos)
    assert result.outcome is outcome
    assert ("more than one watch" in result.reasons[0]) is (not others)


def test_a_dial_that_could_only_be_read_confirms_nothing() -> None:
    result = verdict([read(*NORMALLY_READ), seen(without=[Component.DIAL], strength=1.0)])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("in favour of the dial" in reason for reason in result.reasons)


def test_one_flaw_of_weight_stops_a_confirmation() -> None:
    flaw = examined("vision", [finding("vision", Component.CROWN, "finishing", Bearing.CONTRADICTS, 0.6)])
    assert verdict([seen(without=[Component.CROWN], strength=1.0), flaw]).outcome is Outcome.INCONCLUSIVE


def test_a_faint_doubt_does_not_stop_a_confirmation_and_is_not_kept_quiet() -> None:
    doubt = examined("vision", [finding("vision", Component.CROWN, "finishing", Bearing.CONTRADICTS, 0.2)])
    result = verdict([read(*NORMALLY_READ), seen(strength=1.0), doubt])
    assert result.outcome is Outcome.AUTHENTIC
    assert "finishing contradicts" in result.reasons[0]
    assert "Nothing that was seen" not in result.reasons[0]


def test_a_case_back_seen_on_no_photo_of_it_is_not_seen() -> None:
    result = verdict([read(*NORMALLY_READ), seen(strength=1.0)], [View.DIAL])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert result.score is not None
    assert Component.CASEBACK in result.score.coverage.unseen


def test_the_dials_photo_handed_in_as_case_back_shows_no_case_back() -> None:
    photos = (prepared(View.DIAL, content="a"), prepared(View.CASEBACK, content="a"))
    result = verdict([read(*NORMALLY_READ), seen(strength=1.0)], photos=photos)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("the case back" in reason for reason in result.reasons)


@pytest.mark.parametrize(
    ("bearing", "strength", "is_seen"),
    [
        (Bearing.NEUTRAL, 0.9, True),
        (Bearing.SUPPORTS, 0.9, True),
        (Bearing.CONTRADICTS, 0.9, True),
        (Bearing.UNREADABLE, 0.9, False),
        (Bearing.SUPPORTS, 0.2, False),
    ],
)
def test_coverage_counts_what_was_made_out(bearing: Bearing, strength: float, *, is_seen: bool) -> None:
    result = verdict([examined("vision", [finding("vision", Component.DIAL, "printing", bearing, strength)])])
    assert result.score is not None
    assert result.score.coverage.fraction == (0.24 if is_seen else 0.0)


def test_rules_that_look_at_no_photo_earn_no_coverage() -> None:
    result = verdict([read("reference_exists", "serial_format", "year_fits", "calibre_fits", "one_watch")])
    assert result.score is not None
    assert result.score.coverage.seen == ()


@pytest.mark.parametrize(
    ("examinations", "assurance"),
    [
        ([read("brand_on_dial"), seen()], Assurance.VISION),
        ([read("brand_on_dial"), unavailable()], Assurance.LOCAL),
        ([read("brand_on_dial"), examined("vision", [])], Assurance.LOCAL),
        (
            [examined("vision", [finding("vision", Component.DIAL, "printing", Bearing.UNREADABLE)])],
            Assurance.LOCAL,
        ),
        ([seen(), examined("expert", [finding("expert", Component.DIAL, "genuineness")])], Assurance.EXPERT),
        ([unavailable("identity", "timeout"), unavailable()], Assurance.NONE),
        ([], Assurance.NONE),
    ],
)
def test_the_assurance_says_who_looked(examinations: list[Examination], assurance: Assurance) -> None:
    assert verdict(examinations).assurance is assurance


def test_nobody_looking_leaves_the_prior() -> None:
    result = verdict([unavailable("identity", "timeout"), unavailable()])
    assert (result.outcome, posterior(result)) == (Outcome.INCONCLUSIVE, 0.5)


def test_a_case_that_needs_photos_has_no_score() -> None:
    result = verdict([], photos=(prepared(View.DIAL, Flaw.BLURRED), prepared(View.CASEBACK)))
    assert (result.outcome, result.assurance, result.score) == (Outcome.NEEDS_PHOTOS, Assurance.NONE, None)
    assert result.reasons == ("The photo of the dial is not sharp, so nothing was examined.",)
    assert result.advice[0].startswith("Photograph the dial again: hold the camera still")


def test_the_documentations_worked_example_is_what_comes_out() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "scoring.md").read_text(encoding="utf-8")
    result = verdict([read("brand_on_dial", "model_on_dial", "wording_on_dial", "serial_matches"), seen()])
    assert result.score is not None
    assert f"**{result.score.log10_lr:.4f}**" in text
    assert f"**{result.score.posterior:.4f}**" in text
    assert f"coverage {result.score.coverage.fraction:.0%}".replace("%", " %") in text


@pytest.mark.parametrize(("brand", "domain"), [("Aldenmoor", Domain.RENDERED), ("Omega", Domain.REAL)])
def test_each_domain_has_its_table(brand: str, domain: Domain) -> None:
    photos = tuple(prepared(view) for view in WHOLE)
    case = case_file(photos, claim=Claim(brand=brand))
    result = score(case, photos, Admitted(), (seen(),))
    assert result.score is not None
    assert result.score.table == tables.current(domain).title


REQUIRES = Table.model_validate(
    {
        **REAL.model_dump(),
        "bounds": {"supports": 3.0, "contradicts": 3.0, "incomplete": 0.5, "reason": "because it is tried here"},
        "requires": [
            {
                "examiner": "reference",
                "criterion": "form",
                "component": "hands",
                "reason": "because it is tried here",
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("bearing", "confirmed"), [(Bearing.SUPPORTS, True), (Bearing.NEUTRAL, False), (Bearing.UNREADABLE, False)]
)
def test_what_a_confirmation_rests_on_must_speak_for_the_claim(bearing: Bearing, *, confirmed: bool) -> None:
    photos = tuple(prepared(view) for view in WHOLE)
    compared = finding("reference", Component.HANDS, "form", bearing, 0.9)
    examinations = (read(*NORMALLY_READ), seen(), examined("reference", [compared]))
    result = weigh_case(case_file(photos), photos, Admitted(), examinations, table=REQUIRES, domain=Domain.REAL)
    assert (result.outcome is Outcome.AUTHENTIC) is confirmed
    assert (posterior(result) > 0.9) is confirmed
    if not confirmed:
        reason = next(each for each in result.reasons if each.startswith("A confirmation rests on the hands"))
        assert reason.endswith(compared.sentence)
        assert any("the hands set apart" in each for each in result.advice)


def test_what_a_confirmation_rests_on_is_not_believed_of_what_no_photo_shows() -> None:
    photos = (prepared(View.CASEBACK), prepared(View.PAPERS))
    compared = finding("reference", Component.HANDS, "form", Bearing.SUPPORTS, 0.9)
    examinations = (seen(), examined("reference", [compared]))
    result = weigh_case(case_file(photos), photos, Admitted(), examinations, table=REQUIRES, domain=Domain.REAL)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert posterior(result) < 0.8


def test_a_part_is_not_weighed_with_what_was_fitted_on_whole_watches() -> None:
    fitted = Table.model_validate({**REAL.model_dump(), "name": "tried", "profiles": ["watch"]})
    assert Profile.PART not in fitted.profiles
    for domain in Domain.RENDERED, Domain.REAL:
        assert Profile.PART in tables.current(domain, Profile.PART).profiles


def test_a_brands_prior_is_used_and_stated() -> None:
    photos = tuple(prepared(view) for view in WHOLE)
    priors = [{"brand": "Aldenmoor", "value": 0.2, "reason": "because it is tried here"}]
    table = Table.model_validate({**REAL.model_dump(), "priors": priors})
    case = case_file(photos)
    result = weigh_case(case, photos, Admitted(), (seen(),), table=table, domain=Domain.REAL)
    assert result.score is not None
    assert result.score.prior == 0.2
    assert "from 20 % before anyone looked" in result.explanation


def test_programs_alone_confirm_where_the_table_lets_them() -> None:
    photos = tuple(prepared(view) for view in WHOLE)
    local = examined("dial", [each.model_copy(update={"examiner": "vision"}) for each in seen(strength=1.0).findings])
    case = case_file(photos)
    outcomes = []
    for assurances in (("vision", "expert"), ("local", "vision", "expert")):
        table = REAL.model_copy(update={"assurances": tuple(map(Assurance, assurances))})
        outcomes.append(weigh_case(case, photos, Admitted(), (local,), table=table, domain=Domain.REAL).outcome)
    assert outcomes == [Outcome.INCONCLUSIVE, Outcome.AUTHENTIC]


def test_a_table_whose_sample_is_too_small_says_so() -> None:
    bounds = {"supports": 1.0, "contradicts": 1.0, "reason": "because it is tried here"}
    table = Table.model_validate({**REAL.model_dump(), "bounds": bounds})
    photos = tuple(prepared(view) for view in WHOLE)
    result = weigh_case(case_file(photos), photos, Admitted(), (seen(),), table=table, domain=Domain.REAL)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("rests on too few watches to decide" in reason for reason in result.reasons)


def test_a_verdict_names_its_table_and_what_the_table_rests_on() -> None:
    result = verdict([seen()])
    assert result.score is not None
    assert result.score.table == "judgement 3"
    assert "no sample" in result.score.basis


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_findings_nor_of_examiners_changes_a_bit(shuffle: random.Random) -> None:
    examinations = [read(against=["misspelling"]), seen(against=[Component.CROWN]), unavailable("dial", "timeout")]
    expected = verdict(examinations).model_dump_json()
    mixed: list[Examined | Unavailable] = []
    for each in examinations:
        if isinstance(each, Examined):
            findings = list(each.findings)
            shuffle.shuffle(findings)
            mixed.append(each.model_copy(update={"findings": tuple(findings)}))
        else:
            mixed.append(each)
    shuffle.shuffle(mixed)
    assert verdict(mixed).model_dump_json() == expected


def _part(criteria: Iterable[str], bearing: Bearing = Bearing.SUPPORTS) -> Examined:
    return examined("vision", [finding("vision", Component.DIAL, each, bearing, 1.0) for each in criteria])


PART = Claim(brand="Aldenmoor", part=Component.DIAL)
CRITERIA = ("wording", "printing", "layout", "finishing")


@pytest.mark.parametrize(("criteria", "fraction"), [(CRITERIA, 1.0), (CRITERIA[:3], 0.75), (("hands",), 0.0)])
def test_a_part_is_covered_by_what_can_be_judged_on_it(criteria: tuple[str, ...], fraction: float) -> None:
    result = verdict([_part(criteria)], [View.DIAL], profile=Profile.PART, claim=PART)
    assert result.score is not None
    assert result.score.coverage.fraction == fraction


@pytest.mark.parametrize("bearing", [Bearing.SUPPORTS, Bearing.CONTRADICTS])
def test_by_judgement_one_part_alone_decides_nothing_and_the_verdict_says_so(bearing: Bearing) -> None:
    result = verdict([_part(CRITERIA, bearing)], [View.DIAL], profile=Profile.PART, claim=PART)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("the dial alone cannot decide" in reason for reason in result.reasons)


@pytest.mark.parametrize(
    ("bearing", "outcome"), [(Bearing.SUPPORTS, Outcome.AUTHENTIC), (Bearing.CONTRADICTS, Outcome.COUNTERFEIT)]
)
def test_a_table_fitted_on_enough_real_parts_decides_a_part(bearing: Bearing, outcome: Outcome) -> None:
    judged = tables.load("judgement-1")
    sample = Sample(genuine=900, genuine_contradicted=0, counterfeit=900, counterfeit_supported=0)
    cap = {"value": 2.5, "reason": "as large a sample allows it"}
    rows = [{**row.model_dump(), "supports": 80.0, "contradicts": 0.01, "sample": sample} for row in judged.rows]
    table = Table.model_validate(
        {
            **judged.model_dump(),
            "domain": "real",
            "sample_size": 1800,
            "support_cap": cap,
            "contradiction_cap": cap,
            "rows": rows,
        }
    )
    photos = (prepared(View.DIAL),)
    case = case_file(photos, profile=Profile.PART, claim=PART)
    result = weigh_case(case, photos, Admitted(), (_part(CRITERIA, bearing),), table=table, domain=Domain.REAL)
    assert result.outcome is outcome


def test_other_components_do_not_judge_a_part_unless_they_contradict_the_claim() -> None:
    elsewhere = seen(Component.CASE, Component.HANDS, strength=1.0)
    wrong = read("brand_on_papers", against=["brand_on_papers"])
    result = verdict([_part(CRITERIA), elsewhere, wrong], [View.DIAL], profile=Profile.PART, claim=PART)
    assert result.score is not None
    assert {each.component for each in result.score.contributions} == {Component.DIAL, Component.PAPERS}
    assert result.reasons[0].endswith("That contradicts what is claimed.")


def test_an_examiner_that_was_left_out_is_asked_for_as_one_that_gave_no_answer() -> None:
    photos = tuple(prepared(view) for view in WHOLE)
    case = case_file(photos).model_copy(update={"examiners": ("identity",), "without": {"vision": "daily budget"}})
    result = score(case, photos, Admitted(), (read(*NORMALLY_READ),))
    assert (result.outcome, result.assurance) == (Outcome.INCONCLUSIVE, Assurance.LOCAL)
    assert "vision model" in result.advice[0]
