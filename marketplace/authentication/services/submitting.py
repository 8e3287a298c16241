"""Submitting a case: its photos are judged by their content, all is pinned in the store, and the examination is sent.

Photos are read twice, one at a time: a case of forty would not fit into memory beside others.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination, Photo
from marketplace.authentication.selectors import reference_sets
from marketplace.authentication.services import drafts, events, holds, quotas, trials
from marketplace.authentication.states import Action, after
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


def submit(*, case_id: str, actor: User, key: str) -> Case:
    """Submit a case, or one that was examined once more, with the photos that it has now.

    A repeat with the same key changes nothing. Of two at once one wins. What fails half-way leaves the rows as they
    were, and is done anew by the next try.

    :raises Problem: photos are missing or cannot be used, or a quota is used up.
    :raises NotAllowed: the case stands elsewhere.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        if case.examinations.filter(submission_key=key).exists():
            return case
        after(case.standing, Action.SUBMIT)
        holds.check(case)
        quotas.check(actor, beside=case.pk)
        photos = _judged(case)
        file = _pinned(case, photos)
        quotas.hold(actor)
        quotas.check(actor, beside=case.pk)
        _noted(case, file, photos, key)
        events.move(case, Action.SUBMIT, actor=actor)
        gateway.dispatch(case)
        transaction.on_commit(lambda: _clear_uploads(photos), robust=True)
    return case


def _judged(case: Case) -> list[Photo]:
    """Return the photos that the case has now, with size and digest. They are judged by content; nothing is decoded.

    :raises Problem: naming each photo that is missing or cannot be used.
    """
    photos = list(case.photos.filter(removed_at=None).order_by("pk"))
    if not photos:
        raise Problem("case:no_photos")
    missing, refused = {}, {}
    for photo in photos:
        try:
            data = _bytes(photo)
        except BlobMissing:
            missing[photo.label] = ["Upload it, or remove it from the case."]
            continue
        if why := _refusal(data):
            refused[photo.label] = why
        photo.sha256, photo.size = hashlib.sha256(data).hexdigest(), len(data)
    if missing:
        raise Problem("photo:missing", errors=missing)
    if refused:
        raise Problem("photo:refused", errors=refused)
    return photos


def _bytes(photo: Photo) -> bytes:
    """Return a photo's bytes: as uploaded, or as an earlier examination kept them; raise ``BlobMissing``."""
    return blobs().get(keys.photo(photo.case_id, photo.sha256) if photo.examination else place(photo.key))


def _refusal(data: bytes) -> list[str] | None:
    try:
        sniff.inspect(data, settings.PIPELINE.limits)
    except Refused as fault:
        return [fault.reason.value, rejection(fault.reason)]
    return None


def _read_again(photos: Iterable[Photo]) -> Iterator[tuple[Submitted, bytes]]:
    """Yield the photos that were judged, with their bytes.

    :raises Problem: another file was uploaded meanwhile, as S3 allows until the policy's time is over.
    """
    for photo in photos:
        data = _bytes(photo)
        if hashlib.sha256(data).hexdigest() != photo.sha256:
            raise Problem("request:conflict")
        view, size = View(photo.view), len(data)
        yield Submitted(sha256=photo.sha256, view=view, ordinal=photo.ordinal, size=size), data


def _pinned(case: Case, photos: list[Photo]) -> CaseFile:
    """Pin what the examination rests on in the blob store.

    A case file that is there already is what a try left behind that was not committed: nothing was sent that knows it.
    """
    store, clock, claim = blobs(), SystemClock(), drafts.claim_of(case)
    store.delete(keys.case_file(case.pk, case.examination + 1))
    given, knowledge, challenge = _read_again(photos), _knowledge(claim), _challenge(case)
    without = quotas.left_out() | trials.left_out(case)
    if case.examination:
        last = CaseFile.model_validate_json(store.get(keys.case_file(case.pk, case.examination)))
        return open_again(store, clock, last, photos=given, knowledge=knowledge, challenge=challenge, without=without)
    return open_case(
        store,
        clock,
        claim=claim,
        profile=Profile(case.profile),
        lane=Lane(case.lane),
        photos=given,
        owner=keyed("owner", str(case.owner_id)),
        case=case.pk,
        knowledge=knowledge,
        challenge=challenge,
        without=without,
    )


def _noted(case: Case, file: CaseFile, photos: list[Photo], key: str) -> None:
    number = case.examination = file.examination
    case.submitted_at = case.submitted_at or timezone.now()
    case.save(update_fields=["examination", "submitted_at"])
    for photo in photos:
        photo.examination = photo.examination or number
    Photo.objects.bulk_update(photos, ["sha256", "size", "examination"])
    kind = Examination.Kind.FIRST if number == 1 else Examination.Kind.AGAIN
    Examination.objects.create(case=case, number=number, kind=kind, without=file.without, submission_key=key)


def _knowledge(claim: Claim) -> dict[str, str]:
    """Return the digests of what the examiners need from elsewhere."""
    folder = references.find_shipped(claim, catalogue.load())
    digest = reference_sets.for_claim(claim) or (_shipped(folder, settings.PIPELINE.blobs) if folder else None)
    return {"seen": seen.head(blobs())} | ({"references": digest} if digest else {})


@cache
def _shipped(folder: Path, _store: str) -> str:
    """Return the digest of a set that the catalogue ships: photos of ours, published once in each store."""
    return references.publish(blobs(), folder, settings.PIPELINE.limits)


def _challenge(case: Case) -> Challenge | None:
    if not case.challenge_time:
        return None
    return Challenge(time=case.challenge_time, code=case.challenge_code)


def _clear_uploads(photos: list[Photo]) -> None:
    for photo in photos:
        blobs().delete(place(photo.key))
