"""Tickets: what a page shows instead of its access token where an address is all it can send.

Browsers let a page set no header on a socket, and addresses end up in logs. A ticket opens one case for one account,
once, within half a minute.
"""

import secrets
from dataclasses import dataclass

from django.core.cache import cache

from marketplace.common.hashing import keyed
from marketplace.users.models import User

LIFETIME = 30
"""Seconds."""

LONGEST = 100
"""Characters that are looked at: longer than any ticket."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who watches a case.

    :ivar generation: of the account when they were let in: logged out everywhere, they see nothing more.
    """

    account: str
    generation: int
    case: str


def watcher(user: User, case: str) -> Watcher:
    """Return an account as a case's watcher."""
    return Watcher(account=str(user.pk), generation=user.generation, case=case)


def issue(user: User, case: str) -> str:
    """Return a new ticket; only its hash is kept."""
    ticket = secrets.token_urlsafe(32)
    cache.set(_key(ticket), (str(user.pk), user.generation, case), LIFETIME)
    return ticket


def redeem(ticket: str, case: str) -> Watcher | None:
    """Return whom a ticket lets in to a case, and spend it; None where it is spent, too old or another case's."""
    if not 0 < len(ticket) <= LONGEST:
        return None
    key = _key(ticket)
    known = cache.get(key)
    if known is None or known[2] != case or not cache.delete(key):  # of two at once, one removes it
        return None
    return Watcher(*known)


def _key(ticket: str) -> str:
    return f"ticket:{keyed('ticket', ticket)}"
