import pytest

from models.profiles import requirements
from models.scoring import tables
from models.scoring.cover import coverage
from models.scoring.decide import Evidence, decide
from models.scoring.explain import explain, grounds
from models.scoring.table import Domain, Table
from models.scoring.weigh import weigh
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.verdict import Assurance
from models.vocabulary.views import Component, Profile
from tests.support.watch_case import CLAIM, CONSISTENT, finding

TABLE = tables.load("judgement-2")
CONTRADICTS = Bearing.CONTRADICTS
FITS = [finding("vision", part, each) for part, criteria in CONSISTENT.items() for each in criteria]


def told(findings: list[Finding], assurance: Assurance = Assurance.VISION, claim: Claim = CLAIM) -> str:
    needs = requirements(Profile.WATCH, claim)
    shown = frozenset(Component)
    evidence = Evidence(
        findings=tuple(findings),
        needs=needs,
        table=TABLE,
        weighed=weigh(findings, shown, TABLE, Domain.REAL, complete=True),
        coverage=coverage(needs, findings, shown, TABLE),
        assurance=assurance,
        several_dials=False,
    )
    return explain(claim, evidence, decide(evidence))


def test_a_confirmation_says_what_was_claimed_seen_and_not_seen_how_surely_and_by_whom() -> None:
    text = told(FITS)
    assert text.startswith("The claim: Aldenmoor Tidewatch, reference AM-2204, calibre AM31, made in 2023.")
    assert "In its favour speak the dial, " in text
    assert "Nothing that counts speaks against it." in text
    assert "enough to confirm the claim" in text
    assert "from 50 % before anyone looked" in text
    assert "declared by judgement and waits" in text
    assert "Not seen: the movement" in text
    assert text.endswith("a vision model looked; no person has.")


def test_a_flaw_is_named_by_the_part_that_shows_it() -> None:
    flaw = finding("vision", Component.CROWN, "finishing", CONTRADICTS, 0.9)
    text = told([*(each for each in FITS if each.component is not Component.CROWN), flaw])
    assert "Against it speaks the crown (1 sign in all)." in text
    assert "not enough for an answer either way" in text


def test_a_counterfeit_is_said_plainly() -> None:
    wrong = [each.model_copy(update={"bearing": CONTRADICTS}) for each in FITS]
    assert "enough to say that the claim is not true" in told(wrong)


def test_where_nothing_was_seen_nothing_speaks() -> None:
    text = told([], Assurance.NONE)
    assert "Nothing that was seen speaks clearly" in text
    assert "Nobody has looked" in text


def test_of_photos_of_several_watches_nothing_is_said() -> None:
    several = finding("vision", Component.WHOLE, "one_watch", CONTRADICTS, 0.9)
    text = told([*FITS, several])
    assert "nothing can be said of it" in text
    assert "%" not in text


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (Claim(brand="Omega"), "a watch by Omega."),
        (Claim(brand="Omega", model="Speedmaster", part=Component.DIAL), "the dial of Omega Speedmaster."),
        (Claim(brand="Omega", year=1969), "a watch by Omega, made in 1969."),
    ],
)
def test_a_claim_is_told_in_words(claim: Claim, said: str) -> None:
    assert told(FITS, claim=claim).startswith(f"The claim: {said}")


def test_the_claimed_serial_number_is_not_told() -> None:
    assert CLAIM.serial is not None
    assert CLAIM.serial not in told(FITS)


@pytest.mark.parametrize("component", Component)
def test_a_paragraph_fits_into_a_report(component: Component) -> None:
    long = Claim(brand="W" * 120, model="W" * 120, reference="W" * 120, calibre="W" * 120, year=2000)
    assert len(told([finding("vision", component, "finishing", CONTRADICTS)], claim=long)) < 1100


@pytest.mark.parametrize(
    ("domain", "said"),
    [(Domain.RENDERED, "12 drawn watches, and holds for drawn watches only"), (Domain.REAL, "12 real watches")],
)
def test_a_fitted_table_says_on_how_many_watches_it_rests(domain: Domain, said: str) -> None:
    rows = [
        {
            **row.model_dump(),
            "sample": {"genuine": 9, "genuine_contradicted": 0, "counterfeit": 9, "counterfeit_supported": 0},
        }
        for row in TABLE.rows
    ]
    fitted = Table.model_validate({**TABLE.model_dump(), "domain": domain, "sample_size": 12, "rows": rows})
    assert said in grounds(fitted)
