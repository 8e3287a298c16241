"""Brands, references, calibres and serial-number rules; every row names its source.

``load()`` gives the catalogue; its data lies in ``brands/``, one TOML file a brand.
"""

from models.catalogue.brand import Brand, Calibre, Model, Reference, ReferenceFormat, SerialFormat
from models.catalogue.judgement import Judgement, Plausibility
from models.catalogue.lookup import Catalogue, load
from models.catalogue.rules import Entry

__all__ = [
    "Brand",
    "Calibre",
    "Catalogue",
    "Entry",
    "Judgement",
    "Model",
    "Plausibility",
    "Reference",
    "ReferenceFormat",
    "SerialFormat",
    "load",
]
