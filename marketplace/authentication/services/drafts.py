"""Drafts: a case before it is submitted, and the photos that are to go with it."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from marketplace.authentication.models import Case, Photo
from marketplace.authentication.services import events
from marketplace.authentication.states import State
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users.models import User
from models.catalogue.spelling import skeleton
from models.vocabulary.case import MAX_PHOTOS
from models.vocabulary.claim import Claim
from models.vocabulary.views import Profile

CHANGEABLE = frozenset(
    {State.DRAFT, State.NEEDS_PHOTOS, State.AUTHENTIC, State.COUNTERFEIT, State.INCONCLUSIVE, State.FAILED}
)
"""States in which photos may be added and removed: they count from the next submission on."""

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are mistaken for others on paper."""


def open_draft(*, owner: User, claim: dict[str, Any], profile: str, challenge: bool) -> Case:
    """Open a case.

    :param challenge: whether the owner wants to show that the watch is at hand: a time and a code are drawn.
    :raises Problem: the claim is not as it should be.
    """
    checked = checked_claim(claim, profile)
    serial = checked.serial or ""
    return Case.objects.create(
        owner=owner,
        profile=profile,
        claim=checked.model_dump(mode="json", exclude={"serial"}, exclude_none=True),
        serial=serial,
        serial_hash=keyed("serial", skeleton(serial)) if serial else "",
        challenge_time=f"{secrets.randbelow(12) + 1:02}:{secrets.randbelow(60):02}" if challenge else "",
        challenge_code="".join(secrets.choice(_LETTERS) for _ in range(4)) if challenge else "",
    )


def checked_claim(claim: dict[str, Any], profile: str) -> Claim:
    """Return the claim as the pipeline knows it.

    :raises Problem: naming each field, never its value.
    """
    try:
        checked = Claim.model_validate(claim)
    except ValidationError as fault:
        wrong = fault.errors(include_url=False, include_input=False, include_context=False)
        said = {str(each["loc"][0]) if each["loc"] else "claim": [each["msg"]] for each in wrong}
        raise Problem("claim:invalid", errors=said) from None
    if profile == Profile.PART and checked.part is None:
        raise Problem("claim:invalid", errors={"part": ["Say which part is to be examined."]})
    return checked


def announce_photo(*, case_id: str, view: str, content_type: str) -> Photo:
    """Note that a photo is to come, under a key that nobody guesses.

    :raises Problem: the case takes no photos now, or no more.
    """
    with transaction.atomic():
        case = changeable(case_id)
        taken = list(case.photos.filter(removed_at=None).values_list("view", "ordinal"))
        if len(taken) >= MAX_PHOTOS:
            raise Problem("photo:too_many")
        ordinal = next(number for number in range(1, MAX_PHOTOS + 1) if (view, number) not in taken)
        return Photo.objects.create(case=case, view=view, ordinal=ordinal, content_type=content_type)


def remove_photo(*, case_id: str, photo: Photo) -> None:
    """Take a photo out of what is submitted next."""
    with transaction.atomic():
        changeable(case_id)
        Photo.objects.filter(pk=photo.pk).update(removed_at=timezone.now())
        transaction.on_commit(lambda: blobs().delete(place(photo.key)), robust=True)


def changeable(case_id: str) -> Case:
    """Return a case, held, that may be changed.

    :raises Problem: it may not be, where it stands.
    """
    case = events.locked(case_id)
    if case.standing not in CHANGEABLE:
        raise Problem("case:state")
    return case
