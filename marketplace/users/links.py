"""Tokens that are sent to an address: signed, short-lived, for one purpose and one use, and kept nowhere.

A token names a row and carries a digest of that row's state. What it is for changes that state (a confirmation sets
``confirmed_at``, a reset the password), so that it works once, and so that a later token of the same purpose, or a
log-out everywhere, ends the earlier ones.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from django.core import signing
from django.utils.crypto import constant_time_compare

from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.users.models import Invitation, User


class Purpose(StrEnum):
    """What a token allows."""

    CONFIRM = "confirm"
    RESET = "reset"
    MOVE = "move"
    JOIN = "join"


LIFETIMES = {
    Purpose.CONFIRM: timedelta(days=3),
    Purpose.RESET: timedelta(hours=1),
    Purpose.MOVE: timedelta(days=1),
    Purpose.JOIN: timedelta(days=7),
}

STATES: dict[Purpose, Callable[[User], tuple[object, ...]]] = {
    # With the password: who registers an address again while it is unconfirmed ends the token of who did before.
    Purpose.CONFIRM: lambda user: (user.email, user.password, user.confirmed_at),
    Purpose.RESET: lambda user: (user.email, user.password, user.generation),
    Purpose.MOVE: lambda user: (user.email, user.pending_email, user.password, user.generation),
}


def for_account(purpose: Purpose, user: User) -> str:
    """Return the token by which whoever reads an account's mail may do something."""
    return _sign(purpose, user.pk, STATES[purpose](user))


def for_invitation(invitation: Invitation) -> str:
    """Return the token by which the invited address may join."""
    return _sign(Purpose.JOIN, invitation.pk, _open(invitation))


def account(purpose: Purpose, token: str) -> User:
    """Return the active account of a token, its row held until the transaction ends.

    :raises Problem: ``account:token_invalid``.
    """
    pk, digest = _read(purpose, token)
    user = User.objects.select_for_update(of=("self",)).filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(digest, _digest(purpose, STATES[purpose](user))):
        raise Problem("account:token_invalid")
    return user


def invitation(token: str) -> Invitation:
    """Return the open invitation of a token, its row held until the transaction ends.

    :raises Problem: ``account:token_invalid``.
    """
    pk, digest = _read(Purpose.JOIN, token)
    found = Invitation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None or not constant_time_compare(digest, _digest(Purpose.JOIN, _open(found))):
        raise Problem("account:token_invalid")
    return found


def _open(invitation: Invitation) -> tuple[object, ...]:
    return (invitation.email, invitation.accepted_at, invitation.withdrawn_at)


def _sign(purpose: Purpose, pk: object, state: tuple[object, ...]) -> str:
    return signing.dumps([str(pk), _digest(purpose, state)], salt=f"adriel.{purpose}")


def _read(purpose: Purpose, token: str) -> tuple[str, str]:
    try:
        pk, digest = signing.loads(token, salt=f"adriel.{purpose}", max_age=LIFETIMES[purpose])
    except signing.BadSignature:
        raise Problem("account:token_invalid") from None
    return pk, digest


def _digest(purpose: Purpose, state: tuple[object, ...]) -> str:
    return keyed(f"link.{purpose}", "\0".join(map(str, state)))
