"""Repairs: opened by a shop, done once its part was examined, written into the watch's service book."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marketplace.authentication.models import Case
from marketplace.authentication.services import drafts
from marketplace.authentication.states import EXAMINED
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.directory.services import reviewing
from marketplace.repairs import tasks
from marketplace.repairs.models import BookEntry, Repair
from marketplace.repairs.selectors import jobs as selectors
from marketplace.repairs.services import books
from marketplace.users.models import Organisation, User
from models.catalogue.spelling import skeleton
from models.vocabulary.views import Profile

State = Repair.State


def open_repair(*, by: User, shop: UUID, email: str, title: str, claim: dict[str, Any]) -> Repair:
    """Open a repair, with the case of a part, and ask the customer.

    :param email: the customer's; whether it has an account is told nobody.
    :raises Problem: the claim is not as it should be, a quota is used up, or the account belongs to no such shop.
    """
    found = by.organisations.filter(pk=shop, kind=Organisation.Kind.REPAIR_SHOP).first()
    if not isinstance(found, Organisation):
        raise Problem("request:invalid", errors={"shop": ["Name a repair shop that you belong to."]})
    with transaction.atomic():
        case = drafts.open_draft(
            owner=by, claim=claim, profile=Profile.PART.value, challenge=False, organisation=found.pk
        )
        repair = Repair.objects.create(
            shop=found, opened_by=by, email=email, case=case, watch=watch_of(case), title=title
        )
        tasks.ask_later(repair.pk)
    return repair


def watch_of(case: Case) -> str:
    """Return the keyed hash of a claim's watch; empty where it does not say which one it is."""
    claim = drafts.claim_of(case)
    named = [skeleton(each or "") or (each or "") for each in (claim.brand, claim.reference, claim.serial)]
    return keyed("watch", "\0".join(named)) if all(named) else ""


def held(user: User, repair: str, *, as_shop: bool) -> Repair:
    """Return a repair that an account may see, its row held until the transaction ends.

    :raises Problem: ``request:not_found``; ``request:forbidden`` where it is the other side's to do.
    """
    found = selectors.visible_to(user).filter(pk=repair).first()
    if found is None:
        raise Problem("request:not_found")
    mine = selectors.of_shops(user) if as_shop else selectors.of_customer(user)
    if not mine.filter(pk=repair).exists():
        raise Problem("request:forbidden")
    return Repair.objects.select_for_update(of=("self",)).select_related("shop", "case").get(pk=repair)


def ask_again(*, by: User, repair: str) -> None:
    """Send the customer another letter, which ends the one before.

    :raises Problem: as ``held``; ``repair:state`` once it was answered.
    """
    with transaction.atomic():
        found = held(by, repair, as_shop=True)
        if found.state != State.ASKED:
            raise Problem("repair:state")
        tasks.ask_later(found.pk)


def cancel(*, by: User, repair: str) -> Repair:
    """Call off a repair that is not done.

    :raises Problem: as ``held``; ``repair:state``.
    """
    with transaction.atomic():
        found = held(by, repair, as_shop=True)
        if found.state not in {State.ASKED, State.CONSENTED}:
            raise Problem("repair:state")
        found.state, found.link_hash = State.CANCELLED, ""
        found.save(update_fields=["state", "link_hash"])
    return found


def finish(*, by: User, repair: str, work: dict[str, Any]) -> BookEntry:
    """End a repair whose part was examined, and write it into the watch's service book.

    :param work: ``done_on``, ``text`` and ``parts``.
    :raises Problem: as ``held``; ``repair:state``, ``repair:not_examined``, ``repair:watch_unknown``,
        ``book:other_owner``.
    """
    with transaction.atomic():
        found = held(by, repair, as_shop=True)
        if found.state != State.CONSENTED:
            raise Problem("repair:state")
        if found.case.standing not in EXAMINED:
            raise Problem("repair:not_examined")
        found.state, found.done_at = State.DONE, timezone.now()
        found.save(update_fields=["state", "done_at"])
        entry = books.write(repair=found, by=by, work={**work, "certificate": _certificate(found.case)})
        if found.customer is not None:
            note_dealing(found, found.customer)
    return entry


def note_dealing(repair: Repair, customer: User) -> None:
    """Note that somebody had dealings with the shop: they may review it."""
    reviewing.dealt(organisation=repair.shop, customer=customer, kind="repair", reference=repair.pk)


def _certificate(case: Case) -> str | None:
    return case.examinations.get(number=case.examination).certificate or None
