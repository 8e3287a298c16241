import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scoring import tables
from models.scoring.sample import Sample
from models.scoring.table import Bounds, Domain, Scale, Table
from models.scoring.weigh import Weighed, weigh
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from tests.support.watch_case import finding

TABLE = tables.current(Domain.REAL)
ALL = frozenset(Component)
KEYS = [(row.examiner, row.criterion) for row in TABLE.rows] + [("vision", "unheard_of"), ("stranger", "printing")]

unhurried = settings(deadline=None)
"""The machine may be shared."""

findings = st.builds(
    lambda key, component, bearing, strength: finding(key[0], component, key[1], bearing, strength),
    st.sampled_from(KEYS),
    st.sampled_from(Component),
    st.sampled_from(Bearing),
    st.floats(0, 1),
)
many = st.lists(findings, max_size=40)


def weighed(found: list[Finding], shown: frozenset[Component] = ALL, table: Table = TABLE) -> Weighed:
    return weigh(found, shown, table, Domain.REAL, complete=True)


def dial(criterion: str, bearing: Bearing = Bearing.SUPPORTS, strength: float = 1.0) -> Finding:
    return finding("vision", Component.DIAL, criterion, bearing, strength)


def test_no_findings_leave_the_prior() -> None:
    nothing = weighed([])
    assert (nothing.posterior, nothing.log10_lr, nothing.contributions) == (0.5, 0.0, ())


@pytest.mark.parametrize("bearing", [Bearing.NEUTRAL, Bearing.UNREADABLE])
def test_not_knowing_is_no_evidence(bearing: Bearing) -> None:
    assert weighed([finding("vision", each, "printing", bearing, 1.0) for each in Component]) == weighed([])


def test_strength_scales_the_weight() -> None:
    whole, half = weighed([dial("printing")]), weighed([dial("printing", strength=0.5)])
    assert half.log10_lr == pytest.approx(whole.log10_lr / 2, abs=1e-6)


def test_further_findings_on_one_component_add_half_of_the_one_before() -> None:
    one = weighed([dial("printing")]).log10_lr
    three = weighed([dial("printing")] * 3)
    assert three.log10_lr == pytest.approx(one * 1.75, abs=1e-5)
    assert three.contributions[0].unshrunk == pytest.approx(one * 3, abs=1e-5)
    assert three.contributions[0].findings == 3


def test_two_examiners_on_one_component_are_shrunk_together() -> None:
    seen, read = dial("printing"), finding("identity", Component.DIAL, "brand_on_dial", strength=1.0)
    together = weighed([seen, read]).log10_lr
    assert together == pytest.approx(weighed([seen]).log10_lr + weighed([read]).log10_lr / 2, abs=1e-5)


@pytest.mark.parametrize(("strength", "posterior"), [(0.29, 0.997), (0.3, 0.5), (1.0, 0.5)])
def test_a_claim_of_which_a_fact_is_contradicted_is_not_held_likelier_than_before(
    strength: float, posterior: float
) -> None:
    fits = [finding("vision", each, "finishing", strength=1.0) for each in Component]
    result = weighed([*fits, finding("identity", Component.SERIAL, "year_fits", Bearing.CONTRADICTS, strength)])
    assert result.posterior == pytest.approx(posterior, abs=0.002)
    assert result.withheld is (strength >= 0.3)


def test_supports_do_not_hide_a_contradiction() -> None:
    mixed = weighed([dial("printing")] * 10 + [dial("layout", Bearing.CONTRADICTS)])
    assert mixed.contradicts[Component.DIAL] == pytest.approx(1.0)
    assert mixed.log10_lr == pytest.approx(0.9 - 1.0, abs=1e-5)


@pytest.mark.parametrize(("component", "most"), [(Component.PAPERS, 0.15), (Component.SERIAL, 0.3)])
def test_what_is_easily_made_to_fit_supports_little_and_contradicts_as_anything_else(
    component: Component, most: float
) -> None:
    keys = ("printing", "documents", "engraving")
    for_it = [finding("vision", component, each, strength=1.0) for each in keys]
    against = [finding("vision", component, each, Bearing.CONTRADICTS, 1.0) for each in keys]
    assert weighed(for_it).log10_lr == most
    assert weighed(against).log10_lr == -1.5


def test_a_support_for_what_no_photo_shows_is_not_believed_but_a_contradiction_is() -> None:
    unseen = ALL - {Component.DIAL}
    assert weighed([dial("printing")], unseen).log10_lr == 0.0
    assert weighed([dial("printing", Bearing.CONTRADICTS)], unseen).log10_lr == -1.0


def test_a_finding_unknown_to_the_table_weighs_nothing() -> None:
    assert weighed([dial("unheard_of"), finding("stranger", Component.DIAL, "printing")]) == weighed([])


@pytest.mark.parametrize(
    ("examiner", "criterion", "cap"), [("vision", "printing", 2.5), ("identity", "misspelling", 1.5)]
)
@pytest.mark.parametrize("bearing", [Bearing.SUPPORTS, Bearing.CONTRADICTS])
def test_one_examiner_adds_its_cap_at_most(examiner: str, criterion: str, cap: float, bearing: Bearing) -> None:
    everywhere = [finding(examiner, each, criterion, bearing, 1.0) for each in Component]
    assert abs(weighed(everywhere).log10_lr) <= cap


