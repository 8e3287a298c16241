"""Brands, references, calibres and serial-number rules; every row names its source."""

from models.catalogue.judgement import Judgement, Plausibility

__all__ = ["Catalogue", "Judgement", "Plausibility"]


class Catalogue:
    """Replaced by the real one."""
