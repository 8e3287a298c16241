"""What the catalogue's rules say about the numbers claimed, or read where none is claimed."""

from collections.abc import Iterator, Sequence

from models.catalogue import Judgement, Plausibility
from models.vocabulary.finding import Finding
from models.vocabulary.views import Component
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.finding import CLEAR, ruled
from pipeline.examiners.identity.judge_numbers import labelled_serials
from pipeline.examiners.identity.reading import Place, Reading


def judge_claim(readings: Sequence[Reading], expected: Expected) -> Iterator[Finding]:
    """Ask the catalogue about reference, serial, year and calibre."""
    claim, catalogue = expected.claim, expected.catalogue
    if claim.reference is not None:
        judgement = catalogue.judge_reference(claim.brand, claim.reference, year=claim.year, model=claim.model)
        yield ruled(judgement, Component.WHOLE, "reference_exists", "The claimed reference")
    yield from _serial(readings, expected)
    if claim.calibre is not None:
        judgement = catalogue.judge_calibre(claim.brand, claim.calibre, reference=claim.reference)
        yield ruled(judgement, Component.MOVEMENT, "calibre_fits", "The claimed calibre")


def _serial(readings: Sequence[Reading], expected: Expected) -> Iterator[Finding]:
    """Judge the claimed serial; where none is claimed, one that is clearly labelled on a photo."""
    claim = expected.claim
    read = None if claim.serial else next(iter(labelled_serials(readings)), None)
    if claim.serial is not None:
        yield from _numbered(claim.serial, "The claimed serial number", None, expected)
    elif read is not None and read.confidence >= CLEAR:
        yield from _numbered(read.seen, "The serial number on the watch", read, expected)


def _numbered(serial: str, about: str, read: Place | None, expected: Expected) -> Iterator[Finding]:
    claim, catalogue = expected.claim, expected.catalogue
    form = _with_owner(catalogue.judge_serial(claim.brand, serial), serial, expected)
    yield ruled(form, Component.SERIAL, "serial_format", about, read=read)
    if claim.year is not None or expected.entry is not None:
        years = catalogue.judge_serial(claim.brand, serial, year=claim.year, reference=claim.reference)
        if form.plausibility is not Plausibility.IMPLAUSIBLE:
            yield ruled(years, Component.SERIAL, "year_fits", about, read=read)


def _with_owner(judgement: Judgement, serial: str, expected: Expected) -> Judgement:
    """Name the one other brand whose serial numbers have this form, where it is not the claimed brand's."""
    if judgement.plausibility is Plausibility.PLAUSIBLE:
        return judgement
    others = [brand for brand in expected.catalogue.brands if brand is not expected.brand]
    owners = [brand.name for brand in others if _fits(brand.name, serial, expected)]
    if len(owners) != 1:
        return judgement
    return judgement.model_copy(update={"why": f"{judgement.why}; it has a form that {owners[0]} uses"})


def _fits(brand: str, serial: str, expected: Expected) -> bool:
    return expected.catalogue.judge_serial(brand, serial).plausibility is Plausibility.PLAUSIBLE
