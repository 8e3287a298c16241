"""Takes rows of people's records into the catalogue's form, or says why not. Pure: rows in, rows out."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from models.catalogue.brand import MIN_SOURCE, Kind
from models.catalogue.cells import MAX_CELL, clean, read_count, read_kind, read_name, read_rate, read_reference
from models.catalogue.lookup import Catalogue
from models.catalogue.spelling import fold, skeleton
from models.catalogue.years import Unclear, Years, read_years
from models.vocabulary.value import Value

WATCH_COLUMNS = {
    "brand": ("brand", "info_brand", "make"),
    "reference": ("reference", "info_cataloguereference", "reference_number", "ref"),
    "years": ("years", "year", "info_productionyear", "production_year"),
    "years_again": ("index_year",),
    "model": ("model", "info_series", "series", "collection"),
    "calibre": ("calibre", "caliber", "movement"),
    "source": ("source",),
}
"""Field, and the columns it may stand in, compared without case; blanks count as ``_``."""

CALIBRE_COLUMNS = {
    "maker": ("manufacturer", "maker"),
    "name": ("modelreference", "name"),
    "kind": ("type", "kind"),
    "jewels": ("jewels",),
    "frequency": ("frequency", "rate"),
}

_Read = TypeVar("_Read")


class WatchRow(Value):
    """A reference as a record states it."""

    form: Literal["watch"] = "watch"
    brand: str
    reference: str
    model: str | None = None
    years: Years | None = None
    calibre: str | None = None
    source: str


class CalibreRow(Value):
    """A calibre as a record states it."""

    form: Literal["calibre"] = "calibre"
    maker: str
    name: str
    kind: Kind | None = None
    jewels: int | None = None
    frequency: int | None = None
    source: str


Row = Annotated[WatchRow | CalibreRow, Field(discriminator="form")]


class LeftOut(Value):
    """A field that the row is taken without, and why."""

    field: str
    why: str


class Taken(Value):
    """A row that was taken.

    :ivar number: of the row in the file, the first after the heading being 1.
    """

    outcome: Literal["taken"] = "taken"
    number: int
    row: Row
    left_out: tuple[LeftOut, ...] = ()


class Refused(Value):
    """A row that was not taken: which field stands in the way, and why. The cell itself is not repeated."""

    outcome: Literal["refused"] = "refused"
    number: int
    field: str
    why: str


Result = Annotated[Taken | Refused, Field(discriminator="outcome")]


class _Bad(Exception):
    """How a reader of fields leaves a row that cannot be taken; caught in this module."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why


def take_rows(rows: Iterable[object], *, catalogue: Catalogue, source: str) -> tuple[Taken | Refused, ...]:
    """Take each row, or refuse it with field and reason.

    :param rows: mappings of column to cell; anything else is refused. Cells may be of any type.
    :param catalogue: whose spelling of a brand is taken over where it knows the brand.
    :param source: of rows that do not name their own.
    """
    seen: dict[tuple[str, str, str], int] = {}
    return tuple(_take(number, row, catalogue, source, seen) for number, row in enumerate(rows, start=1))


def _take(
    number: int, row: object, catalogue: Catalogue, source: str, seen: dict[tuple[str, str, str], int]
) -> Taken | Refused:
    if not isinstance(row, Mapping):
        return Refused(number=number, field="row", why="is not a row of named columns")
    cells = {str(column).strip().casefold().replace(" ", "_"): cell for column, cell in row.items() if column}
    left_out: list[LeftOut] = []
    try:
        taken = _calibre(cells, source, left_out) if _is_calibre(cells) else _watch(cells, catalogue, source, left_out)
    except _Bad as bad:
        return Refused(number=number, field=bad.field, why=bad.why)
    first = seen.setdefault(_key(taken), number)
    if first != number:
        return Refused(number=number, field="row", why=f"repeats row {first}")
    return Taken(number=number, row=taken, left_out=tuple(left_out))


def _is_calibre(cells: Mapping[str, object]) -> bool:
    return not any(column in cells for column in WATCH_COLUMNS["reference"]) and any(
        column in cells for column in (*CALIBRE_COLUMNS["maker"], "modelreference")
    )


def _key(row: WatchRow | CalibreRow) -> tuple[str, str, str]:
    if isinstance(row, WatchRow):
        return row.form, fold(row.brand), skeleton(row.reference)
    return row.form, fold(row.maker), fold(row.name)


def _watch(cells: Mapping[str, object], catalogue: Catalogue, source: str, left_out: list[LeftOut]) -> WatchRow:
    brand = _needed("brand", read_name(_cell(cells, WATCH_COLUMNS, "brand")))
    known = catalogue.brand(brand)
    return WatchRow(
        brand=known.name if known is not None else brand,
        reference=_needed("reference", read_reference(_cell(cells, WATCH_COLUMNS, "reference"))),
        years=_years(cells),
        model=_spare("model", read_name(_cell(cells, WATCH_COLUMNS, "model")), left_out),
        calibre=_spare("calibre", read_name(_cell(cells, WATCH_COLUMNS, "calibre")), left_out),
        source=_source(cells) or source,
    )


def _years(cells: Mapping[str, object]) -> Years | None:
    years = _sound("years", read_years(_cell(cells, WATCH_COLUMNS, "years")))
    again = read_years(_cell(cells, WATCH_COLUMNS, "years_again"))
    if years is not None and isinstance(again, Years) and not years.meets(again):
        raise _Bad("years", "contradicts another column of the row")
    return years


def _calibre(cells: Mapping[str, object], source: str, left_out: list[LeftOut]) -> CalibreRow:
    return CalibreRow(
        maker=_needed("maker", read_name(_cell(cells, CALIBRE_COLUMNS, "maker"))),
        name=_needed("name", read_name(_cell(cells, CALIBRE_COLUMNS, "name"))),
        kind=_spare("kind", read_kind(_cell(cells, CALIBRE_COLUMNS, "kind")), left_out),
        jewels=_sound("jewels", read_count(_cell(cells, CALIBRE_COLUMNS, "jewels"))),
        frequency=_sound("frequency", read_rate(_cell(cells, CALIBRE_COLUMNS, "frequency"))),
        source=_source(cells) or source,
    )


def _cell(cells: Mapping[str, object], columns: Mapping[str, tuple[str, ...]], field: str) -> str:
    value = next((cells[column] for column in columns[field] if column in cells), None)
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise _Bad(field, "is not text")
    text = clean(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))
    if len(text) > MAX_CELL:
        raise _Bad(field, f"is longer than {MAX_CELL} characters")
    return text


def _source(cells: Mapping[str, object]) -> str:
    text = _cell(cells, WATCH_COLUMNS, "source")
    if text and len(text) < MIN_SOURCE:
        raise _Bad("source", f"is shorter than {MIN_SOURCE} characters: give title and year")
    return text


def _sound(field: str, read: _Read | Unclear) -> _Read:
    if isinstance(read, Unclear):
        raise _Bad(field, read.why)
    return read


def _needed(field: str, read: _Read | Unclear | None) -> _Read:
    sound = _sound(field, read)
    if sound is None:
        raise _Bad(field, "is not recorded")
    return sound


def _spare(field: str, read: _Read | Unclear, left_out: list[LeftOut]) -> _Read | None:
    if isinstance(read, Unclear):
        left_out.append(LeftOut(field=field, why=read.why))
        return None
    return read
