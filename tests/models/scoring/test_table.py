import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scoring import tables
from models.scoring.sample import Sample
from models.scoring.table import Costs, Domain, Table, log10_odds, probability

JUDGEMENT = tables.current(Domain.REAL)
IDENTITY = {
    "brand_on_dial",
    "model_on_dial",
    "wording_on_dial",
    "misspelling",
    "brand_on_caseback",
    "reference_on_caseback",
    "brand_on_papers",
    "reference_on_papers",
    "reference_exists",
    "serial_format",
    "serial_matches",
    "year_fits",
    "calibre_fits",
    "calibre_on_movement",
    "calibre_on_caseback",
    "one_watch",
}
VISION = {
    "wording",
    "printing",
    "layout",
    "hands",
    "finishing",
    "engraving",
    "construction",
    "proportions",
    "documents",
    "one_watch",
}
CRITERIA = {
    "identity": IDENTITY,
    "vision": VISION,
    "expert": {"genuineness", "disputed", "overall"},
    "dial": {
        "marker_positions",
        "minute_track",
        "ring_centring",
        "text_symmetry",
        "date_window",
        "print_quality",
        "hand_geometry",
    },
    "reference": {"displacement", "form", "colour", "print"},
    "integrity": {
        "photo_metadata",
        "content_credentials",
        "screen_recapture",
        "compression_history",
        "copied_regions",
        "seen_before",
    },
    "possession": {"challenge_time", "challenge_code"},
}
"""By examiner: calibration depends on these names."""


def changed(**changes: Any) -> Table:
    return Table.model_validate({**JUDGEMENT.model_dump(), **changes})


def fitted(sample: Sample | None, domain: Domain = Domain.REAL) -> Table:
    rows = [{**row.model_dump(), "sample": sample} for row in JUDGEMENT.rows]
    return changed(domain=domain, sample_size=40, rows=rows)


def test_the_table_knows_every_criterion_that_examiners_use() -> None:
    known = {(row.examiner, row.criterion) for row in JUDGEMENT.rows}
    assert known == {(examiner, criterion) for examiner, criteria in CRITERIA.items() for criterion in criteria}


def test_the_documentation_shows_the_table_as_it_is() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "scoring.md").read_text(encoding="utf-8")
    shown = [line for line in text.splitlines() if line.startswith(tuple(f"| {name} |" for name in CRITERIA))]
    beside = {"weighs": "", "bars_authentic": "bars authentic ", "bars_verdict": "bars every verdict "}
    assert shown == [
        f"| {row.examiner} | {row.criterion} | {row.supports:g} | {row.contradicts:g} | {beside[row.consequence]}|"
        for row in JUDGEMENT.rows
    ]


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("judgement-1", "2b6a469771fd92452edbb73c031630d64e8b76e91c0f0e2777390c31556d38d8"),
        ("judgement-2", "ca7730999a1e7bf983d71979e9678672f57089cb4d86f4c6f26898db89fd81e4"),
        ("judgement-3", "7b33d7af47831039bf0ae9036564a578f5d6ea0c7d90fbbd18e430c0f9fd829c"),
        ("rendered-1", "3eb9184a5a4d6895ec4ab76352e3e18c9390007e88a49fd5e55e43164105a723"),
        ("rendered-2", "88ac8d9699185fa55210a36303deaf4b80750964ff6c475f99c21acfea6028be"),
    ],
)
def test_a_released_table_is_never_edited(name: str, digest: str) -> None:
    assert tables.digest(name) == digest


@pytest.mark.parametrize("row", JUDGEMENT.rows, ids=lambda row: f"{row.examiner}.{row.criterion}")
def test_a_fake_copies_what_can_be_read_so_no_support_outweighs_its_contradiction(row: Any) -> None:
    assert row.log10_supports <= -row.log10_contradicts


@pytest.mark.parametrize("criterion", sorted(IDENTITY))
def test_reading_the_right_words_supports_hardly_at_all(criterion: str) -> None:
    row = JUDGEMENT.row("identity", criterion)
    assert row is not None
    assert row.supports <= 1.3