@pytest.mark.parametrize("bearing", [Bearing.SUPPORTS, Bearing.CONTRADICTS])
def test_contributions_show_where_a_bounded_total_comes_from(bearing: Bearing) -> None:
    result = weighed([finding("vision", each, "printing", bearing, 1.0) for each in Component])
    assert abs(result.log10_lr) == 2.5
    assert sum(each.log10_lr for each in result.contributions) == pytest.approx(result.log10_lr, abs=1e-5)


def test_outside_its_domain_a_table_lends_weak_support_at_most() -> None:
    sample = Sample(genuine=9999, genuine_contradicted=0, counterfeit=9999, counterfeit_supported=0)
    rows = [{**row.model_dump(), "sample": sample} for row in TABLE.rows]
    rendered = Table.model_validate({**TABLE.model_dump(), "domain": "rendered", "sample_size": 9999, "rows": rows})
    consistent = [finding("vision", each, "printing", strength=1.0) for each in Component]
    assert weigh(consistent, ALL, rendered, Domain.REAL, complete=True).posterior < 0.91
    assert weigh(consistent, ALL, rendered, Domain.RENDERED, complete=True).posterior > 0.99


def test_both_sides_are_scaled_before_they_are_capped() -> None:
    scale = {"supports": 2.0, "contradicts": 3.0, "reason": "because it is tried here"}
    scaled = TABLE.model_copy(update={"scale": Scale.model_validate(scale)})
    found = [dial("layout", strength=0.5), finding("vision", Component.CROWN, "finishing", Bearing.CONTRADICTS, 0.5)]
    plain, double = weighed(found), weighed(found, table=scaled)
    assert double.supports[Component.DIAL] == pytest.approx(2 * plain.supports[Component.DIAL])
    assert double.contradicts[Component.CROWN] == pytest.approx(3 * plain.contradicts[Component.CROWN])
    assert weighed([dial("layout")] * 9, table=scaled).supports[Component.DIAL] == TABLE.support_cap.value


def test_no_case_weighs_more_than_the_tables_bounds() -> None:
    bounds = Bounds(supports=0.4, contradicts=0.7, reason="because it is tried here")
    bounded = TABLE.model_copy(update={"bounds": bounds})
    everything = [finding("vision", each, "printing", strength=1.0) for each in Component]
    against = [each.model_copy(update={"bearing": Bearing.CONTRADICTS}) for each in everything]
    assert weighed(everything, table=bounded).log10_lr == 0.4
    assert weighed(against, table=bounded).log10_lr == -0.7


def test_a_prior_moves_the_posterior_and_not_the_evidence() -> None:
    plain = weigh([dial("layout")], ALL, TABLE, Domain.REAL, complete=True)
    doubted = weigh([dial("layout")], ALL, TABLE, Domain.REAL, complete=True, prior=0.1)
    assert doubted.log10_lr == plain.log10_lr
    assert doubted.prior == 0.1
    assert doubted.posterior == pytest.approx(1 / (1 + 9 * 10**-plain.log10_lr), abs=1e-6)


@unhurried
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_change_a_bit(found: list[Finding], shuffle: random.Random) -> None:
    other = list(found)
    shuffle.shuffle(other)
    assert weighed(other) == weighed(found)


SCALED = TABLE.model_copy(
    update={
        "scale": Scale(supports=3.0, contradicts=2.0, reason="because it is tried here"),
        "bounds": Bounds(supports=1.4, contradicts=1.9, reason="because it is tried here"),
    }
)
tables_of_both_kinds = st.sampled_from([TABLE, SCALED])


@unhurried
@given(many, findings, tables_of_both_kinds)
def test_a_further_contradiction_never_raises_the_posterior(found: list[Finding], extra: Finding, table: Table) -> None:
    against = extra.model_copy(update={"bearing": Bearing.CONTRADICTS})
    assert weighed([*found, against], table=table).posterior <= weighed(found, table=table).posterior


@unhurried
@given(many, findings, tables_of_both_kinds)
def test_a_further_support_never_lowers_the_posterior(found: list[Finding], extra: Finding, table: Table) -> None:
    support = extra.model_copy(update={"bearing": Bearing.SUPPORTS})
    assert weighed([*found, support], table=table).posterior >= weighed(found, table=table).posterior


@unhurried
@given(many, st.sampled_from(Component))
def test_one_component_never_reaches_a_threshold(found: list[Finding], component: Component) -> None:
    alone = [each.model_copy(update={"component": component, "strength": 1.0}) for each in found]
    assert TABLE.thresholds.counterfeit.value < weighed(alone).posterior < TABLE.thresholds.authentic.value


@unhurried
@given(many, st.sampled_from(Component), st.sampled_from(Component))
def test_two_components_never_confirm(found: list[Finding], one: Component, other: Component) -> None:
    pair = [
        each.model_copy(update={"component": one if place % 2 else other, "strength": 1.0})
        for place, each in enumerate(found)
    ]
    assert weighed(pair).posterior < TABLE.thresholds.authentic.value


@unhurried
@given(many)
def test_contributions_sum_to_the_total_and_nothing_is_claimed_beyond_the_caps(found: list[Finding]) -> None:
    result = weighed(found)
    assert sum(each.log10_lr for each in result.contributions) == pytest.approx(result.log10_lr, abs=1e-5)
    assert abs(result.log10_lr) <= sum(each.cap for each in TABLE.examiners)
    assert 0.0001 < result.posterior < 0.9999
