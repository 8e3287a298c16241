"""The catalogue as the examiners ask it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import resources

from models.catalogue import rules, serials
from models.catalogue.brand import Brand
from models.catalogue.judgement import Judgement, Plausibility
from models.catalogue.reading import read_brand
from models.catalogue.rules import Entry
from models.catalogue.spelling import fold, skeleton


class Catalogue:
    """Brands, references, calibres and serial-number rules.

    Text that is asked about may be anything: a method that judges never raises for it, and never repeats it.

    :param version: digest of the data, 64 hexadecimal digits.
    """

    def __init__(self, brands: Iterable[Brand], version: str) -> None:
        self._brands = tuple(sorted(brands, key=lambda brand: brand.name))
        self._version = version
        self._names = {fold(name): brand for brand in self._brands for name in (brand.name, *brand.aliases)}
        self._references: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries():
            self._references[skeleton(entry.reference.reference)].append(entry)

    def _entries(self) -> Iterable[Entry]:
        for brand in self._brands:
            for model in brand.models:
                for reference in model.references:
                    yield Entry(brand, model, reference)

    @property
    def version(self) -> str:
        """Digest of the data: two catalogues of the same version answer alike."""
        return self._version

    @property
    def brands(self) -> tuple[Brand, ...]:
        """Every brand, by name."""
        return self._brands

    def brand(self, name: str) -> Brand | None:
        """Return the brand of this name or alias, whatever its case, accents and punctuation."""
        return self._names.get(fold(name))

    def find_reference(self, brand: str, reference: str) -> Entry | None:
        """Return what the catalogue lists under this reference of the brand, also where a dial or strap is appended."""
        known = self.brand(brand)
        if known is None:
            return None
        return next((entry for entry in self._spelled(reference) if entry.brand is known), None)

    def _spelled(self, reference: str) -> Iterable[Entry]:
        for spelling in rules.spellings(reference):
            yield from self._references.get(spelling, ())

    def judge_reference(
        self, brand: str, reference: str, *, year: int | None = None, model: str | None = None
    ) -> Judgement:
        """Judge whether the brand made this reference, in this year and as this model where they are claimed.

        Plausible: the catalogue lists it and nothing contradicts. Implausible: the listed one is another model or of
        other years, all of its form are listed and it is not among them, or it is another brand's. Unknown: the rest.
        """
        known = self.brand(brand)
        if known is None:
            return _no_such_brand()
        entry = self.find_reference(brand, reference)
        if entry is not None:
            return rules.judge_listed(entry, year=year, model=model)
        elsewhere = self._references.get(skeleton(reference), ())
        return rules.judge_unlisted(known, reference, year=year, elsewhere=elsewhere)

    def judge_serial(
        self, brand: str, serial: str, *, year: int | None = None, reference: str | None = None
    ) -> Judgement:
        """Judge whether the brand could have given this serial, in this year and to this reference where claimed.

        The sentence names the tolerance that was allowed, and never the serial.
        """
        known = self.brand(brand)
        if known is None:
            return _no_such_brand()
        entry = self.find_reference(brand, reference) if reference is not None else None
        return serials.judge(known, serial, year, entry.reference if entry is not None else None)

    def judge_calibre(self, brand: str, calibre: str, *, reference: str | None = None) -> Judgement:
        """Judge whether the brand uses this calibre, and in this reference where it is claimed and listed."""
        known = self.brand(brand)
        if known is None:
            return _no_such_brand()
        entry = self.find_reference(brand, reference) if reference is not None else None
        elsewhere = any(rules.name_calibre(other, calibre) for other in self._brands if other is not known)
        return rules.judge_calibre(known, calibre, entry=entry, elsewhere=elsewhere)

    def serial_years(self, brand: str, serial: str) -> tuple[int, int] | None:
        """Return the first and last year that the serial means, without tolerance.

        None where the brand or form is unknown, where the form carries no year, or where it means several spans.
        """
        known = self.brand(brand)
        return serials.years_of(known, serial) if known is not None else None


def _no_such_brand() -> Judgement:
    return Judgement(plausibility=Plausibility.UNKNOWN, why="the catalogue does not know this brand")


@cache
def load() -> Catalogue:
    """Return the catalogue that the package carries, read and checked once for each process."""
    files = (file for file in resources.files("models.catalogue").joinpath("brands").iterdir())
    texts = {file.name: file.read_text("utf-8") for file in files if file.name.endswith(".toml")}
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(f"{name}\n{texts[name]}\n".encode())
    return Catalogue((_read(name, text) for name, text in texts.items()), digest.hexdigest())


def _read(name: str, text: str) -> Brand:
    try:
        return read_brand(text)
    except ValueError as error:
        raise ValueError(f"models/catalogue/brands/{name}: {error}") from error