@pytest.mark.parametrize("cap", [{"support_cap": 1.0}, {"contradiction_cap": 2.0}])
def test_a_judged_table_whose_caps_let_one_component_decide_is_refused(cap: dict[str, float]) -> None:
    name, value = next(iter(cap.items()))
    with pytest.raises(ValidationError, match="too few components decide"):
        changed(**{name: {"value": value, "reason": "because it is tried here"}})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sample_size": 5}, "claims a sample"),
        ({"domain": "real"}, "has no sample"),
        ({"rows": [JUDGEMENT.rows[0]] * 2}, "two rows"),
        ({"examiners": []}, "not the same"),
        ({"prior": {"value": 1.0, "reason": "because it is tried here"}}, "out of range"),
    ],
)
def test_an_incoherent_table_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        changed(**changes)


COSTS = {"false_authentic": 100, "false_counterfeit": 100, "abstention": 1, "reason": "because it is tried here"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"costs": {**COSTS, "false_authentic": 50}}, "do not follow from the costs"),
        ({"costs": {**COSTS, "abstention": 60}}, "abstaining costs too much"),
        ({"assurances": ["local", "vision"]}, "only programs looked"),
        ({"priors": [{"brand": each, "value": 0.4, "reason": COSTS["reason"]} for each in ("Omega", "OMEGA")]},
         "two priors"),
    ],
)  # fmt: skip
def test_costs_priors_and_assurances_that_contradict_the_table_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        changed(**changes)


@pytest.mark.parametrize(("false_authentic", "least"), [(100.0, 0.99), (20.0, 0.95), (3.0, 0.666667)])
def test_a_confirmation_needs_what_makes_an_error_cost_less_than_abstaining(
    false_authentic: float, least: float
) -> None:
    costs = Costs.model_validate({**COSTS, "false_authentic": false_authentic})
    assert costs.authentic == least
    assert (1 - costs.authentic) * false_authentic == pytest.approx(costs.abstention, abs=1e-5)


def test_a_prior_is_set_by_brand_however_it_is_written() -> None:
    table = changed(priors=[{"brand": "Omega", "value": 0.4, "reason": "because it is tried here"}])
    assert [table.prior_of(brand) for brand in ("OMEGA", "omega", "Rolex")] == [0.4, 0.4, 0.5]


def test_a_row_without_a_reason_is_refused() -> None:
    row = {**JUDGEMENT.rows[0].model_dump(), "reason": ""}
    with pytest.raises(ValidationError, match="reason"):
        changed(rows=[row, *JUDGEMENT.rows[1:]])


@pytest.mark.parametrize(
    ("sample", "support"),
    [
        (Sample(genuine=5, genuine_contradicted=0, counterfeit=5, counterfeit_supported=0), math.log10(2.2199)),
        (Sample(genuine=500, genuine_contradicted=0, counterfeit=500, counterfeit_supported=0), math.log10(3.0)),
        (Sample(genuine=9, genuine_contradicted=9, counterfeit=9, counterfeit_supported=9), 0.0),
    ],
)
def test_a_fitted_ratio_never_exceeds_what_its_sample_supports(sample: Sample, support: float) -> None:
    row = fitted(sample).row("vision", "printing")
    assert row is not None
    assert row.log10_supports == pytest.approx(support, abs=1e-3)
    assert row.log10_contradicts >= math.log10(sample.least_contradiction) - 1e-6


@pytest.mark.parametrize(
    ("domain", "covers_real"), [(Domain.JUDGEMENT, True), (Domain.REAL, True), (Domain.RENDERED, False)]
)
def test_rendered_watches_do_not_speak_of_real_ones(domain: Domain, *, covers_real: bool) -> None:
    sample = Sample(genuine=40, genuine_contradicted=0, counterfeit=40, counterfeit_supported=0)
    table = JUDGEMENT if domain is Domain.JUDGEMENT else fitted(sample, domain)
    assert table.covers(Domain.REAL) is covers_real


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_probability_is_finite_whatever_the_odds(log10: float) -> None:
    assert 0.0 <= probability(log10) <= 1.0


@settings(deadline=None)
@given(st.floats(0.001, 0.999))
def test_odds_and_probability_are_inverse(value: float) -> None:
    assert probability(log10_odds(value)) == pytest.approx(value, abs=1e-6)


def test_a_table_that_requires_something_bounds_a_case_without_it() -> None:
    asked = {"examiner": "dial", "criterion": "minute_track", "component": "dial", "reason": "because it is tried here"}
    with pytest.raises(ValidationError, match="nothing bounds a case without it"):
        Table.model_validate({**JUDGEMENT.model_dump(), "requires": [asked]})
