"""Which profiles somebody may see, and how they are searched."""

import base64
import binascii
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import IntegerField, Prefetch, Q, QuerySet, Value

from marketplace.common.problems import Problem
from marketplace.directory.geography import Place, box, metres
from marketplace.directory.hours import Hours, Intervals, Status, status
from marketplace.directory.models import Profile, Verification
from marketplace.directory.services.profiles import plain
from marketplace.users.models import Membership

LOOKED_AT = 500
"""Profiles of which a page finds out whether they are open; one that needs more ends early, with a cursor. They take
about 30 ms."""
LARGEST = 2**31 - 1

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search.

    :ivar kind: of organisation. :ivar text: words that must all be there. :ivar country: empty: any.
    :ivar near: with it the nearest come first. :ivar now: when “open” is meant.
    :ivar size: of a page. :ivar most: profiles of which it finds out whether they are open.
    """

    kind: str
    now: datetime
    text: str = ""
    country: str = ""
    verified: bool = False
    is_open: bool = False
    near: Place | None = None
    cursor: str = ""
    size: int = 25
    most: int = LOOKED_AT


@dataclass(slots=True)
class Found:
    """A page of what was found. :ivar next: cursor of the next one; empty: this is the last."""

    profiles: list[Profile] = field(default_factory=list)
    next: str = ""


def shown(kind: str) -> QuerySet[Profile]:
    """Return the profiles of a kind that anybody may see. Nobody sees one of an organisation without members."""
    somebody = Membership.objects.values("organisation")
    found = Profile.objects.filter(is_shown=True, suspended_at=None, organisation__kind=kind, organisation__in=somebody)
    return found.select_related("organisation")


def whole(kind: str, organisation: uuid.UUID) -> Profile:
    """Return a profile that anybody may see, with the evidence of its verification.

    :raises Problem: ``request:not_found``.
    """
    holds = Verification.objects.filter(ended_at=None).select_related("by")
    found = shown(kind).prefetch_related(Prefetch("verifications", holds)).filter(pk=organisation).first()
    if found is None:
        raise Problem("request:not_found")
    return found


def is_verified(organisation: uuid.UUID | None) -> bool:
    """Return whether operations found an organisation to be what it says."""
    return Profile.objects.filter(pk=organisation, verified_at__isnull=False).exists()


def staff(organisation: uuid.UUID) -> QuerySet[Membership]:
    """Return the members that an organisation shows."""
    found = Membership.objects.filter(organisation=organisation, shown__isnull=False)
    return found.select_related("user", "shown").order_by("created_at", "pk")


def search(asked: Asked) -> Found:
    """Return a page: the nearest first where a place is given, else in the order in which they came.

    :raises Problem: the cursor is none of ours.
    """
    found, last = Found(), ""
    for number, profile in enumerate(_walk(asked)):
        if len(found.profiles) == asked.size or number == asked.most:
            found.next = last
            break
        last = _written((profile.far, str(profile.pk)))  # type: ignore[attr-defined]  # an annotation of the query
        if not asked.is_open or status_of(profile, asked.now).is_open:
            found.profiles.append(profile)
    return found


def _walk(asked: Asked) -> Iterator[Profile]:
    """Yield what matches in its order, from the cursor on: as many as a page may need, and one more."""
    near = asked.near
    found = _narrowed(asked).annotate(far=metres(near) if near else Value(0, output_field=IntegerField()))
    if near:
        found = found.filter(box(near).condition(), far__lte=int(near.km * 1000))
    if asked.cursor:
        far, pk = _read(asked.cursor)
        found = found.filter(Q(far__gt=far) | Q(far=far, pk__gt=pk))
    many = asked.most if asked.is_open else asked.size
    return iter(found.order_by("far", "pk")[: many + 1])


def _narrowed(asked: Asked) -> QuerySet[Profile]:
    found = shown(asked.kind)
    for word in plain(asked.text).split():
        found = found.filter(words__contains=word)
    if asked.country:
        found = found.filter(country=asked.country)
    return found.filter(verified_at__isnull=False) if asked.verified else found


def _written(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(cursor: str) -> Key:
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        match said:
            case [int(far), str(pk)] if not isinstance(far, bool) and 0 <= far <= LARGEST:
                return far, str(uuid.UUID(pk))
    except (ValueError, binascii.Error, RecursionError):
        pass
    raise Problem("request:invalid", errors={"cursor": ["Take it from “next”, as it is."]})


def hours_of(profile: Profile) -> Hours:
    """Return when a place is open, as ``hours`` knows it."""
    week = {int(day): _intervals(pairs) for day, pairs in profile.week.items()}
    days = {date.fromisoformat(day): _intervals(pairs) for day, pairs in profile.days.items()}
    return Hours(ZoneInfo(profile.time_zone), week, days)


def status_of(profile: Profile, now: datetime) -> Status:
    """Return whether a place is open."""
    return status(hours_of(profile), now)


def _intervals(pairs: list[list[str]]) -> Intervals:
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)
