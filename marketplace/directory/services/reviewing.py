"""Reviews: who may write one, the one answer to it, and what operations take down.

What a profile says of its reviews is changed while its row is held, in the transaction that changes a review.
"""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.directory.models import Dealing, Profile, Review
from marketplace.directory.services.profiles import profile_of
from marketplace.users.models import Membership, Organisation, User
from marketplace.users.services import allowances
from marketplace.users.services.allowances import Act


def dealt(*, organisation: Organisation, customer: User, kind: str, reference: str) -> Dealing:
    """Note that a customer had dealings with an organisation; noted again, it changes nothing."""
    given = {"organisation": organisation, "customer": customer}
    dealing, _ = Dealing.objects.get_or_create(kind=kind, reference=reference, defaults=given)
    return dealing


def review(*, by: User, dealing: uuid.UUID, rating: int, text: str) -> Review:
    """Say something of a dealing: its customer, once.

    :raises Problem: ``request:not_found``, ``review:given`` or ``review:own_shop``; ``account:enough_today``.
    """
    found = Dealing.objects.filter(pk=dealing, customer=by).select_related("organisation").first()
    if found is None:
        raise Problem("request:not_found")
    if Membership.objects.filter(user=by, organisation=found.organisation).exists():
        raise Problem("review:own_shop")
    profile_of(found.organisation)
    try:
        with transaction.atomic():
            written = Review.objects.filter(dealing__customer=by)
            allowances.check(Act.REVIEW, user=by, done=written, at="created_at")
            _count(found.organisation_id, rating, 1)
            return Review.objects.create(dealing=found, rating=rating, text=text)
    except IntegrityError:
        raise Problem("review:given") from None


def take_back(*, by: User, review: uuid.UUID) -> None:
    """Remove a review of one's own, its answer with it. The dealing may be reviewed anew.

    :raises Problem: ``request:not_found``; ``review:hidden``: what was taken down is not written anew.
    """
    with transaction.atomic():
        held = _held(review)
        if held.dealing.customer_id != by.pk:
            raise Problem("request:not_found")
        if held.hidden_at is not None:
            raise Problem("review:hidden")
        _count(held.dealing.organisation_id, -held.rating, -1)
        held.delete()


def forget(*, customer: User) -> None:
    """Remove every review of an account that goes, those that were taken down too."""
    for pk in Review.objects.filter(dealing__customer=customer).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            held = _held(pk)
            if held.hidden_at is None:
                _count(held.dealing.organisation_id, -held.rating, -1)
            held.delete()


def answer(*, by: User, review: uuid.UUID, text: str) -> Review:
    """Answer a review of an organisation that one manages, once.

    :raises Problem: ``request:not_found``, ``request:forbidden`` or ``review:answered``.
    """
    with transaction.atomic():
        held = _held(review)
        kinds = Membership.objects.filter(user=by, organisation=held.dealing.organisation_id).values_list("kind")
        if held.hidden_at is not None and not kinds:
            raise Problem("request:not_found")
        if (Membership.Kind.MANAGER,) not in kinds:
            raise Problem("request:forbidden")
        if held.answered_at is not None:
            raise Problem("review:answered")
        held.answer, held.answered_at, held.answered_by = text, timezone.now(), by
        held.save(update_fields=["answer", "answered_at", "answered_by"])
    return held


def hide(*, review: uuid.UUID) -> None:
    """Take a review down: it is neither shown nor counted. Hidden already, it stays so.

    :raises Problem: ``request:not_found``.
    """
    _set_hidden(review, hidden=True)


def show_again(*, review: uuid.UUID) -> None:
    """Show and count a review again that was taken down.

    :raises Problem: ``request:not_found``.
    """
    _set_hidden(review, hidden=False)


def hide_answer(*, review: uuid.UUID) -> None:
    """Take the answer to a review down. It stays the one answer: there is no other in its place.

    :raises Problem: ``request:not_found``.
    """
    _set_answer_hidden(review, hidden=True)


def show_answer_again(*, review: uuid.UUID) -> None:
    """Show an answer again that was taken down.

    :raises Problem: ``request:not_found``.
    """
    _set_answer_hidden(review, hidden=False)


def _set_hidden(review: uuid.UUID, *, hidden: bool) -> None:
    with transaction.atomic():
        held = _held(review)
        if hidden != (held.hidden_at is not None):
            sign = -1 if hidden else 1
            _count(held.dealing.organisation_id, sign * held.rating, sign)
        held.hidden_at = (held.hidden_at or timezone.now()) if hidden else None
        held.save(update_fields=["hidden_at"])


def _set_answer_hidden(review: uuid.UUID, *, hidden: bool) -> None:
    with transaction.atomic():
        held = _held(review)
        held.answer_hidden_at = (held.answer_hidden_at or timezone.now()) if hidden else None
        held.save(update_fields=["answer_hidden_at"])


def _held(review: uuid.UUID) -> Review:
    held = Review.objects.select_for_update(of=("self",)).select_related("dealing").filter(pk=review).first()
    if held is None:
        raise Problem("request:not_found")
    return held


def _count(organisation: uuid.UUID, rating: int, number: int) -> None:
    """Count a review in, or out, of what the profile says. Its row is held until the transaction ends."""
    profile = Profile.objects.select_for_update(of=("self",)).get(pk=organisation)
    profile.rating_sum += rating
    profile.rating_count += number
    profile.save(update_fields=["rating_sum", "rating_count"])
