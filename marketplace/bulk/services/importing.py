"""Imports: taken in chunk by chunk, each chunk in one transaction with what is said of it.

A job whose worker died goes on with what was not committed. A row whose name its sender has used already changes
nothing, so that a file may be handed in again.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.bulk.files import MOST_CASES, MOST_LISTINGS, Unreadable, rows_of
from marketplace.bulk.models import Import, Row
from marketplace.bulk.services import case_rows, listing_rows
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.users.models import User
from pipeline.ports import BlobMissing

UNFINISHED = (Import.State.WAITING, Import.State.RUNNING)
MOST_UNFINISHED = 20
"""Of one account: each keeps a file, and those whose rows wait are looked at again and again."""
STILL = timedelta(minutes=1)
"""After which a job that has not moved is sent again: a chunk takes seconds."""

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """How rows of one kind are taken in.

    :ivar most: rows of a file. :ivar chunk: rows of one transaction.
    :ivar take: given a job, the first row's number and rows, returns what is said of each.
    """

    columns: frozenset[str]
    most: int
    chunk: int
    take: Callable[[Import, int, Rows], list[Row]]


KINDS: Mapping[str, Kind] = {
    Import.Of.LISTINGS: Kind(listing_rows.COLUMNS, MOST_LISTINGS, listing_rows.CHUNK, listing_rows.taken),
    Import.Of.CASES: Kind(case_rows.COLUMNS, MOST_CASES, case_rows.CHUNK, case_rows.taken),
}


def hand_in(*, owner: User, of: Import.Of, organisation: uuid.UUID | None, kind: str, data: bytes) -> Import:
    """Keep a file, and have it taken in.

    :param kind: its format.
    :raises Problem: the account does not belong to the organisation, or has too many that have not ended.
    """
    if organisation is not None and not owner.memberships.filter(organisation=organisation).exists():
        raise Problem("request:forbidden")
    if Import.objects.filter(owner=owner, state__in=UNFINISHED).count() >= MOST_UNFINISHED:
        raise Problem("import:too_many", retry_after=round(STILL.total_seconds()))
    job = Import(owner=owner, of=of, organisation_id=organisation, format=kind)
    blobs().create(job.key, data)
    with transaction.atomic():
        job.save(force_insert=True)
        send(job.pk)
    return job


def submit(*, job_id: uuid.UUID) -> None:
    """Have the cases of an import submitted, those for which everything is there.

    :raises Problem: its file was refused.
    """
    with transaction.atomic():
        job = Import.objects.select_for_update().get(pk=job_id)
        if job.state == Import.State.REFUSED:
            raise Problem("import:refused")
        job.is_submitting, job.state = True, Import.State.RUNNING
        job.save(update_fields=["is_submitting", "state"])
        send(job.pk)


def send(job: uuid.UUID) -> None:
    """Have a job worked on once the transaction is committed. Where the broker is away the clock sends it later."""
    from marketplace.bulk.tasks import sent

    transaction.on_commit(lambda: sent(str(job)), robust=True)


def resume() -> None:
    """Send what stands still: its worker died, or its rows wait for room."""
    still = Import.objects.filter(state__in=UNFINISHED, moved_at__lt=timezone.now() - STILL)
    for each in still.values_list("pk", flat=True):
        send(each)


def work(job_id: uuid.UUID) -> None:
    """Do what is left of a job."""
    job = Import.objects.filter(pk=job_id, state__in=UNFINISHED).first()
    if job is None or not (job.is_read or _read(job)):
        return
    if job.of == Import.Of.CASES:
        number = 0
        while number := _submitted(job_id, after=number):
            pass
    _end_if_done(job_id)


def _read(job: Import) -> bool:
    """Take in what is left of a job's file; return whether it could be read."""
    kind = KINDS[job.of]
    try:
        rows = rows_of(blobs().get(job.key), job.format, kind.columns, kind.most)
    except (Unreadable, BlobMissing) as fault:
        _refuse(job, fault.why if isinstance(fault, Unreadable) else "gone")
        return False
    while _take_chunk(job.pk, rows):
        pass
    number = 0
    while number := _looked_at_again(job.pk, rows, after=number):
        pass
    return True


def _held(job_id: uuid.UUID) -> Import | None:
    """Return a job that is not finished, held, so that no two workers do the same."""
    held = Import.objects.select_for_update(of=("self",)).select_related("owner")
    return held.filter(pk=job_id, state__in=UNFINISHED).first()


def _take_chunk(job_id: uuid.UUID, rows: Rows) -> bool:
    """Take in the next chunk; return whether there is more."""
    with transaction.atomic():
        held = _held(job_id)
        if held is None:
            return False
        kind = KINDS[held.of]
        chunk = rows[held.taken : held.taken + kind.chunk]
        Row.objects.bulk_create(kind.take(held, held.taken + 1, chunk))
        held.taken += len(chunk)
        held.rows, held.state, held.moved_at = len(rows), Import.State.RUNNING, timezone.now()
        held.save(update_fields=["taken", "rows", "state", "moved_at"])
        return held.taken < len(rows)


def _looked_at_again(job_id: uuid.UUID, rows: Rows, *, after: int) -> int:
    """Look again at the next row that waits for room; return its number, 0 where there is none, or still no room."""
    with transaction.atomic():
        held = _held(job_id)
        waiting = Row.objects.filter(job=held, outcome=Row.Outcome.WAITING, number__gt=after).order_by("number").first()
        if held is None or waiting is None:
            return 0
        [again] = KINDS[held.of].take(held, waiting.number, [rows[waiting.number - 1]])
        again.pk = waiting.pk
        again.save()
        return 0 if again.outcome == Row.Outcome.WAITING else again.number


def _submitted(job_id: uuid.UUID, *, after: int) -> int:
    """Submit the next case of a job, where that was asked; return its number, 0 where there is none, or no room."""
    with transaction.atomic():
        held = _held(job_id)
        if held is None or not held.is_submitting:
            return 0
        row = case_rows.open_rows(held).filter(number__gt=after).order_by("number").first()
        if row is None:
            Import.objects.filter(pk=job_id).update(is_submitting=False)
            return 0
        has_room = case_rows.submit(held, row)
        Import.objects.filter(pk=job_id).update(moved_at=timezone.now())
        return row.number if has_room else 0


def _end_if_done(job_id: uuid.UUID) -> None:
    """End a job in which nothing waits. Its file goes as soon as no row needs it, before anybody is told so."""
    with transaction.atomic():
        held = _held(job_id)
        if held is None:
            return
        is_read = held.is_read or not held.rows
        if is_read:
            blobs().delete(held.key)
        if is_read and not held.is_submitting:
            held.state = Import.State.DONE
        held.moved_at = timezone.now()
        held.save(update_fields=["state", "moved_at"])


def _refuse(job: Import, why: str) -> None:
    with transaction.atomic():
        Import.objects.filter(pk=job.pk).update(state=Import.State.REFUSED, why=why, moved_at=timezone.now())
        transaction.on_commit(lambda: blobs().delete(job.key), robust=True)
