import pytest

from models.scoring.fit.gather import ENOUGH, Key, is_genuine, observed
from models.scoring.labelled import LabelledCase, Severity, Truth
from models.scoring.table import Domain
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from tests.support.watch_case import finding

SUPPORTS, CONTRADICTS, NEUTRAL, UNREADABLE = (
    Bearing.SUPPORTS,
    Bearing.CONTRADICTS,
    Bearing.NEUTRAL,
    Bearing.UNREADABLE,
)


def dial(bearing: Bearing, strength: float) -> Finding:
    return finding("dial", Component.DIAL, "minute_track", bearing, strength)


def case(*findings: Finding, genuine: bool = True, watch: str = "w", defect: str = "") -> LabelledCase:
    severity = Severity.NONE if genuine else Severity.SEVERE
    truth = Truth(genuine=genuine, defect=defect, severity=severity, watch=watch, reference="r", domain=Domain.RENDERED)
    return LabelledCase(name=f"{watch}{defect}", truth=truth, shown=(Component.DIAL,), findings=findings)


@pytest.mark.parametrize(
    ("findings", "signed"),
    [
        ((dial(SUPPORTS, 0.6), dial(SUPPORTS, 0.8)), [0.7]),
        ((dial(SUPPORTS, 0.9), dial(CONTRADICTS, 0.4), dial(CONTRADICTS, 0.7)), [-0.7]),
        ((dial(NEUTRAL, 0.9),), [0.0]),
        ((dial(SUPPORTS, 0.8), dial(NEUTRAL, 0.9)), [0.4]),
        ((dial(UNREADABLE, 0.9),), []),
        ((dial(SUPPORTS, 0.8), dial(UNREADABLE, 0.9)), [0.8]),
    ],
)
def test_of_several_photos_the_clearest_contradiction_counts_else_the_mean(
    findings: tuple[Finding, ...], signed: list[float]
) -> None:
    found = observed([case(*findings)])
    assert [each.signed.tolist() for each in found.values()] == ([pytest.approx(signed)] if signed else [])


def test_one_criterion_on_two_components_is_seen_twice() -> None:
    both = [finding("reference", each, "form") for each in (Component.DIAL, Component.CASEBACK)]
    assert len(observed([case(*both)])[Key("reference", "form")]) == 2


@pytest.mark.parametrize(("watches", "apart"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_a_component_that_was_seen_enough_is_fitted_apart(watches: int, *, apart: bool) -> None:
    dial_only = [finding("reference", Component.DIAL, "form")]
    both = [*dial_only, finding("reference", Component.CASEBACK, "form")]
    kinds = [(both, True), (both, False), (dial_only, True)]
    cases = [case(*found, genuine=kind, watch=f"{n}-{kind}") for n in range(watches) for found, kind in kinds]
    keys = observed(cases)
    assert (Key("reference", "form", Component.CASEBACK) in keys) is apart
    assert len(keys[Key("reference", "form")]) == 5 * watches


def test_a_sample_counts_watches_as_altered_and_not_photos() -> None:
    right, wrong = dial(SUPPORTS, 0.9), dial(CONTRADICTS, 0.9)
    cases = [
        case(right, watch="a"),
        case(right, watch="a"),
        case(wrong, watch="b"),
        case(wrong, watch="a", genuine=False, defect="x"),
        case(right, watch="a", genuine=False, defect="y"),
    ]
    sample = observed(cases)[Key("dial", "minute_track")].sample
    assert (sample.genuine, sample.genuine_contradicted) == (2, 1)
    assert (sample.counterfeit, sample.counterfeit_supported) == (2, 1)


def test_a_slight_defect_counts_as_genuine() -> None:
    slight = case(genuine=False, defect="x")
    truth = slight.truth.model_copy(update={"severity": Severity.SLIGHT})
    assert is_genuine(slight.model_copy(update={"truth": truth}))
    assert not is_genuine(slight)
