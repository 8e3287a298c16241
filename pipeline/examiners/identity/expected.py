"""What the claim and the catalogue let us expect to be written, and what would speak against the claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from models.catalogue import Brand, Catalogue, Entry, Model
from models.catalogue.spelling import fold, skeleton
from models.vocabulary.claim import Claim
from pipeline.examiners.identity.letters import alike, depths

GENERIC = frozenset(
    """
    ANTIMAGNETIC AUTOMATIC AUTOMATIQUE CALENDAR CALIBRE CERTIFIED CHRONOGRAPH CHRONOGRAPHE CHRONOMETER CHRONOMETRE
    COSC DATE DAY DIVER FEET GENEVE INCABLOC JAPAN JEWELS LIMITED EDITION MADE MASTER METERS METRES MOVEMENT MOVT
    OFFICIALLY ORIGINAL PERPETUAL POWER PROFESSIONAL QUARTZ RESERVE RESIST RESISTANT SHOCK SOLAR SPORT STAINLESS
    STEEL SUPERLATIVE SWISS TACHYMETER TACHYMETRE TITANIUM WATER
    """.split()  # noqa: SIM905  one word a line would fill the page
)
"""Words that stand on watches of many makers: never evidence for one, and never a misspelling of another word."""

_SHORTEST_NAME = 3
"""Letters: ``IWC`` is a name; two letters occur in any print."""

_SHORTEST_SPELLED = 5
"""Letters: a shorter word has too many neighbours for a difference of one letter to mean anything."""


@dataclass(frozen=True)
class Expected:
    """The claim seen through the catalogue. Everything is optional but the claimed brand's name."""

    claim: Claim
    catalogue: Catalogue

    @cached_property
    def brand(self) -> Brand | None:
        """The claimed brand's row."""
        return self.catalogue.brand(self.claim.brand)

    @cached_property
    def entry(self) -> Entry | None:
        """The claimed reference's row."""
        reference = self.claim.reference
        return self.catalogue.find_reference(self.claim.brand, reference) if reference is not None else None

    @cached_property
    def model(self) -> Model | None:
        """The claimed model's row, by its name or else by the reference."""
        wanted = fold(self.claim.model or "")
        for model in self.brand.models if self.brand is not None and wanted else ():
            if wanted in {fold(name) for name in (model.name, *model.aliases)}:
                return model
        return self.entry.model if self.entry is not None else None

    @cached_property
    def brand_names(self) -> tuple[str, ...]:
        """How the claimed brand may be written."""
        return _names([self.claim.brand, *_brand_names(self.brand)])

    @cached_property
    def model_names(self) -> tuple[str, ...]:
        """How the claimed model may be written; empty where neither claim nor reference names one."""
        own = (self.model.name, *self.model.aliases) if self.model is not None else ()
        return _names([*([self.claim.model] if self.claim.model else []), *own])

    @cached_property
    def rivals(self) -> tuple[tuple[Brand, tuple[str, ...]], ...]:
        """The other brands with their names, without those whose name is part of what this dial may say."""
        own = {skeleton(text) for text in (*self.brand_names, *self.model_names, *self._written)}
        others = [(brand, _names(_brand_names(brand))) for brand in self.catalogue.brands if brand is not self.brand]
        return tuple((brand, _apart(names, own)) for brand, names in others if _apart(names, own))

    @cached_property
    def other_models(self) -> tuple[tuple[Model, tuple[str, ...]], ...]:
        """The brand's other models with those of their names that nothing else could mean."""
        if self.brand is None or not self.model_names:
            return ()
        own = {skeleton(text) for text in (*self.brand_names, *self.model_names, *self._written)}
        others = [model for model in self.brand.models if model is not self.model]
        telling = [(model, _apart(filter(_tells, (model.name, *model.aliases)), own)) for model in others]
        return tuple((model, names) for model, names in telling if names)

    @cached_property
    def wording(self) -> tuple[str, ...]:
        """What the dial should say beyond the names of brand and model."""
        names = {alike(name) for name in (*self.brand_names, *self.model_names)}
        return tuple(dict.fromkeys(text for text in self._written if alike(text) not in names))

    @cached_property
    def depths(self) -> frozenset[int]:
        """Depths in metres that the claimed model's dial names."""
        return frozenset(depth for text in self._written for depth in depths(text))

    @cached_property
    def other_depths(self) -> dict[int, str]:
        """Depths that only other models of the brand name, each with such a model."""
        if self.brand is None or not self.depths:
            return {}
        named = {depth: model.name for model in self.brand.models for text in model.dial_text for depth in depths(text)}
        return {depth: model for depth, model in named.items() if depth not in self.depths}

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Words whose spelling is known for this dial."""
        texts = (*self.brand_names, *self.model_names, *self._written)
        words = dict.fromkeys(skeleton(word) for text in texts for word in text.split())
        return tuple(word for word in words if len(word) >= _SHORTEST_SPELLED and word.isalpha())

    @cached_property
    def fake_spellings(self) -> frozenset[str]:
        """Misspellings that a source reports from counterfeits of this brand."""
        reported = self.brand.fake_spellings if self.brand is not None else ()
        return frozenset(skeleton(text) for text in reported)

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Every word that some watch rightly carries, as ``letters.alike`` compares it."""
        return _known_words(self.catalogue) | {alike(word) for word in self.spellings}

    @cached_property
    def public_numbers(self) -> tuple[str, ...]:
        """Numbers that a sentence may show: of what many watches share."""
        claimed = [text for text in (self.claim.reference, self.claim.calibre, self.claim.model) if text]
        if self.brand is None:
            return tuple(claimed)
        references = [each.reference for model in self.brand.models for each in model.references]
        names = [text for model in self.brand.models for text in (model.name, *model.aliases, *model.dial_text)]
        calibres = [text for calibre in self.brand.calibres for text in (calibre.name, *calibre.aliases)]
        return (*claimed, *references, *names, *calibres)

    @property
    def _written(self) -> tuple[str, ...]:
        marks = self.brand.dial_marks if self.brand is not None else ()
        return (*(self.model.dial_text if self.model is not None else ()), *marks)


def _known_words(catalogue: Catalogue) -> frozenset[str]:
    texts: list[str] = []
    for brand in catalogue.brands:
        texts += [*_brand_names(brand), *brand.dial_marks]
        texts += [text for model in brand.models for text in (model.name, *model.aliases, *model.dial_text)]
    return frozenset(alike(word) for text in texts for word in text.split()) | {alike(word) for word in GENERIC}


def _brand_names(brand: Brand | None) -> tuple[str, ...]:
    return (brand.name, *brand.aliases) if brand is not None else ()


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    unique = {skeleton(text): text for text in reversed(list(texts))}
    return tuple(text for plain, text in reversed(unique.items()) if len(plain) >= _SHORTEST_NAME)


def _apart(names: Iterable[str], own: set[str]) -> tuple[str, ...]:
    """Return the names that are no part of any of ``own`` (``Seiko`` is part of ``Grand Seiko``)."""
    return tuple(name for name in names if not any(skeleton(name) in text for text in own))


def _tells(name: str) -> bool:
    """Return whether a model's name could be nothing else: not a bare number, and not made of generic words."""
    long_enough = sum(character.isalpha() for character in name) > _SHORTEST_NAME
    return long_enough and any(skeleton(word) not in GENERIC for word in name.split())
