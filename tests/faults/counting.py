"""What became of cases, as the database tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from benchmarks.house import House
from models.vocabulary.errors import Retriable
from pipeline import wiring
from pipeline.ports import BlobMissing
from pipeline.transparency.log import CHECKPOINT

ENDED = ("authentic", "counterfeit", "inconclusive", "needs_photos")

QUESTION = """
SELECT c.state,
       (SELECT count(*) FROM authentication_examination e WHERE e.case_id = c.id),
       (SELECT count(*) FROM authentication_caseevent v
         WHERE v.case_id = c.id AND v.kind = 'state' AND v.state = ANY(%(ended)s)),
       (SELECT count(*) FROM authentication_caseevent v WHERE v.case_id = c.id) = c.last_event,
       (SELECT max(e.dispatches) FROM authentication_examination e WHERE e.case_id = c.id),
       (SELECT max(e.certificate) FROM authentication_examination e WHERE e.case_id = c.id)
FROM authentication_case c WHERE c.id = ANY(%(cases)s)
"""


@dataclass(frozen=True)
class Counted:
    """How many cases are where.

    :ivar once: ended in one examination, with one conclusion. :ivar numbered: events without a gap.
    :ivar certificates: different ones of cases. :ivar logged: how many the log holds.
    :ivar sent: how often the most often sent one was sent.
    """

    running: int
    ended: int
    failed: int
    once: int
    numbered: int
    certificates: int
    logged: int
    sent: int


def count(house: House, cases: Sequence[str]) -> Counted:
    """Ask the database."""
    try:
        with psycopg.connect(house.env["DATABASE_URL"]) as connection:
            rows = connection.execute(QUESTION, {"ended": list(ENDED), "cases": list(cases)}).fetchall()
    except psycopg.OperationalError:
        return Counted(0, 0, 0, 0, 0, 0, 0, 0)
    return Counted(
        running=sum(row[0] in {"submitted", "running"} for row in rows),
        ended=sum(row[0] in ENDED for row in rows),
        failed=sum(row[0] == "failed" for row in rows),
        once=sum(row[0] in ENDED and row[1] == 1 and row[2] == 1 for row in rows),
        numbered=sum(bool(row[3]) for row in rows),
        certificates=len({row[5] for row in rows if row[5]}),
        logged=_logged(house),
        sent=max((row[4] or 0 for row in rows), default=0),
    )


def _logged(house: House) -> int:
    """Return how many entries the published log has: its second line says it (C2SP tlog-checkpoint)."""
    try:
        store = wiring.open_store(house.env["ADRIEL_BLOBS"])
        return int(store.get(CHECKPOINT).splitlines()[1])
    except (BlobMissing, Retriable):
        return 0


@dataclass(frozen=True)
class Result:
    """What a fault did.

    :ivar running: cases that ran when it struck. :ivar seconds: from its mending until the last case had ended.
    :ivar whole: watchers that were told every event once and in order. :ivar rejoined: how often they came again.
    """

    fault: str
    cases: int
    running: int
    seconds: float
    counted: Counted
    watchers: int
    whole: int
    rejoined: int

    @property
    def is_kept(self) -> bool:
        """Whether everything that is promised was so."""
        found = self.counted
        return (
            found.ended == found.once == found.numbered == found.certificates == found.logged == self.cases
            and self.whole == self.watchers
            and self.running > 0
        )
