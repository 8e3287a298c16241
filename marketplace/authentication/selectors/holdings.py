"""Who holds a certificate, as far as the marketplace knows their account."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from marketplace.authentication.models import Case, Holding
from marketplace.users.models import User
from pipeline.lifecycle import names


def visible_to(user: User) -> QuerySet[Holding]:
    """Return the certificates that an account took over, and those of the organisations that it belongs to."""
    return Holding.objects.filter(Q(holder=user) | Q(organisation__in=user.memberships.values("organisation")))


class Held(NamedTuple):
    """Whose a certificate is.

    :ivar first: whether they had the watch examined; else they took it over.
    """

    holder: UUID
    organisation: UUID | None
    first: bool


def of(certificate: str) -> Held | None:
    """Return who holds a certificate, or held it until it was handed on; None where no account is known to.

    :raises ValueError: it is no certificate's id.
    """
    name = names.read(certificate)
    if name.holder == 1:
        case = Case.objects.filter(pk=name.case).first()
        return Held(case.owner_id, case.organisation_id, first=True) if case else None
    found = Holding.objects.filter(certificate=certificate).first()
    return Held(found.holder_id, found.organisation_id, first=False) if found else None
