"""Consent: nothing of a customer's watch is examined before its owner said yes.

With an account of the address that the shop named, or by the link in the letter. A link is spent by its first use: of
two at once one counts, as the repair's row is held.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from marketplace.authentication.models import Case
from marketplace.common.problems import Problem
from marketplace.repairs.models import Repair, ServiceBook
from marketplace.repairs.services import links
from marketplace.repairs.services.jobs import held, note_dealing, watch_of
from marketplace.users.models import User

State, By = Repair.State, Repair.By
OPEN = (State.ASKED, State.CONSENTED)
ENDED = (State.DECLINED, State.CANCELLED)


def hold(case: Case) -> None:
    """Hold the case of a repair to which nobody consented, or that is about another watch by now.

    :raises Problem: ``case:held``.
    """
    found = Repair.objects.filter(case=case).first()
    if found is not None and (found.consented_at is None or found.state in ENDED or watch_of(case) != found.watch):
        raise Problem("case:held")


def answer(*, by: User, repair: str, consents: bool) -> Repair:
    """Answer as the account of the address that was asked, which becomes the customer's.

    :raises Problem: as ``held``; ``repair:state``.
    """
    with transaction.atomic():
        found = held(by, repair, as_shop=False)
        found.customer = by
        _answer(found, consents=consents, by=By.ACCOUNT)
    return found


def answer_by_link(*, token: str, consents: bool) -> Repair:
    """Answer by the link of a letter, without an account. It is spent by that.

    :raises Problem: ``repair:link_invalid``, ``repair:state``.
    """
    repair, digest = links.read(token)
    with transaction.atomic():
        found = Repair.objects.select_for_update(of=("self",)).select_related("shop", "case").filter(pk=repair).first()
        if found is None or not found.link_hash or not constant_time_compare(digest, found.link_hash):
            raise Problem("repair:link_invalid")
        if found.link_expires_at is None or found.link_expires_at <= timezone.now():
            raise Problem("repair:link_invalid")
        _answer(found, consents=consents, by=By.LINK)
    return found


def _answer(repair: Repair, *, consents: bool, by: str) -> None:
    if repair.state != State.ASKED:
        raise Problem("repair:state")
    repair.state, repair.link_hash = (State.CONSENTED if consents else State.DECLINED), ""
    if consents:
        repair.consented_by, repair.consented_at = by, timezone.now()
    repair.save(update_fields=["state", "link_hash", "consented_by", "consented_at", "customer"])


def claim(*, by: User, repair: str) -> Repair:
    """Take over a repair to which one consented by link, now that one has an account of that address.

    The watch's service book becomes the account's too, where this repair began it and it belongs to nobody.

    :raises Problem: as ``held``; ``repair:state`` where somebody took it over, or nobody has consented.
    """
    with transaction.atomic():
        found = held(by, repair, as_shop=False)
        if found.customer is not None or found.consented_at is None:
            raise Problem("repair:state")
        found.customer = by
        found.save(update_fields=["customer"])
        if found.state == State.DONE:
            note_dealing(found, by)
            ServiceBook.objects.filter(entries__repair=found, entries__number=1, owner=None).update(owner=by)
    return found


def call_off(*, repair: str) -> None:
    """End a repair that is under way, as its customer leaves."""
    Repair.objects.filter(pk=repair, state__in=OPEN).update(state=State.CANCELLED, link_hash="")
