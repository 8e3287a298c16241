"""What an owner may do with a case beside submitting it: appeal, withdraw it with its photos."""

from django.db import transaction
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Appeal, Case
from marketplace.authentication.services import events
from marketplace.authentication.states import Action, State
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users.models import User


def appeal(*, case_id: str, actor: User, reason: str) -> Case:
    """Have experts look at a case whose outcome its owner does not accept; once for each examination.

    :raises Problem: it was appealed against already.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        if case.appeals.filter(examination=case.examination).exists():
            raise Problem("case:appealed")
        events.move(case, Action.REVIEW, actor=actor)
        Appeal.objects.create(case=case, examination=case.examination, reason=reason)
    return case


def withdraw(*, case_id: str, actor: User) -> Case:
    """Withdraw a case for good: its photos are erased, certificates stay. Again, it changes nothing.

    What cannot be erased at once, because broker or store is away, ``tidying`` erases later.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        if case.erased_at is not None:
            return case
        if case.standing is not State.WITHDRAWN:
            events.move(case, Action.WITHDRAW, actor=actor)
        case.erased_at = timezone.now()
        case.serial, case.serial_hash = "", ""
        case.save(update_fields=["erased_at", "serial", "serial_hash"])
        case.appeals.update(reason="")
        case.photos.filter(removed_at=None).update(removed_at=case.erased_at)
        transaction.on_commit(lambda: _erase(case), robust=True)
    return case


def _erase(case: Case) -> None:
    gateway.erase(case.pk)
    for photo in case.photos.filter(examination=0):
        blobs().delete(place(photo.key))
