"""Which watches a claim can be of: the ones that exist, or the ones that the project draws."""

from models.catalogue import Catalogue
from models.scoring.table import Domain
from models.vocabulary.claim import Claim


def domain_of(claim: Claim, catalogue: Catalogue) -> Domain:
    """Return the domain of a claimed watch.

    A brand that the catalogue calls fictional exists in drawings only, so that whatever is claimed of it can be
    weighed with what was fitted on drawings, and its certificate misleads nobody. Every other claim, of brands that
    the catalogue does not know included, counts as one of a real watch.
    """
    brand = catalogue.brand(claim.brand)
    return Domain.RENDERED if brand is not None and brand.fictional else Domain.REAL


def brand_name(claim: Claim, catalogue: Catalogue) -> str:
    """Return the brand as the catalogue writes it, or as claimed where it does not know it."""
    brand = catalogue.brand(claim.brand)
    return claim.brand if brand is None else brand.name
