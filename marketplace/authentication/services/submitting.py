"""Submitting: photos are judged by their first bytes, pinned in the blob store, and the examination is sent."""

import hashlib
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination, Photo
from marketplace.authentication.selectors import reference_sets
from marketplace.authentication.services import drafts, events
from marketplace.authentication.states import OPEN, Action, State, after
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users.models import User
from models import catalogue
from models.vocabulary.case import CaseFile, Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Submitted
from models.vocabulary.views import Lane, Profile, View
from models.vocabulary.words import rejection
from pipeline import keys, references, seen
from pipeline.adapters.clock import SystemClock
from pipeline.imaging import sniff
from pipeline.imaging.refusal import Refused
from pipeline.intake import open_again, open_case
from pipeline.ports import BlobMissing

Files = list[tuple[Photo, Submitted, bytes]]


def submit(*, case_id: str, actor: User, key: str) -> Case:
    """Submit a case, or one that was examined once more, with the photos that it has now.

    A repeat with the same key changes nothing. Of two at once one wins.

    :raises Problem: photos are missing or cannot be used, a quota is used up, or the case stands elsewhere.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        last = case.examinations.order_by("-number").first()
        if last is not None and last.submission_key == key:
            return case
        after(case.standing, Action.SUBMIT)
        _check_quota(case, actor)
        files = _files(case)
        file = _pinned(case, files)
        case.examination = file.examination
        case.submitted_at = case.submitted_at or timezone.now()
        case.save(update_fields=["examination", "submitted_at"])
        kind = Examination.Kind.FIRST if file.examination == 1 else Examination.Kind.AGAIN
        Examination.objects.create(
            case=case, number=file.examination, kind=kind, without=file.without, submission_key=key
        )
        events.move(case, Action.SUBMIT, actor=actor)
        gateway.dispatch(case)
        transaction.on_commit(lambda: _clear_uploads(files), robust=True)
    return case


def _check_quota(case: Case, actor: User) -> None:
    """Hold the account against its quotas: cases open at once, and submitted since a day ago."""
    own = Case.objects.filter(owner=actor).exclude(pk=case.pk)
    if own.filter(state__in=OPEN - {State.DRAFT}).count() >= settings.CASES_OPEN_AT_ONCE:
        raise Problem("case:too_many_open", retry_after=60)
    since = timezone.now() - timedelta(days=1)
    if Examination.objects.filter(case__owner=actor, created_at__gte=since).count() >= settings.CASES_A_DAY:
        raise Problem("case:too_many_today", retry_after=3600)


def _files(case: Case) -> Files:
    """Return the photos with their bytes, each judged by its content; nothing is decoded.

    :raises Problem: naming each photo that is missing or cannot be used.
    """
    photos = list(case.photos.filter(removed_at=None).order_by("pk"))
    if not photos:
        raise Problem("case:no_photos")
    data = {photo.label: _bytes(photo) for photo in photos}
    if missing := [label for label, found in data.items() if found is None]:
        raise Problem("photo:missing", errors={label: ["Upload it, or remove it from the case."] for label in missing})
    given = [(photo, data[photo.label] or b"") for photo in photos]
    if refused := {photo.label: why for photo, found in given if (why := _refusal(found))}:
        raise Problem("photo:refused", errors=refused)
    return [(photo, _submitted(photo, found), found) for photo, found in given]


def _bytes(photo: Photo) -> bytes | None:
    """Return a photo's bytes: as uploaded, or as an earlier examination kept them."""
    try:
        return blobs().get(keys.photo(photo.case_id, photo.sha256) if photo.sha256 else place(photo.key))
    except BlobMissing:
        return None


def _refusal(data: bytes) -> list[str] | None:
    try:
        sniff.inspect(data, settings.PIPELINE.limits)
    except Refused as fault:
        return [fault.reason.value, rejection(fault.reason)]
    return None


def _submitted(photo: Photo, data: bytes) -> Submitted:
    digest = hashlib.sha256(data).hexdigest()
    return Submitted(sha256=digest, view=View(photo.view), ordinal=photo.ordinal, size=len(data))


def _pinned(case: Case, files: Files) -> CaseFile:
    """Pin what the examination rests on in the blob store, and note what each photo is."""
    store, clock = blobs(), SystemClock()
    claim = drafts.checked_claim({**case.claim, **({"serial": case.serial} if case.serial else {})}, case.profile)
    photos = [(submitted, data) for _, submitted, data in files]
    knowledge, challenge, without = _knowledge(claim), _challenge(case), _left_out()
    for photo, submitted, data in files:
        photo.sha256, photo.size = submitted.sha256, len(data)
        photo.examination = photo.examination or case.examination + 1
    Photo.objects.bulk_update([photo for photo, _, _ in files], ["sha256", "size", "examination"])
    if case.examination:
        last = CaseFile.model_validate_json(store.get(keys.case_file(case.pk, case.examination)))
        return open_again(store, clock, last, photos=photos, knowledge=knowledge, challenge=challenge, without=without)
    return open_case(
        store,
        clock,
        claim=claim,
        profile=Profile(case.profile),
        lane=Lane(case.lane),
        photos=photos,
        owner=keyed("owner", str(case.owner_id)),
        case=case.pk,
        knowledge=knowledge,
        challenge=challenge,
        without=without,
    )


def _knowledge(claim: Claim) -> dict[str, str]:
    """Return the digests of what the examiners need from elsewhere."""
    digest = reference_sets.for_claim(claim) or _shipped(claim)
    return {"seen": seen.head(blobs())} | ({"references": digest} if digest else {})


def _shipped(claim: Claim) -> str | None:
    """Return the digest of the set that the catalogue ships for a claim: photos of ours, published once."""
    folder = references.find_shipped(claim, catalogue.load())
    return references.publish(blobs(), folder, settings.PIPELINE.limits) if folder else None


def _challenge(case: Case) -> Challenge | None:
    if not case.challenge_time:
        return None
    return Challenge(time=case.challenge_time, code=case.challenge_code)


def _left_out() -> dict[str, str]:
    """Return who is not asked today, and why: Gemini, once the day's budget is spent."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    spent = Examination.objects.filter(ended_at__gte=today).aggregate(all=Sum("cost_usd"))["all"] or Decimal(0)
    return {"vision": "daily budget"} if spent >= Decimal(str(settings.GEMINI_DAILY_BUDGET_USD)) else {}


def _clear_uploads(files: Files) -> None:
    for photo, _, _ in files:
        blobs().delete(place(photo.key))
