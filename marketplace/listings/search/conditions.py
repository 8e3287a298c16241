"""What a search is narrowed by, as conditions of SQL. No text of a request ever becomes a part of a statement."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import sql

from marketplace.directory.geography import Place
from marketplace.listings.search.database import Query
from marketplace.listings.search.words import Words

KM_OF_A_DEGREE = 111.195
"""Of a meridian, on a sphere of 6371 km."""

GROUPS = ("brand", "condition", "country", "box", "papers", "currency", "band")

DISTANCE = sql.SQL(
    "2 * 6371 * asin(least(1, sqrt(sin(radians(latitude - %(latitude)s) / 2) ^ 2"
    " + cos(radians(%(latitude)s)) * cos(radians(latitude)) * sin(radians(longitude - %(longitude)s) / 2) ^ 2)))"
)
"""Kilometres by the haversine formula; R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    :ivar values: of the names in it; a name means the same in all conditions of a search.
    :ivar column: the one that it is about, where there is an order by it.
    :ivar parts: conditions that all hold where it holds: no more match it than match any of them.
    :ivar alone: whether it has an index that is better not combined with that of words.
    """

    text: Query
    values: Mapping[str, Any] = field(default_factory=dict)
    column: str = ""
    parts: tuple["Condition", ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for beside words.

    :ivar facets: by group, the values of which one must be there. :ivar currency: ISO 4217; empty: any.
    :ivar ranges: by column, least and most, both included; None where there is no end.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = ""
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    near: Place | None = None

    def without(self, group: str) -> "Filters":
        """Return them without one group of facets."""
        return replace(self, facets={name: wanted for name, wanted in self.facets.items() if name != group})

    def conditions(self) -> list[Condition]:
        """Return them as conditions."""
        found = [_one_of(group, wanted) for group, wanted in self.facets.items() if wanted]
        if self.currency:
            found.append(Condition(sql.SQL("currency = %(currency)s"), {"currency": self.currency}, "currency"))
        found += [each for column, ends in self.ranges.items() for each in _between(column, *ends)]
        return found + (_around(self.near) if self.near else [])


def titled(words: Words) -> Condition:
    """Return the condition that a title has the words."""
    return _worded("title", words.title, words.titles)


def mentioned(words: Words) -> Condition:
    """Return the condition that title and description together have the words."""
    return _worded("document", words.document, words.documents)


def _worded(column: str, whole: str, words: Sequence[str]) -> Condition:
    def has(name: str, asked: str) -> Condition:
        text = sql.SQL("{} @@ {}::tsquery").format(sql.Identifier(column), sql.Placeholder(name))
        return Condition(text, {name: asked})

    one_by_one = tuple(has(f"{column}_{number}", asked) for number, asked in enumerate(words))
    return replace(has(column, whole), parts=one_by_one)


def _one_of(group: str, wanted: Sequence[str]) -> Condition:
    """Return the condition that one of some values is there. Brands are compared as they are kept."""
    names = [f"{group}_{number}" for number in range(len(wanted))]
    kept = sql.SQL("btrim(listings_words({}))" if group == "brand" else "{}")
    values = sql.SQL(", ").join(sql.SQL("{} || ").format(f"{group}:") + kept.format(sql.Placeholder(n)) for n in names)
    return Condition(sql.SQL("facets && ARRAY[{}]").format(values), dict(zip(names, wanted, strict=True)))


def _between(column: str, least: int | None, most: int | None) -> list[Condition]:
    ends = ((sql.SQL(">="), "least", least), (sql.SQL("<="), "most", most))
    return [
        Condition(
            sql.SQL("{} {} {}").format(sql.Identifier(column), sign, sql.Placeholder(f"{end}_{column}")),
            {f"{end}_{column}": value},
            column,
        )
        for sign, end, value in ends
        if value is not None
    ]


def _around(near: Place) -> list[Condition]:
    """Return a box that an index knows, and the circle in it. The box may span the date line, or hold a pole."""
    tall = near.km / KM_OF_A_DEGREE
    south, north = near.latitude - tall, near.latitude + tall
    here = {"latitude": near.latitude, "longitude": near.longitude, "km": near.km, "south": south, "north": north}
    box: Query = sql.SQL("latitude BETWEEN %(south)s AND %(north)s")
    if south > -90 and north < 90:  # noqa: PLR2004 - the poles, where every meridian is near
        meridians = _meridians(near)
        box, here = box + sql.SQL(" AND ") + meridians.text, {**here, **meridians.values}
    return [Condition(box, here, alone=True), Condition(sql.SQL("{} <= %(km)s").format(DISTANCE), here)]


def _meridians(near: Place) -> Condition:
    reach = math.sin(near.km / KM_OF_A_DEGREE * math.pi / 180) / math.cos(math.radians(near.latitude))
    wide = math.degrees(math.asin(min(1.0, reach)))
    west, east = near.longitude - wide, near.longitude + wide
    if west < -180 or east > 180:  # noqa: PLR2004 - the date line
        ends = {"west": (west + 180) % 360 - 180, "east": (east + 180) % 360 - 180}
        return Condition(sql.SQL("(longitude >= %(west)s OR longitude <= %(east)s)"), ends)
    return Condition(sql.SQL("longitude BETWEEN %(west)s AND %(east)s"), {"west": west, "east": east})
