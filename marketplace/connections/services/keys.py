"""Keys: how they are made, shown once, known again and revoked."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.connections.models import ApiKey, ConnectionEvent, Mode, Robot
from marketplace.users.models import Membership, Organisation, User
from marketplace.users.services.organisations import managed

BEGINS = "adriel_"
"""How every key begins, by which it is told from an access token, and found where it was left by mistake."""
MOST = 50
"""Keys that an organisation may have at once."""
COARSE = timedelta(hours=1)
"""How exactly it is kept when a key was used last: one write an hour, whatever is asked."""
VERBS = {ConnectionEvent.Kind.KEY_MADE: Verb.KEY_MADE, ConnectionEvent.Kind.KEY_REVOKED: Verb.KEY_REVOKED}
SHOWN = 8
"""Characters of the random part by which people know a key."""


def digest(key: str) -> str:
    """Return what is kept of a key. It has 192 random bits, so that nothing slower is needed."""
    return keyed("api key", key)


def make(
    *, by: User, organisation: uuid.UUID, name: str, mode: str, scopes: list[str], expires_at: datetime
) -> tuple[ApiKey, str]:
    """Make a key; return it with its text, which nobody can read again.

    :raises Problem: as ``managed``; ``key:too_many``.
    """
    with transaction.atomic():
        held = _held(by, organisation)
        now = timezone.now()
        if ApiKey.objects.filter(robot__organisation=held, revoked_at=None, expires_at__gt=now).count() >= MOST:
            raise Problem("key:too_many")
        begin, rest = f"{BEGINS}{mode}_", secrets.token_hex(24)
        key = ApiKey.objects.create(
            robot=_robot(held, Mode(mode)),
            name=name,
            prefix=begin + rest[:SHOWN],
            digest=digest(begin + rest),
            scopes=sorted(set(scopes)),
            created_by=by,
            expires_at=expires_at,
        )
        _note(ConnectionEvent.Kind.KEY_MADE, held, key, by)
    return key, begin + rest


def revoke(*, by: User, organisation: uuid.UUID, key: uuid.UUID) -> None:
    """End a key for good. With the last live one the robot leaves the staff.

    :raises Problem: as ``managed``; ``request:not_found`` where there is none that counts.
    """
    with transaction.atomic():
        held, now = _held(by, organisation), timezone.now()
        found = ApiKey.objects.filter(robot__organisation=held, pk=key, revoked_at=None).select_related("robot").first()
        if found is None:
            raise Problem("request:not_found")
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        if not found.robot.keys.filter(revoked_at=None, expires_at__gt=now).exists():
            Membership.objects.filter(organisation=held, user=found.robot.user_id).delete()
        _note(ConnectionEvent.Kind.KEY_REVOKED, held, found, by)


def known(text: str) -> ApiKey | None:
    """Return the key that a text is, if it counts; note that it was used.

    A live key counts for as long as its robot is on the staff: whoever dismisses that ends all of them.
    """
    key = ApiKey.objects.filter(digest=digest(text)).select_related("robot__user").first()
    now = timezone.now()
    if key is None or not key.counts(now) or not _belongs(key.robot):
        return None
    if key.last_used_at is None or key.last_used_at <= now - COARSE:
        hour = now.replace(minute=0, second=0, microsecond=0)
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=hour)
    return key


def _belongs(robot: Robot) -> bool:
    if not robot.user.is_active:
        return False
    return robot.mode == Mode.TEST or robot.user.memberships.filter(organisation=robot.organisation_id).exists()


def _held(by: User, organisation: uuid.UUID) -> Organisation:
    """Return an organisation whose row is held, so that the last key and the next do not miss each other."""
    held = managed(user=by, organisation=organisation)
    return Organisation.objects.select_for_update(of=("self",)).get(pk=held.pk)


def _robot(organisation: Organisation, mode: Mode) -> Robot:
    """Return the robot of a mode. Its address is under a name that RFC 2606 keeps from existing."""
    robot = organisation.robots.filter(mode=mode).first()
    if robot is None:
        user = User.objects.create_user(
            f"{uuid.uuid4().hex}@keys.invalid", display_name=f"software ({mode.label})", confirmed_at=timezone.now()
        )
        robot = organisation.robots.create(mode=mode, user=user)
    if mode is Mode.LIVE:
        organisation.memberships.get_or_create(user=robot.user, defaults={"kind": Membership.Kind.STAFF})
    return robot


def _note(kind: ConnectionEvent.Kind, organisation: Organisation, key: ApiKey, by: User) -> None:
    ConnectionEvent.objects.create(kind=kind, organisation=organisation.pk, about=key.pk, actor=by)
    record(actor=by, acting=Membership.Kind.MANAGER, verb=VERBS[kind], kind="key", about=key.pk)
