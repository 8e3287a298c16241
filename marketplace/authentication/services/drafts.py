"""Drafts: a case before it is submitted, and the photos that are to go with it."""

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from marketplace.authentication.models import Case, Photo
from marketplace.authentication.services import events, quotas
from marketplace.authentication.states import EXAMINED, State
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users.models import Organisation, User
from models.catalogue.spelling import skeleton
from models.vocabulary.case import MAX_PHOTOS
from models.vocabulary.claim import Claim
from models.vocabulary.views import Lane, Profile

CHANGEABLE = EXAMINED | {State.DRAFT, State.NEEDS_PHOTOS, State.FAILED}
"""States in which photos may be added and removed: they count from the next submission on."""

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are mistaken for others on paper."""


def open_draft(
    *,
    owner: User,
    claim: dict[str, Any],
    profile: str,
    challenge: bool,
    lane: str = Lane.STANDARD,
    organisation: UUID | None = None,
) -> Case:
    """Open a case.

    :param challenge: whether the owner wants to show that the watch is at hand: a time and a code are drawn.
    :param organisation: for which it is; everybody who belongs to it may see the case.
    :raises Problem: the claim is not as it should be, a quota is used up, or the account may not choose this lane.
    """
    case = Case(owner=owner, profile=profile, lane=lane, organisation=_organisation(owner, organisation))
    _check_lane(case)
    _claim(case, claim)
    _draw(case, wanted=challenge)
    with transaction.atomic():
        quotas.hold(owner)
        quotas.check_open(owner)
        case.save(force_insert=True)
    return case


def change_draft(*, case_id: str, changes: dict[str, Any]) -> Case:
    """Change a case before it is submitted; what is not named stays. A claim is replaced whole.

    :raises Problem: as ``open_draft``; or the case is no draft any more.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        if case.standing is not State.DRAFT:
            raise Problem("case:state")
        case.profile = changes.get("profile", case.profile)
        case.lane = changes.get("lane", case.lane)
        if "organisation" in changes:
            case.organisation = _organisation(case.owner, changes["organisation"])
        _check_lane(case)
        _claim(case, changes.get("claim") or claim_of(case).model_dump(exclude_none=True))
        _draw(case, wanted=changes.get("challenge", bool(case.challenge_time)))
        case.save()
    return case


def claim_of(case: Case) -> Claim:
    """Return the claim as the pipeline knows it, with the serial number that is kept apart."""
    return checked_claim({**case.claim, **({"serial": case.serial} if case.serial else {})}, case.profile)


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


def _claim(case: Case, claim: dict[str, Any]) -> None:
    """Set the claim, and its serial number apart from it."""
    checked = checked_claim(claim, case.profile)
    case.claim = checked.model_dump(mode="json", exclude={"serial"}, exclude_none=True)
    case.serial = checked.serial or ""
    plain = skeleton(case.serial) or case.serial
    case.serial_hash = keyed("serial", plain) if plain else ""


def _draw(case: Case, *, wanted: bool) -> None:
    """Draw what is to be shown. What was drawn stays: nobody draws until they get a time that their photos show."""
    if not wanted:
        case.challenge_time = case.challenge_code = ""
    elif not case.challenge_time:
        case.challenge_time = f"{secrets.randbelow(12) + 1:02}:{secrets.randbelow(60):02}"
        case.challenge_code = "".join(secrets.choice(_LETTERS) for _ in range(4))


def _organisation(owner: User, organisation: UUID | None) -> Organisation | None:
    if organisation is None:
        return None
    found = owner.organisations.filter(pk=organisation).first()
    if not isinstance(found, Organisation):
        raise Problem("request:invalid", errors={"organisation": ["Name one that you belong to."]})
    return found


def _check_lane(case: Case) -> None:
    """Let only stores and operations choose the express lane: whoever waits at a counter goes before the rest."""
    is_store = case.organisation is not None and case.organisation.kind == Organisation.Kind.STORE
    if case.lane == Lane.EXPRESS and not (is_store or case.owner.is_operations):
        raise Problem("case:lane")


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
