"""What repairs and service books keep of an account: how it is handed over to its owner, and let go of."""

from typing import Any

from django.utils import timezone

from marketplace.repairs.models import BookReader, BookShown, BookTransfer
from marketplace.repairs.selectors.jobs import of_customer
from marketplace.repairs.services import consents
from marketplace.users.models import User


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
    }


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
