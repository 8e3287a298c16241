"""Finds what matches, in an order that an index has, reading no more of the table than it must.

Ordered reading has two bad cases: sorting everything that matches, where that is a lot, and walking along the index
past everything that does not, where that is a lot. Which of them comes is seen from how many entries match at most: as
many as have the rarest word, or the rarest facet. PostgreSQL's own statistics know that. Where it is few, all are read
and sorted. Where it is many, the order is walked window by window, each as wide as it takes to find what is wanted, and
the next one wider if it was not. Either way what is found is exact; the estimate decides how long it takes, no more.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from marketplace.listings.search.conditions import Condition
from marketplace.listings.search.database import Query, rows

FEW = 6000
"""Matches that are all read: they take about ten milliseconds."""
MANY = 12_000
"""Matches after which reading all stops: the estimate was wrong."""
LEAST_WINDOW = 200
ENOUGH = 10
"""Of what is just not few, a walk has met so many before it says that there are few."""
GROWTH = 8
"""How many times as wide as all before it a window may be."""

ENTRIES = sql.SQL("listings_searchentry")
EVERYTHING = Condition(sql.SQL("true"))
Key = tuple[int, ...]
Found = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order that an index has.

    :ivar columns: the last one tells any two entries apart. :ivar scope: of which column one value is ordered so.
    """

    columns: tuple[str, ...]
    rising: bool
    scope: tuple[str, ...] = ()

    @property
    def key(self) -> sql.Composed:
        """Return its columns, with commas between."""
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))

    @property
    def by(self) -> sql.Composed:
        """Return what follows ORDER BY."""
        way = sql.SQL(" ASC" if self.rising else " DESC")
        return sql.SQL(", ").join(sql.Identifier(each) + way for each in self.columns)

    def beyond(self, key: Key | None) -> Condition:
        """Return the condition of what comes after a place."""
        return self._side("after", key, sql.SQL(">") if self.rising else sql.SQL("<"))

    def up_to(self, key: Key | None) -> Condition:
        """Return the condition of what comes before a place, and of the place."""
        return self._side("until", key, sql.SQL("<=") if self.rising else sql.SQL(">="))

    def _side(self, name: str, key: Key | None, sign: sql.SQL) -> Condition:
        if key is None:
            return EVERYTHING
        names = [f"{name}_{column}" for column in self.columns]
        place = sql.SQL(", ").join(map(sql.Placeholder, names))
        text = sql.SQL("({}) {} ({})").format(self.key, sign, place)
        return Condition(text, dict(zip(names, key, strict=True)))


NEWEST = Order(("doc",), rising=False)
CHEAPEST = Order(("price_minor", "doc"), rising=True, scope=("currency",))
DEAREST = Order(("price_minor", "doc"), rising=False, scope=("currency",))


@dataclass(frozen=True, slots=True)
class Bound:
    """PostgreSQL's estimates, at least 1: how many match at most, as what is rarest says, and how many there are."""

    most: int
    total: int
    rarest: Condition


