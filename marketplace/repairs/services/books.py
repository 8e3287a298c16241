"""Service books: entries are written here and signed by the pipeline; the owner decides who reads.

Whatever changes a book holds its row. The pipeline is told on commit, by a name and two ids; a message that is lost is
sent again by whoever reads next.
"""

from typing import Any

import redis
import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.repairs.models import BookEntry, Repair, ServiceBook
from marketplace.users.models import User
from pipeline import issuer, service_book

log = structlog.get_logger("adriel.repairs")


def write(*, repair: Repair, by: User, work: dict[str, Any]) -> BookEntry:
    """Write a repair into the book of its watch, which begins with its first entry. Called in a transaction.

    :raises Problem: ``repair:watch_unknown``; ``book:other_owner`` where it is not the customer's.
    """
    if not repair.watch:
        raise Problem("repair:watch_unknown")
    book = _held(repair)
    if book.last_entry and book.owner_id is not None and book.owner_id != repair.customer_id:
        raise Problem("book:other_owner")
    said = service_book.Work(shop=repair.shop.name, title=repair.title, **work).model_dump(mode="json")
    book.last_entry += 1
    book.save(update_fields=["last_entry"])
    entry = BookEntry.objects.create(
        book=book, number=book.last_entry, repair=repair, work=said, written_by=by, at=timezone.now()
    )
    transaction.on_commit(lambda: have_signed(entry), robust=True)
    return entry


def _held(repair: Repair) -> ServiceBook:
    """Return the book of a repair's watch, held; a new one is the customer's."""
    claim = repair.case.claim
    named = {name: claim.get(name) or "" for name in ("brand", "model", "reference")}
    ServiceBook.objects.get_or_create(watch=repair.watch, defaults={**named, "owner": repair.customer})
    return ServiceBook.objects.select_for_update(of=("self",)).get(watch=repair.watch)


def have_signed(entry: BookEntry) -> None:
    """Have the pipeline sign an entry. Where the broker is away, whoever reads the book next has it sent."""
    from marketplace.config.celery import app

    asked = service_book.Asked(watch=entry.book.watch, work=service_book.Work(**entry.work))
    service_book.ask(blobs(), entry.book_id, entry.number, asked)
    try:
        app.send_task(service_book.TASK, (entry.book_id, entry.number))
    except (OperationalError, redis.RedisError, OSError) as fault:
        log.warning("entry_not_sent", error=type(fault).__name__)


def signed(book: ServiceBook) -> list[bytes]:
    """Return the signed entries of a book, first to last: each with the log's proof.

    :raises Problem: ``book:not_ready`` while one of them is not signed; it is sent to be.
    """
    found: list[bytes] = []
    for entry in book.entries.select_related("book"):
        envelope = service_book.written(blobs(), book.pk, entry.number)
        if envelope is None:
            have_signed(entry)
            raise Problem("book:not_ready", retry_after=2)
        found.append(envelope)
    return found


def checked(book: ServiceBook) -> tuple[service_book.Checked, ...]:
    """Return what the check of a book gives, entry by entry.

    :raises Problem: as ``signed``; or no worker has published the issuer's keys yet.
    """
    envelopes, known = signed(book), issuer.read(blobs())
    if known is None:
        raise Problem("book:not_ready", retry_after=2)
    return service_book.check(envelopes, known)
