"""What repairs and service books keep of an account: how it is handed over to its owner, and let go of."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from marketplace.repairs.models import BookReader, BookShown, BookTransfer
from marketplace.repairs.selectors.jobs import of_customer
from marketplace.repairs.services import consents
from marketplace.users.models import User

HOLDS = frozenset(
    {
        "repairs.Repair.customer",
        "repairs.Repair.email",
        "repairs.ServiceBook.owner",
        "repairs.BookReader.email",
        "repairs.BookTransfer.offered_by",
        "repairs.BookTransfer.accepted_by",
    }
)
STAYS = {
    "repairs.Repair.opened_by": "the repair is the shop's",
    "repairs.BookEntry.written_by": "entries are never changed; the id names nobody once the account is gone",
}


def export(user: User) -> dict[str, Any]:
    """Return the repairs of an account's watches, and its service books."""
    repairs = of_customer(user).order_by("created_at")
    books = user.service_books.order_by("created_at").prefetch_related("entries", "readers")
    return {
        "repairs": list(repairs.values("id", "title", "state", "consented_at", "done_at", "created_at")),
        "service_books": [
            {
                "id": each.pk,
                "brand": each.brand,
                "model": each.model,
                "reference": each.reference,
                "entries": [entry.work for entry in each.entries.all()],
                "readers": [reader.email for reader in each.readers.all() if reader.email],
            }
            for each in books
        ],
        "service_books_handed_over": _transfers(user),
        "service_books_to_read": [
            each.book_id for each in BookReader.objects.filter(email=user.email).exclude(email="")
        ],
    }


def _transfers(user: User) -> list[dict[str, Any]]:
    """Return the service books that an account offered or took over; never the codes, which are kept nowhere."""
    found = BookTransfer.objects.filter(Q(offered_by=user) | Q(accepted_by=user)).order_by("pk")
    return [
        {
            "book": each.book_id,
            "offered": each.offered_by_id == user.pk,
            "expires_at": each.expires_at,
            "accepted_at": each.accepted_at,
            "withdrawn_at": each.withdrawn_at,
        }
        for each in found
    ]


def let_go(user: User) -> None:
    """Call off what is under way, and forget who the customer was. What was signed stays: it names no person."""
    for repair in of_customer(user).filter(state__in=consents.OPEN):
        consents.call_off(repair=repair.pk)
    of_customer(user).update(email="", link_hash="", customer=None)
    BookTransfer.objects.filter(book__owner=user, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    BookReader.objects.filter(book__owner=user).delete()
    BookReader.objects.filter(email=user.email).delete()
    BookShown.objects.filter(book__owner=user).delete()
    user.service_books.update(owner=None)
