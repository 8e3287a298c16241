"""What a book's owner decides: who reads it, on which listing it is shown, and to whom it goes."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.repairs.models import BookReader, BookShown, BookTransfer, ServiceBook
from marketplace.repairs.selectors import books as selectors
from marketplace.repairs.services import links
from marketplace.users.models import User, normal_email


def held(user: User, book: str) -> ServiceBook:
    """Return an account's own book, its row held until the transaction ends.

    :raises Problem: ``request:not_found``; ``request:forbidden`` where it may read it and no more.
    """
    found = selectors.of(user).select_for_update(of=("self",)).filter(pk=book).first()
    if found is None:
        readable = selectors.readable(user, "").filter(pk=book).exists()
        raise Problem("request:forbidden" if readable else "request:not_found")
    return found


def let_read(*, by: User, book: str, email: str, expires_at: datetime | None) -> BookReader:
    """Let the account of an address read. Whether there is one is told nobody.

    :raises Problem: as ``held``; ``book:reader_already``.
    """
    try:
        with transaction.atomic():
            return held(by, book).readers.create(email=normal_email(email), expires_at=expires_at)
    except IntegrityError:
        raise Problem("book:reader_already") from None


def make_link(*, by: User, book: str, expires_at: datetime | None) -> tuple[BookReader, str]:
    """Let whoever has a link read; return what the link holds, which is shown this once.

    :raises Problem: as ``held``.
    """
    secret, digest = links.new("book")
    with transaction.atomic():
        return held(by, book).readers.create(link_hash=digest, expires_at=expires_at), secret


def end_reading(*, by: User, book: str, reader: UUID) -> None:
    """Let somebody read no longer.

    :raises Problem: as ``held``, also where there is no such reader.
    """
    with transaction.atomic():
        removed, _ = held(by, book).readers.filter(pk=reader).delete()
        if not removed:
            raise Problem("request:not_found")


def show(*, by: User, book: str, listing: str, readable: bool) -> BookShown:
    """Show on a listing of one's own that there is a book.

    :param readable: whether whoever is logged in may read it there.
    :raises Problem: as ``held``, also where the listing is not the account's own.
    """
    with transaction.atomic():
        found = selectors.own_listing(by, listing)
        mine = held(by, book)
        if found is None:
            raise Problem("request:not_found")
        given = {"book": mine, "readable": readable}
        return BookShown.objects.update_or_create(listing=found, defaults=given)[0]


def show_no_longer(*, by: User, book: str, listing: str) -> None:
    """Take a book off a listing. Again, it changes nothing.

    :raises Problem: as ``held``.
    """
    with transaction.atomic():
        held(by, book).shown_on.filter(listing=listing).delete()


def offer(*, by: User, book: str) -> tuple[BookTransfer, str]:
    """Offer a book to whoever is given the code, which is shown this once and ends an earlier one.

    :raises Problem: as ``held``.
    """
    secret, digest = links.new("transfer")
    with transaction.atomic():
        mine = held(by, book)
        _withdraw(mine)
        expires = timezone.now() + links.OFFER_LIFETIME
        return mine.transfers.create(offered_by=by, code_hash=digest, expires_at=expires), secret


def withdraw_offer(*, by: User, book: str) -> None:
    """Withdraw what was offered. Again, it changes nothing.

    :raises Problem: as ``held``.
    """
    with transaction.atomic():
        _withdraw(held(by, book))


def accept(*, by: User, code: str) -> ServiceBook:
    """Take over a book. Whom the owner before let read, reads no longer, and no listing shows it.

    :raises Problem: ``book:code_invalid``, also where the offer was made by another owner than today's.
    """
    digest = links.hashed("transfer", code)
    with transaction.atomic():
        found = BookTransfer.objects.filter(code_hash=digest).first()
        if found is None:
            raise Problem("book:code_invalid")
        book = ServiceBook.objects.select_for_update(of=("self",)).get(pk=found.book_id)
        still_open = book.transfers.filter(
            pk=found.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        )
        if book.owner_id != found.offered_by_id or not still_open.update(accepted_at=timezone.now(), accepted_by=by):
            raise Problem("book:code_invalid")
        book.readers.all().delete()
        book.shown_on.all().delete()
        book.owner = by
        book.save(update_fields=["owner"])
    return book


def _withdraw(book: ServiceBook) -> None:
    book.transfers.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
