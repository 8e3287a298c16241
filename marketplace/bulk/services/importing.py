"""Imports: taken in chunk by chunk, each chunk in one transaction with what is said of it.

A job whose worker died goes on with the chunk that was not committed. A row whose name the seller has used already
changes nothing, so that a file may be handed in again.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.bulk.files import Unreadable, rows_of
from marketplace.bulk.models import Import, Row
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.listings.api.serializers import ListingFields
from marketplace.listings.models import Listing
from marketplace.listings.services import selling
from marketplace.users.models import User
from pipeline.ports import BlobMissing

CHUNK = 100
COLUMNS = frozenset(ListingFields().fields)
UNFINISHED = (Import.State.WAITING, Import.State.RUNNING)
STILL = timedelta(minutes=1)
"""After which a job that has not moved is sent again: a chunk takes seconds."""
NAMELESS = {"external_id": ["Give each row a name of your own: it is known again by that."]}


def hand_in(*, owner: User, organisation: uuid.UUID | None, kind: str, data: bytes) -> Import:
    """Keep a file, and have it taken in.

    :raises Problem: the account does not belong to the organisation.
    """
    if organisation is not None and not owner.memberships.filter(organisation=organisation).exists():
        raise Problem("request:forbidden")
    job = Import(owner=owner, organisation_id=organisation, format=kind)
    blobs().create(job.key, data)
    with transaction.atomic():
        job.save(force_insert=True)
        send(job.pk)
    return job


def send(job: uuid.UUID) -> None:
    """Have a job worked on once the transaction is committed. Where the broker is away the clock sends it later."""
    from marketplace.bulk.tasks import sent

    transaction.on_commit(lambda: sent(str(job)), robust=True)


def work(job_id: uuid.UUID) -> None:
    """Take in what is left of a job."""
    job = Import.objects.filter(pk=job_id, state__in=UNFINISHED).first()
    if job is None:
        return
    try:
        rows = rows_of(blobs().get(job.key), job.format, COLUMNS)
    except Unreadable as fault:
        _end(job, Import.State.REFUSED, why=fault.why)
        return
    except BlobMissing:
        _end(job, Import.State.REFUSED, why="gone")
        return
    while _take_chunk(job_id, rows):
        pass


def resume() -> None:
    """Send what stands still."""
    still = Import.objects.filter(state__in=UNFINISHED, moved_at__lt=timezone.now() - STILL)
    for each in still.values_list("pk", flat=True):
        send(each)


def _take_chunk(job_id: uuid.UUID, rows: Sequence[dict[str, Any]]) -> bool:
    """Take in the next chunk; return whether there is more."""
    with transaction.atomic():
        held = Import.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=job_id).first()
        if held is None or held.state not in UNFINISHED:
            return False
        chunk = rows[held.taken : held.taken + CHUNK]
        Row.objects.bulk_create(_taken(held, number, row) for number, row in enumerate(chunk, held.taken + 1))
        held.taken += len(chunk)
        held.rows, held.state, held.moved_at = len(rows), Import.State.RUNNING, timezone.now()
        held.save(update_fields=["taken", "rows", "state", "moved_at"])
        if held.taken < len(rows):
            return True
        _end(held, Import.State.DONE)
    return False


def _taken(job: Import, number: int, row: dict[str, Any]) -> Row:
    """Take in one row, and return what is said of it."""
    given = ListingFields(data=row)
    told = Row(job=job, number=number, external_id=str(row.get("external_id", ""))[:80])
    if not given.is_valid() or not given.validated_data.get("external_id"):
        told.outcome, told.errors = Row.Outcome.REFUSED, dict(given.errors) or NAMELESS
        return told
    there = _there(job, given.validated_data["external_id"])
    if there is not None:
        told.outcome, told.listing = Row.Outcome.THERE, there.pk
        return told
    try:
        made = selling.create(seller=job.owner, fields=given.validated_data, organisation=job.organisation_id)
    except Problem as problem:
        told.outcome, told.errors = Row.Outcome.REFUSED, {"whole": [problem.code]}
    else:
        told.outcome, told.listing = Row.Outcome.MADE, made.pk
    return told


def _there(job: Import, name: str) -> Listing | None:
    named = Listing.objects.filter(external_id=name, organisation=job.organisation_id)
    return (named if job.organisation_id else named.filter(seller=job.owner)).first()


def _end(job: Import, state: Import.State, *, why: str = "") -> None:
    """End a job; its file is not needed any more."""
    Import.objects.filter(pk=job.pk).update(state=state, why=why, moved_at=timezone.now())
    transaction.on_commit(lambda: blobs().delete(job.key), robust=True)
