"""Stores and repair shops with their people, and dealings."""

import uuid
from typing import Any

from marketplace.directory.models import Dealing, Profile, Review
from marketplace.directory.services import reviewing
from marketplace.directory.services.profiles import searched
from marketplace.users.models import Membership, Organisation, User
from tests.support.accounts import new


def shop(kind: str = "store", name: str = "Ticking Ltd", *, manager: User | None = None, **fields: Any) -> Profile:
    """Return the profile of a shop with a manager, which anybody may see."""
    organisation = Organisation.objects.create(kind=kind, name=name)
    Membership.objects.create(organisation=organisation, user=manager or new(), kind="manager")
    return shown(organisation, **fields)


def shown(organisation: Organisation, **fields: Any) -> Profile:
    """Show an organisation's profile to anybody."""
    given = {"is_shown": True, "city": "Zürich", "country": "CH", **fields}
    words = searched(organisation.name, given["city"], given.get("services", []))
    return Profile.objects.create(organisation=organisation, words=words, **given)


def manager_of(profile: Profile) -> User:
    return User.objects.get(memberships__organisation=profile.pk, memberships__kind="manager")


def reviewed(profile: Profile, customer: User | None = None, rating: int = 5) -> Review:
    """Have a customer review a dealing."""
    found = dealing(profile, customer)
    return reviewing.review(by=found.customer, dealing=found.pk, rating=rating, text="It runs.")


def dealing(profile: Profile, customer: User | None = None, kind: str = "repair") -> Dealing:
    """Note that somebody had dealings with a shop."""
    return reviewing.dealt(
        organisation=profile.organisation, customer=customer or new(), kind=kind, reference=uuid.uuid4().hex
    )
