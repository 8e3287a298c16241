"""What the catalogue knows about a brand. Every row names the publication that it rests on."""

from typing import Annotated, Literal

from pydantic import Field

from models.catalogue.years import Span
from models.vocabulary.value import Value

MIN_SOURCE, MAX_SOURCE = 8, 240
"""Characters: shorter is no title, longer is prose."""

Source = Annotated[str, Field(min_length=MIN_SOURCE, max_length=MAX_SOURCE)]
"""Title of a publication, page or organisation, with its year or address."""

Kind = Literal["automatic", "manual", "quartz", "solar", "kinetic", "spring drive", "mechanical quartz"]


class Calibre(Value):
    """A movement that the brand puts into its watches.

    :ivar name: as engraved or as the brand writes it.
    :ivar aliases: other names of the same movement, such as its maker's.
    :ivar frequency: beats an hour.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None
    jewels: int | None = Field(default=None, ge=0, le=200)
    frequency: int | None = Field(default=None, ge=7200)
    years: Span | None = None
    source: Source


class Reference(Value):
    """A reference that people sell; its source is its model's.

    :ivar years: of production as published; None where sources disagree too much or none was found.
    :ivar calibres: all that the reference is known with; empty where that is not known.
    """

    reference: str
    years: Span | None = None
    calibres: tuple[str, ...] = ()


class Model(Value):
    """A model and what its dial is expected to say.

    :ivar dial_text: wording of the dial beyond the brand's name. Variants may lack a line: absence proves nothing.
    """

    name: str
    aliases: tuple[str, ...] = ()
    dial_text: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    source: Source


class ReferenceFormat(Value):
    """How the brand writes a kind of reference.

    :ivar pattern: regular expression for the whole reference in capitals without blanks.
    :ivar complete: True where the catalogue lists every reference of this form, so that another is invented.
    """

    pattern: str
    meaning: str
    years: Span | None = None
    complete: bool = False
    examples: tuple[str, ...] = Field(min_length=1)
    source: Source


class ByEra(Value):
    """The form itself dates the watch: it was used in the format's ``years`` only."""

    kind: Literal["era"] = "era"


class ByTable(Value):
    """Numbers rise with the years: the digits of the serial are looked up.

    :ivar points: (lowest number, year in which it was reached), rising in both.
    """

    kind: Literal["table"] = "table"
    points: tuple[tuple[int, int], ...] = Field(min_length=2)


class ByLetter(Value):
    """A letter stands for a span of years: the pattern's group ``year``."""

    kind: Literal["letter"] = "letter"
    letters: dict[str, Span]


class ByDigit(Value):
    """A digit is the last of the year, so that the decade stays open: the pattern's group ``year``."""

    kind: Literal["digit"] = "digit"


Dating = Annotated[ByEra | ByTable | ByLetter | ByDigit, Field(discriminator="kind")]


class SerialFormat(Value):
    """How the brand writes serial numbers in an era, and what they say about the year.

    :ivar pattern: regular expression for the whole serial in capitals without blanks.
    :ivar where: where it is engraved.
    :ivar years: in which this form was used.
    :ivar dating: how the year follows; None where the serial does not tell.
    :ivar tolerance: years by which a dating may be off: published tables contradict each other, and a watch is sold
        after its case or movement was numbered. Not used for what carries no year.
    :ivar exhaustive: True where the brand used no form in ``years`` that the catalogue lacks. Only there does a
        serial that fits nothing speak against the watch.
    """

    pattern: str
    meaning: str
    where: str
    years: Span
    dating: Dating | None = None
    tolerance: int = Field(default=0, ge=0, le=15)
    exhaustive: bool = False
    examples: tuple[str, ...] = Field(min_length=1)
    source: Source


class Brand(Value):
    """A brand.

    :ivar dial_marks: wording that its dials carry, whatever the model.
    :ivar fake_spellings: misspellings that a source reports from counterfeits.
    """

    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    founded: int | None = Field(default=None, ge=1700, le=2100)
    fictional: bool = False
    source: Source
    dial_marks: tuple[str, ...] = ()
    fake_spellings: tuple[str, ...] = ()
    models: tuple[Model, ...] = ()
    reference_formats: tuple[ReferenceFormat, ...] = ()
    serial_formats: tuple[SerialFormat, ...] = ()
    calibres: tuple[Calibre, ...] = ()
