"""Rows of listings: each becomes a draft of the sender's, or of the store's."""

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import ValidationError

from marketplace.bulk.models import Import, Row
from marketplace.bulk.services.said import NAMELESS, plain
from marketplace.common.problems import Problem
from marketplace.listings.api.serializers import ListingFields
from marketplace.listings.models import Listing
from marketplace.listings.services import selling

CHUNK = 500
"""Written at once in under a second; more would be slower to lose than quicker to write."""
COLUMNS = frozenset(ListingFields().fields)


def taken(job: Import, first: int, rows: Sequence[dict[str, Any]]) -> list[Row]:
    """Make drafts of rows, and return what is said of each.

    :param first: the first row's number.
    """
    check = ListingFields()
    told: list[Row] = []
    wanted: list[tuple[Row, dict[str, Any]]] = []
    for number, row in enumerate(rows, first):
        told.append(said := Row(job=job, number=number, external_id=str(row.get("external_id", ""))[:80]))
        said.outcome = Row.Outcome.REFUSED
        try:
            fields = check.run_validation(row)
        except ValidationError as fault:
            said.errors = plain(fault)
            continue
        if fields.get("external_id"):
            wanted.append((said, fields))
        else:
            said.errors = NAMELESS
    _make(job, wanted)
    return told


def _make(job: Import, wanted: Sequence[tuple[Row, dict[str, Any]]]) -> None:
    """Make drafts, and note on each row what became of it."""
    try:
        made = selling.create_many(
            seller=job.owner, organisation=job.organisation_id, many=[fields for _, fields in wanted]
        )
    except Problem as problem:
        for said, _ in wanted:
            said.errors = {"whole": [problem.code]}
        return
    for (said, _), outcome in zip(wanted, made, strict=True):
        match outcome:
            case Listing():
                said.outcome, said.listing = Row.Outcome.MADE, outcome.pk
            case selling.Known():
                said.outcome, said.listing = Row.Outcome.THERE, outcome.pk
            case Problem():
                said.errors = {"whole": [outcome.code]}
