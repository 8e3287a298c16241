import pytest

from models import catalogue
from models.scoring import tables
from models.scoring.domain import brand_name, domain_of
from models.scoring.table import Domain
from models.vocabulary.claim import Claim

CATALOGUE = catalogue.load()


@pytest.mark.parametrize("brand", [each for each in CATALOGUE.brands if each.fictional], ids=lambda each: each.name)
def test_a_fictional_brand_can_only_be_of_a_drawn_watch(brand: catalogue.Brand) -> None:
    assert domain_of(Claim(brand=brand.name.upper()), CATALOGUE) is Domain.RENDERED


@pytest.mark.parametrize("brand", ["Omega", "Rolex", "A brand that nobody knows", "Aldenmoor & Sons"])
def test_every_other_claim_is_of_a_real_watch(brand: str) -> None:
    assert domain_of(Claim(brand=brand), CATALOGUE) is Domain.REAL


def test_what_weighs_real_watches_was_fitted_to_no_drawing() -> None:
    assert tables.current(Domain.REAL).covers(Domain.REAL)


def test_a_brand_is_named_as_the_catalogue_writes_it() -> None:
    assert brand_name(Claim(brand="OMEGA"), CATALOGUE) == "Omega"
    assert brand_name(Claim(brand="Nobody's"), CATALOGUE) == "Nobody's"
