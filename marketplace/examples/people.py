"""People to log in as, and the stores and repair shops that they work for."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from marketplace.users.models import Membership, Organisation, Role, User

AGE = timedelta(days=120)
"""How long ago the accounts were opened: what a new one may do in a day is little."""

Kind = Organisation.Kind
At = Membership.Kind


@dataclass(frozen=True)
class Person:
    """Somebody to log in as.

    :ivar at: the organisation that they belong to. :ivar rank: what they are there.
    """

    email: str
    name: str
    what: str
    role: Role = Role.MEMBER
    at: str = ""
    rank: At = At.MANAGER


ORGANISATIONS = {
    "Harbour Watches": Kind.STORE,
    "Gantry Timepieces": Kind.STORE,
    "Second Hand Row": Kind.STORE,
    "Balance & Spring": Kind.REPAIR_SHOP,
    "Escapement House": Kind.REPAIR_SHOP,
}

PEOPLE = (
    Person("ada@example.org", "Ada", "member"),
    Person("ben@example.org", "Ben", "another member"),
    Person("cleo@example.org", "Cleo", "manager of a store", at="Harbour Watches"),
    Person("jon@example.org", "Jon", "staff of that store", at="Harbour Watches", rank=At.STAFF),
    Person("gita@example.org", "Gita", "manager of another store", at="Gantry Timepieces"),
    Person("hugo@example.org", "Hugo", "manager of a third store", at="Second Hand Row"),
    Person("dev@example.org", "Dev", "manager of a repair shop", at="Balance & Spring"),
    Person("ines@example.org", "Ines", "manager of another repair shop", at="Escapement House"),
    Person("eve@example.org", "Eve", "expert", role=Role.EXPERT),
    Person("finn@example.org", "Finn", "another expert", role=Role.EXPERT),
    Person("olga@example.org", "Olga", "operations; the admin too", role=Role.OPERATIONS),
)


def somebody(name: str) -> User:
    """Return the account of an example, by the first part of its address.

    :raises User.DoesNotExist: it was removed.
    """
    return User.objects.get(email=f"{name}@example.org")


def organisation(name: str) -> Organisation:
    """Return the organisation of an example, which its first manager may have renamed since.

    :raises Organisation.DoesNotExist: nobody of the examples works there any more.
    """
    emails = [each.email for each in PEOPLE if each.at == name]
    return Organisation.objects.filter(kind=ORGANISATIONS[name], members__email__in=emails).distinct().get()


def password(path: Path) -> tuple[str, bool]:
    """Return the password of this installation's examples, and whether it was drawn now."""
    try:
        return path.read_text(encoding="ascii").strip(), False
    except FileNotFoundError:
        drawn = secrets.token_urlsafe(9)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(drawn)
        return drawn, True


@transaction.atomic
def load(secret: str, *, anew: bool) -> None:
    """Open the accounts that are not there, each with its place in an organisation.

    :param secret: their password. :param anew: whether accounts that are there get it too.
    """
    hashed = make_password(secret)
    for each in PEOPLE:
        staff = each.role is Role.OPERATIONS
        given = {"display_name": each.name, "role": each.role, "is_staff": staff, "is_superuser": staff}
        user, made = User.objects.get_or_create(
            email=each.email, defaults={**given, "password": hashed, "confirmed_at": timezone.now()}
        )
        if made:
            User.objects.filter(pk=user.pk).update(created_at=timezone.now() - AGE)
        elif anew:
            user.password = hashed
            user.save(update_fields=["password"])
        if each.at:
            _employ(user, each)


def _employ(user: User, person: Person) -> None:
    kind = ORGANISATIONS[person.at]
    if user.memberships.filter(organisation__kind=kind).exists():
        return
    try:
        shop = organisation(person.at)
    except Organisation.DoesNotExist:
        shop = Organisation.objects.create(kind=kind, name=person.at)
    Membership.objects.create(organisation=shop, user=user, kind=person.rank)
