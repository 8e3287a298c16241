"""How the log is written."""

from marketplace.audit import requests
from marketplace.audit.models import AuditEntry
from marketplace.audit.verbs import Verb
from marketplace.users.models import User

LONGEST = 500
"""Characters of a reason."""


def record(*, actor: User, verb: Verb, kind: str, about: object, reason: str = "", acting: str = "") -> AuditEntry:
    """Write that somebody did something. Called in the transaction of the act: neither is there without the other.

    :param kind: what it was done to. :param about: its id.
    :param reason: a code, or what was given as a reason; no name, no address, no serial number.
    :param acting: as what, where that is not the account's role: ``manager``.
    """
    sent_with = requests.key()
    return AuditEntry.objects.create(
        actor=actor.pk,
        acting=f"key {sent_with}" if sent_with else acting or actor.role,
        verb=verb,
        kind=kind,
        about=str(about),
        reason=reason[:LONGEST],
        request=requests.current(),
    )
