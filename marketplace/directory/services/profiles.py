"""What managers change of a profile, and what operations find."""

import unicodedata
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.common.problems import Problem
from marketplace.directory.models import Profile, ShownMember, Verification
from marketplace.users.models import Membership, Organisation, User
from marketplace.users.services.organisations import managed

NEEDED = ("country", "city")
"""What a profile says once it is shown."""
SEEN = ("address", "city", "country", "website")
"""What operations saw evidence of: where a manager changes it, the verification ends."""


def profile_of(organisation: Organisation) -> Profile:
    """Return an organisation's profile; an empty one that nobody sees where it has none yet."""
    empty = {"words": searched(organisation.name, "", [])}
    return Profile.objects.get_or_create(organisation=organisation, defaults=empty)[0]


def plain(text: str) -> str:
    """Return a text as searches compare it: without capitals and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def searched(name: str, city: str, services: Sequence[str]) -> str:
    """Return what a text search looks at."""
    return plain("\n".join([name, city, *services]))


def change(*, by: User, organisation: uuid.UUID, version: int, changes: dict[str, Any]) -> Profile:
    """Change a profile; what is not named stays. Of two changes of one version the first is made.

    :raises Problem: as ``managed``; ``profile:version``; ``profile:incomplete``.
    """
    shop = managed(user=by, organisation=organisation)
    profile_of(shop)
    with transaction.atomic():
        profile = _held(organisation)
        if profile.version != version:
            raise Problem("profile:version")
        if any(name in changes and changes[name] != getattr(profile, name) for name in SEEN):
            _end_verification(profile, by)
        for name, value in changes.items():
            setattr(profile, name, value)
        if profile.is_shown and not all(getattr(profile, name) for name in NEEDED):
            raise Problem("profile:incomplete")
        profile.words = searched(shop.name, profile.city, profile.services)
        profile.version += 1
        profile.save()
    return profile


def renamed(organisation: Organisation) -> None:
    """Have an organisation found by its new name, of which operations have seen no evidence."""
    with transaction.atomic():
        for profile in Profile.objects.select_for_update(of=("self",)).filter(organisation=organisation):
            words = searched(organisation.name, profile.city, profile.services)
            if words != profile.words:
                _end_verification(profile, None)
                profile.words, profile.version = words, profile.version + 1
                profile.save()


def on_saved(instance: Organisation, *, created: bool, **_: object) -> None:
    """Look whether an organisation was renamed, wherever that was done."""
    if not created:
        renamed(instance)


def show_member(*, by: User, organisation: uuid.UUID, member: uuid.UUID, title: str) -> ShownMember:
    """Show a member on the profile, with what they are there.

    :raises Problem: as ``managed``; ``request:not_found`` where there is no such member.
    """
    membership = _member(by, organisation, member)
    return ShownMember.objects.update_or_create(membership=membership, defaults={"title": title})[0]


def hide_member(*, by: User, organisation: uuid.UUID, member: uuid.UUID) -> None:
    """Show a member no more.

    :raises Problem: as ``show_member``.
    """
    ShownMember.objects.filter(membership=_member(by, organisation, member)).delete()


def verify(*, by: User, organisation: uuid.UUID, seen: str) -> Profile:
    """Note that operations found an organisation to be what it says. What was found before ends.

    :raises Problem: ``request:not_found`` where there is no such organisation.
    """
    shop = Organisation.objects.filter(pk=organisation).first()
    if shop is None:
        raise Problem("request:not_found")
    profile_of(shop)
    with transaction.atomic():
        profile = _held(organisation)
        _end_verification(profile, by)
        profile.verified_at = Verification.objects.create(profile=profile, by=by, seen=seen).at
        profile.save(update_fields=["verified_at"])
        record(actor=by, verb=Verb.PROFILE_VERIFIED, kind="profile", about=organisation)
    return profile


def unverify(*, by: User, organisation: uuid.UUID) -> None:
    """Take a verification back. Where there is none it changes nothing.

    :raises Problem: ``request:not_found`` where there is no such profile.
    """
    with transaction.atomic():
        profile = _held(organisation)
        _end_verification(profile, by)
        profile.save(update_fields=["verified_at"])
        record(actor=by, verb=Verb.PROFILE_UNVERIFIED, kind="profile", about=organisation)


def suspend(*, organisation: uuid.UUID) -> None:
    """Take a profile down: nobody but its members sees it, whatever they change. Suspended already, it stays so.

    :raises Problem: ``request:not_found`` where there is no such profile.
    """
    _set_suspended(organisation, suspended=True)


def unsuspend(*, organisation: uuid.UUID) -> None:
    """Give a profile back: it is seen again where its managers show it.

    :raises Problem: ``request:not_found`` where there is no such profile.
    """
    _set_suspended(organisation, suspended=False)


def _set_suspended(organisation: uuid.UUID, *, suspended: bool) -> None:
    with transaction.atomic():
        profile = _held(organisation)
        profile.suspended_at = (profile.suspended_at or timezone.now()) if suspended else None
        profile.save(update_fields=["suspended_at"])


def _end_verification(profile: Profile, by: User | None) -> None:
    """End what holds of a held profile; the caller saves it."""
    profile.verifications.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=by)
    profile.verified_at = None


def _held(organisation: uuid.UUID) -> Profile:
    profile = Profile.objects.select_for_update(of=("self",)).filter(pk=organisation).first()
    if profile is None:
        raise Problem("request:not_found")
    return profile


def _member(by: User, organisation: uuid.UUID, member: uuid.UUID) -> Membership:
    shop = managed(user=by, organisation=organisation)
    membership = Membership.objects.filter(organisation=shop, user=member).first()
    if membership is None:
        raise Problem("request:not_found")
    return membership
