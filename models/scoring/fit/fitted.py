"""What a fit found, as values: the table, and what its report shows."""

from dataclasses import dataclass

from models.scoring.fit.gather import Key
from models.scoring.fit.required import Required
from models.scoring.fit.whole import Whole
from models.scoring.table import Domain, Row, Table


class Unfit(ValueError):
    """The cases cannot be fitted on; says why, for the person who has them."""


@dataclass(frozen=True, slots=True)
class RowFound:
    """A row and what is behind it.

    :ivar sightings: cases and components on which the criterion was made out.
    :ivar cost: cross-validated Cllr by method; empty where nothing could be fitted.
    """

    row: Row
    sightings: int
    cost: dict[str, float]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was fitted on.

    :ivar watches: specimens; several cases may be of one.
    """

    cases: int
    genuine: int
    watches: int
    references: int
    domain: Domain


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many cases of a kind the table would let pass, weighed by rows that were fitted without them.

    Coverage is left out: it is about photos, not about figures.
    """

    kind: str
    confirmed: int
    cases: int


@dataclass(frozen=True, slots=True)
class AtCost:
    """What would be confirmed were a false confirmation this many times as costly as an abstention.

    :ivar authentic: the threshold that follows.
    :ivar genuine: share of the genuine cases. :ivar false: share of the others.
    """

    cost: float
    authentic: float
    genuine: float
    false: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table with its grounds.

    :ivar unfitted: criteria that the declared table knows and no case showed: they weigh nothing.
    :ivar required: what a confirmation is to rest on, in the order in which it was chosen.
    """

    table: Table
    counts: Counts
    rows: tuple[RowFound, ...]
    unfitted: tuple[Key, ...]
    required: tuple[Required, ...]
    whole: Whole
    confirmed: tuple[Confirmed, ...]
    at_costs: tuple[AtCost, ...]