@dataclass(frozen=True, slots=True)
class Walk:
    """What is looked for. :ivar extra: a column more of each that is found, after those of the order."""

    conditions: Sequence[Condition]
    order: Order = NEWEST
    extra: Condition | None = None

    def first(self, wanted: int, after: Key | None = None) -> list[Found]:
        """Return the first of what matches, in order, beyond a place.

        Reading all takes as long as there are; walking, as long as it is to so many. They are even at the root of both.
        """
        bound = self.at_most()
        few = min(FEW, math.isqrt(wanted * bound.total) // 2)
        return self._found(wanted, after, bound, few)[0][:wanted]

    def gather(self, wanted: int) -> tuple[list[Found], bool]:
        """Return all that matches, in order, where it is few, else the first of it; and whether it is all."""
        return self._found(wanted, None, self.at_most(), FEW)

    def _found(self, wanted: int, after: Key | None, bound: Bound, few: int) -> tuple[list[Found], bool]:
        if bound.most <= few:
            found = self.all_of(self.order.beyond(after), first=bound.rarest if bound.rarest.alone else EVERYTHING)
            if len(found) < MANY:
                return found, True
        found = self._in_windows(wanted, after, bound.most, bound.total)
        return found, len(found) < wanted

    def at_most(self) -> Bound:
        """Return how many entries match at most."""
        parts = [EVERYTHING, *(part for each in self.conditions for part in each.parts or (each,))]
        asked = [sql.SQL("SELECT 1 FROM {} WHERE {}").format(ENTRIES, each.text) for each in parts]
        text = sql.SQL("EXPLAIN (FORMAT JSON) (SELECT 1 LIMIT 1) UNION ALL ") + sql.SQL(" UNION ALL ").join(asked)
        [(plans,)] = rows(text, _values(parts))
        sizes = [max(1, each["Plan Rows"]) for each in plans[0]["Plan"]["Plans"][1:]]
        least = min(range(len(sizes)), key=sizes.__getitem__)
        return Bound(sizes[least], sizes[0], parts[least])

    def all_of(self, *more: Condition, first: Condition = EVERYTHING) -> list[Found]:
        """Return what matches, in order, and at most ``MANY``.

        :param first: is looked up alone, and the others are asked of what it finds.
        """
        wanted = [*self.conditions, *more]
        source = sql.SQL("(SELECT * FROM {} WHERE {} OFFSET 0)").format(ENTRIES, first.text)
        text = sql.SQL("WITH matching AS MATERIALIZED (SELECT * FROM {} one WHERE {} LIMIT {})").format(
            ENTRIES if first is EVERYTHING else source, _all(wanted), sql.Literal(MANY)
        )
        text += sql.SQL(" SELECT {} FROM matching ORDER BY {}").format(self._columns, self.order.by)
        return rows(text, self._values(wanted))

    def _in_windows(self, wanted: int, after: Key | None, most: int, total: int) -> list[Found]:
        """Return the first of what matches. The first window is as wide as it takes if as many match as may."""
        found: list[Found] = []
        passed, size = 0, max(LEAST_WINDOW, 3 * wanted * total // (2 * most))
        while size < total // 2 and (edge := self._edge(after, size)):
            found += self._window(wanted - len(found), after, edge)
            if len(found) >= wanted:
                return found
            after, passed = edge, passed + size
            if len(found) * total <= FEW * passed and passed * FEW >= ENOUGH * total:
                break
            size = min(GROWTH * passed, 3 * (wanted - len(found)) * passed // (2 * len(found) + 1) + LEAST_WINDOW)
        return found + self._rest(wanted - len(found), after)

    def _rest(self, wanted: int, after: Key | None) -> list[Found]:
        """Return the first of what matches beyond a place, where it is seldom: read by its words, if they are few."""
        found = self.all_of(self.order.beyond(after)) if self.conditions else []
        return self._window(wanted, after, None) if not self.conditions or len(found) >= MANY else found[:wanted]

    def _window(self, wanted: int, after: Key | None, edge: Key | None) -> list[Found]:
        """Return the first of what matches between two places, walking from one to the other.

        OFFSET 0 keeps PostgreSQL from asking the inverted index for all that has common words, which takes longer.
        """
        between = [*self._scope, self.order.beyond(after), self.order.up_to(edge)]
        walked = sql.SQL("SELECT * FROM {} WHERE {} ORDER BY {} OFFSET 0").format(ENTRIES, _all(between), self.order.by)
        text = sql.SQL("SELECT {} FROM ({}) walked WHERE {} ORDER BY {} LIMIT {}").format(
            self._columns, walked, _all(self.conditions), self.order.by, sql.Literal(wanted)
        )
        return rows(text, self._values([*self.conditions, *between]))

    def _edge(self, after: Key | None, size: int) -> Key | None:
        """Return the place of an entry so many on; None where there are not so many."""
        between = [*self._scope, self.order.beyond(after)]
        text = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} OFFSET {} LIMIT 1").format(
            self.order.key, ENTRIES, _all(between), self.order.by, sql.Literal(size)
        )
        found = rows(text, self._values(between))
        return found[0] if found else None

    @property
    def _scope(self) -> list[Condition]:
        """Return the conditions that the order's index knows of."""
        return [each for each in self.conditions if each.column in {*self.order.scope, *self.order.columns}]

    @property
    def _columns(self) -> Query:
        return self.order.key + sql.SQL(", ") + self.extra.text if self.extra else self.order.key

    def _values(self, conditions: Sequence[Condition]) -> Mapping[str, Any]:
        return _values([*conditions, *([self.extra] if self.extra else [])])


def _all(conditions: Sequence[Condition]) -> Query:
    return sql.SQL(" AND ").join(each.text for each in [EVERYTHING, *conditions])


def _values(conditions: Sequence[Condition]) -> dict[str, Any]:
    return {name: value for each in conditions for name, value in each.values.items()}
