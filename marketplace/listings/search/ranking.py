"""The best first.

What has the words in its title comes before what has them with the help of its description. In each of the two,
PostgreSQL's ``ts_rank`` decides, by weight and by how short a text is, and what is newer where that is even. Where more
than ``RANKED`` match, the newest that many are ranked, and the rest is to be had by another order: ranking everything
that has a common word would read it all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from marketplace.listings.search.conditions import Condition, mentioned, titled
from marketplace.listings.search.walking import NEWEST, Key, Walk
from marketplace.listings.search.words import Words

RANKED = 300

SCORE = sql.SQL(
    "(1000000 * ts_rank('{0.1, 0.2, 0.4, 1.0}', document, %(document)s::tsquery, 1))::int,"
    " (title @@ %(title)s::tsquery)::int"
)
"""Score and tier. The score is by weights D to A, divided by the logarithm of the length (1); an integer, so that a
cursor holds it exactly."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """What matches some words. :ivar until: the newest entry that was there when its first page was read."""

    words: Words
    conditions: Sequence[Condition]
    until: int

    def tiers(self) -> Iterator[tuple[list[Key], bool]]:
        """Yield what the title says, then what the description helps with, each the best first.

        Where that is few, both come at once. A place is ``(tier, score, doc)``, greater where better. Beside it is
        whether all that match are there.
        """
        title, document = titled(self.words), mentioned(self.words)
        found, whole = self._best(document)
        if whole:
            yield found, True
            return
        yield self._best(title)
        yield self._best(document, Condition(sql.SQL("NOT ") + title.text, title.values))

    def _best(self, *own: Condition) -> tuple[list[Key], bool]:
        then = Condition(sql.SQL("doc <= %(until)s"), {"until": self.until}, "doc")
        score = Condition(SCORE, {**titled(self.words).values, **mentioned(self.words).values})
        found, whole = Walk([*own, *self.conditions, then], NEWEST, score).gather(RANKED)
        return sorted(((tier, score, doc) for doc, score, tier in found), reverse=True), whole
