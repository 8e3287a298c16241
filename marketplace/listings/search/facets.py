"""How many of what was found there are by brand, condition and so on: to narrow it by.

Exact where few match (``walking.FEW``). Where many do, the newest ``COUNTED`` of them are counted, and the counts are
scaled to how many there are about: reading every match of a common word would take as long as it is common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from marketplace.listings.search.conditions import GROUPS, Filters
from marketplace.listings.search.database import rows, searching
from marketplace.listings.search.found import Asked, conditions, understood
from marketplace.listings.search.walking import Walk
from marketplace.listings.search.words import Words

COUNTED = 300
COUNTED_NARROWED = 150
"""Of each sample, where choices were made: each group that was chosen in is counted without its own choice, so that
there are several."""
LONGEST = 20
"""Values of a group that are told, the most frequent first."""

BANDS = (50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000)
"""Where bands of prices begin, in the smallest unit: as the database numbers them (``listings_searchable``)."""

COUNT = sql.SQL(
    "SELECT facet, count(*) FROM listings_searchentry, unnest(facets) facet WHERE doc = ANY(%(docs)s) GROUP BY facet"
)
SINCE = sql.SQL("SELECT count(*) FROM listings_searchentry WHERE doc >= %(doc)s")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are.

    :ivar total: of all that matches. :ivar groups: by group, how many have a value; what was chosen in a group does not
        narrow that group. :ivar exact: whether they were counted one by one; else they are about right.
    """

    total: int
    groups: Mapping[str, Mapping[str, int]]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Sample:
    docs: Sequence[int]
    total: int

    @property
    def exact(self) -> bool:
        return self.total == len(self.docs)

    def counts(self) -> dict[str, int]:
        """Return, by facet, how many there are."""
        scale = self.total / max(1, len(self.docs))
        return {facet: round(scale * number) for facet, number in rows(COUNT, {"docs": list(self.docs)})}


def counts(asked: Asked) -> Counts:
    """Return how many of what a search finds there are by each value.

    :raises Problem: it takes too long.
    """
    with searching():
        meant, _ = understood(asked)
        if asked.text and meant is None:
            return Counts(0, {group: {} for group in GROUPS}, exact=True)
        size = COUNTED_NARROWED if asked.filters.facets else COUNTED
        whole = _sample(meant, asked.filters, size)
        chosen = {group: _sample(meant, asked.filters.without(group), size) for group in asked.filters.facets}
        by_facet = whole.counts()
        groups = {group: _of(group, chosen[group].counts() if group in chosen else by_facet) for group in GROUPS}
        return Counts(whole.total, groups, whole.exact and all(each.exact for each in chosen.values()))


def _sample(meant: Words | None, filters: Filters, size: int) -> _Sample:
    walk = Walk(conditions(meant, filters))
    found, whole = walk.gather(size)
    docs = [doc for (doc,) in found]
    return _Sample(docs, len(docs) if whole else max(len(docs) + 1, _about(walk, docs)))


def _about(walk: Walk, docs: Sequence[int]) -> int:
    """Return how many match if they lie as close everywhere as the newest do."""
    [(passed,)] = rows(SINCE, {"doc": docs[-1]})
    bound = walk.at_most()
    return min(bound.most, len(docs) * bound.total // max(1, int(passed)))


def _of(group: str, by_facet: Mapping[str, int]) -> dict[str, int]:
    """Return the most frequent values of a group."""
    start = f"{group}:"
    found = [(facet.removeprefix(start), number) for facet, number in by_facet.items() if facet.startswith(start)]
    return dict(sorted(found, key=lambda each: (-each[1], each[0]))[:LONGEST])
