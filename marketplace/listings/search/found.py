"""A search, from what was asked to a page of what was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Max

from marketplace.listings.models import SearchEntry
from marketplace.listings.search import cursors, spelling, words
from marketplace.listings.search.conditions import Condition, Filters, mentioned
from marketplace.listings.search.database import searching
from marketplace.listings.search.ranking import Ranked
from marketplace.listings.search.walking import CHEAPEST, DEAREST, NEWEST, Key, Walk
from marketplace.listings.search.words import Words


class Sort(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    CHEAPEST = "price"
    DEAREST = "-price"


ORDERS = {Sort.NEWEST: NEWEST, Sort.CHEAPEST: CHEAPEST, Sort.DEAREST: DEAREST}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search. Relevance without words is the newest first. :ivar cursor: empty for the first page."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    size: int = 25
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found.

    :ivar docs: of the entries, in order. :ivar following: the cursor of the next page; empty: there is none.
    :ivar shown: the words that were searched for instead of those that were asked; empty: the same.
    :ivar whole: whether the pages show everything that matches; else a part was ranked (``ranking.RANKED``).
    """

    docs: Sequence[int]
    following: str = ""
    shown: str = ""
    whole: bool = True


def search(asked: Asked) -> Page:
    """Return a page.

    :raises Problem: the cursor is none of this order, or the search takes too long.
    """
    with searching():
        meant = words.read(asked.text) if asked.text else None
        if asked.text and meant is None:
            return Page([])
        if asked.cursor:
            return _page_of(asked, *understood(asked))
        page = _page_of(asked, meant, "")
        if page.docs or meant is None or (other := spelling.corrected(meant)) is None:
            return page
        instead = _page_of(asked, other, str(other))
        return instead if instead.docs else page


def _page_of(asked: Asked, meant: Words | None, shown: str) -> Page:
    if asked.sort is Sort.RELEVANCE and meant:
        return _best(asked, meant, shown)
    return _ordered(asked, conditions(meant, asked.filters), shown)


def conditions(meant: Words | None, filters: Filters) -> list[Condition]:
    """Return the conditions of words and filters."""
    return [*([mentioned(meant)] if meant else []), *filters.conditions()]


def understood(asked: Asked) -> tuple[Words | None, str]:
    """Return the words to search for, and what to say where they are not those that were asked.

    Other words are taken where those that were asked find nothing at all, and the others find something.
    """
    meant = words.read(asked.text) if asked.text else None
    if meant is None or _any(meant, asked.filters):
        return meant, ""
    other = spelling.corrected(meant)
    return (other, str(other)) if other and _any(other, asked.filters) else (meant, "")


def _any(meant: Words, filters: Filters) -> bool:
    return bool(Walk(conditions(meant, filters)).first(1))


def _ordered(asked: Asked, wanted: Sequence[Condition], shown: str) -> Page:
    sort = Sort.NEWEST if asked.sort is Sort.RELEVANCE else asked.sort
    order = ORDERS[sort]
    after = cursors.read(asked.cursor, sort, len(order.columns)) if asked.cursor else None
    found = [tuple(each) for each in Walk(wanted, order).first(asked.size + 1, after)]
    return _page(asked.size, found, lambda key: cursors.written(sort, key), shown)


def _best(asked: Asked, meant: Words, shown: str) -> Page:
    until, *after = cursors.read(asked.cursor, asked.sort, 4) if asked.cursor else (newest(),)
    found: list[Key] = []
    whole = True
    for best, complete in Ranked(meant, asked.filters.conditions(), until).tiers():
        whole &= complete
        found += [key for key in best if not after or key < tuple(after)]
        if len(found) > asked.size:
            break
    return _page(asked.size, found, lambda key: cursors.written(asked.sort, (until, *key)), shown, whole=whole)


def newest() -> int:
    """Return the newest entry there is."""
    return SearchEntry.objects.aggregate(newest=Max("doc"))["newest"] or 0


def _page(size: int, found: Sequence[Key], cursor: Callable[[Key], str], shown: str, *, whole: bool = True) -> Page:
    kept = found[:size]
    following = cursor(kept[-1]) if len(found) > size else ""
    return Page([key[-1] for key in kept], following, shown, whole)
