"""Reference sets: an expert gathers photos of verified watches, a worker makes a set of them, new cases use it.

No process of the marketplace opens a photo. What is handed in lies in the blob store until a worker has said what
became of it, which is looked for by the clock.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.authentication import gateway
from marketplace.authentication.models import ReferencePhoto, ReferenceSet
from marketplace.authentication.selectors import reference_sets
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users.models import User
from models.vocabulary.claim import Text, plain_text
from models.vocabulary.errors import SubmissionError
from models.vocabulary.reference import MAX_REFERENCE_PHOTOS
from models.vocabulary.views import View
from models.vocabulary.words import rejection
from pipeline import references
from pipeline.imaging import sniff
from pipeline.imaging.refusal import Refused
from pipeline.ports import BlobMissing

log = structlog.get_logger("adriel.references")

State = ReferenceSet.State

CHANGEABLE = frozenset({State.DRAFT, State.REFUSED})

SENT_AGAIN = timedelta(minutes=2)
"""Without an answer after which a worker is told again: longer than sixty photos take."""

GIVEN_UP = timedelta(hours=1)
"""Without an answer after which the keeper is asked to publish anew."""

SILENCE = "Nobody could make a set of the photos in time. Publish it again."

_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_SOURCE: TypeAdapter[str] = TypeAdapter(Annotated[str, Field(max_length=240), AfterValidator(plain_text)])


def open_draft(*, keeper: User, brand: str, reference: str, source: str, model: str = "") -> ReferenceSet:
    """Begin a set.

    :raises Problem: a field holds what nobody can see, or brand and reference no letter or digit.
    """
    said = {"brand": brand, "reference": reference, "model": model, "source": source}
    checked = {name: _checked(name, text) for name, text in said.items() if text}
    fits = reference_sets.fits(checked["brand"], checked["reference"])
    if not fits:
        raise Problem("request:invalid", errors={"reference": ["Write it as the maker does."]})
    with transaction.atomic():
        made = ReferenceSet.objects.create(kept_by=keeper, fits=fits, **checked)
        _record(made, Verb.REFERENCES_OPENED)
    return made


def _checked(name: str, text: str) -> str:
    try:
        return (_SOURCE if name == "source" else _TEXT).validate_python(text)
    except ValidationError as fault:
        raise Problem("request:invalid", errors={name: [each["msg"] for each in fault.errors()]}) from None


def announce_photo(*, pk: int, view: str, content_type: str) -> ReferencePhoto:
    """Note that a photo is to come, under a key that nobody guesses.

    :raises Problem: the set is not a draft any more, or has as many photos as it may have.
    """
    with transaction.atomic():
        held = _changeable(pk)
        taken = list(held.photos.values_list("view", "ordinal"))
        if len(taken) >= MAX_REFERENCE_PHOTOS:
            raise Problem("references:too_many")
        ordinal = next(number for number in range(1, len(taken) + 2) if (view, number) not in taken)
        _record(held, Verb.REFERENCES_CHANGED)
        return ReferencePhoto.objects.create(reference_set=held, view=view, ordinal=ordinal, content_type=content_type)


def remove_photo(*, pk: int, label: str) -> None:
    """Take a photo out of a draft.

    :raises Problem: there is none of that label, or the set is not a draft any more.
    """
    with transaction.atomic():
        held = _changeable(pk)
        found = [photo for photo in held.photos.all() if photo.label == label]
        if not found:
            raise Problem("request:not_found")
        found[0].delete()
        _record(held, Verb.REFERENCES_CHANGED)
        transaction.on_commit(lambda: blobs().delete(place(found[0].key)), robust=True)


def drop(*, pk: int) -> None:
    """Remove a draft with its photos.

    :raises Problem: it is not a draft any more.
    """
    with transaction.atomic():
        held = _changeable(pk)
        uploads = [place(photo.key) for photo in held.photos.all()]
        _record(held, Verb.REFERENCES_DROPPED)
        held.delete()
        transaction.on_commit(lambda: _clear(uploads), robust=True)


def publish(*, pk: int) -> ReferenceSet:
    """Hand a draft in: a worker makes a set of it, or says of each photo why it cannot be used.

    :raises Problem: photos are missing, or cannot be used by their first bytes; each is named.
    """
    with transaction.atomic():
        held = _changeable(pk)
        photos = list(held.photos.order_by("view", "ordinal"))
        if not photos:
            raise Problem("references:no_photos")
        _judge(photos)
        held.draft = _handed_in(held, photos)
        held.state, held.refusals, held.sent_at = State.PUBLISHING, {}, timezone.now()
        held.save(update_fields=["draft", "state", "refusals", "sent_at"])
        _record(held, Verb.REFERENCES_PUBLISHED)
        transaction.on_commit(lambda: gateway.adopt_references(held.draft), robust=True)
    return held


def retire(*, pk: int) -> ReferenceSet:
    """Take a published set out of use; cases that were compared with it keep it. Again, it changes nothing.

    :raises Problem: it was never published.
    """
    with transaction.atomic():
        held = _locked(pk)
        if held.state != State.PUBLISHED:
            raise Problem("references:state")
        held.retired_at = held.retired_at or timezone.now()
        held.save(update_fields=["retired_at"])
        _record(held, Verb.REFERENCES_RETIRED)
    return held


def settle() -> int:
    """Take over what workers have said of sets that were handed in; return of how many."""
    waiting = ReferenceSet.objects.filter(state=State.PUBLISHING).order_by("sent_at")
    return sum(_settle(pk) for pk in list(waiting.values_list("pk", flat=True)[:100]))


def _settle(pk: int) -> bool:
    with transaction.atomic():
        held = _locked(pk)
        if held.state != State.PUBLISHING:
            return False
        result = references.draft_result(blobs(), held.draft)
        if result is None:
            return _remind(held)
        if result.set is not None:
            _published(held, result.set)
        else:
            _refused(held, result)
    return True


def _published(held: ReferenceSet, digest: str) -> None:
    held.state, held.digest, held.published_at = State.PUBLISHED, digest, timezone.now()
    held.save(update_fields=["state", "digest", "published_at"])
    uploads = [place(photo.key) for photo in held.photos.all()]
    transaction.on_commit(lambda: _clear(uploads), robust=True)
    log.info("references_published", set=held.pk)


def _refused(held: ReferenceSet, result: references.DraftResult) -> None:
    labels = {photo.sha256: photo.label for photo in held.photos.all()}
    said = {labels[each.sha256]: each.why for each in result.refused if each.sha256 in labels}
    held.state, held.refusals = State.REFUSED, said | ({"": result.fault} if result.fault else {})
    held.save(update_fields=["state", "refusals"])


def _remind(held: ReferenceSet) -> bool:
    """Tell a worker again, or give up; return whether it was given up."""
    waited = timezone.now() - (held.sent_at or held.created_at)
    if waited > GIVEN_UP:
        held.state, held.refusals = State.REFUSED, {"": SILENCE}
        held.save(update_fields=["state", "refusals"])
        return True
    if waited > SENT_AGAIN:
        transaction.on_commit(lambda: gateway.adopt_references(held.draft), robust=True)
    return False


def _judge(photos: list[ReferencePhoto]) -> None:
    """Note size and digest of each photo, judged by its first bytes; nothing is decoded."""
    missing, refused = {}, {}
    for photo in photos:
        try:
            data = blobs().get(place(photo.key))
            sniff.inspect(data, settings.PIPELINE.limits)
        except BlobMissing:
            missing[photo.label] = ["Upload it, or remove it from the set."]
        except Refused as fault:
            refused[photo.label] = [fault.reason.value, rejection(fault.reason)]
        else:
            photo.sha256, photo.size = hashlib.sha256(data).hexdigest(), len(data)
    if missing:
        raise Problem("photo:missing", errors=missing)
    if refused:
        raise Problem("photo:refused", errors=refused)
    ReferencePhoto.objects.bulk_update(photos, ["sha256", "size"])


def _handed_in(held: ReferenceSet, photos: list[ReferencePhoto]) -> str:
    """Return the id of the draft that a worker makes a set of."""
    try:
        return references.submit_draft(
            blobs(),
            brand=held.brand,
            model=held.model or None,
            reference=held.reference,
            verified_by=keyed("reviewer", str(held.kept_by_id)),
            photos=_read(photos),
            limits=settings.PIPELINE.limits,
        )
    except SubmissionError as fault:
        raise Problem("request:invalid", errors={"whole": [str(fault)]}) from None


def _read(photos: list[ReferencePhoto]) -> Iterator[tuple[View, bytes]]:
    return ((View(photo.view), blobs().get(place(photo.key))) for photo in photos)


def _record(held: ReferenceSet, verb: Verb) -> None:
    """Write in the audit log what its keeper, who alone may, did to a set."""
    record(actor=held.kept_by, verb=verb, kind="reference_set", about=held.pk)


def _locked(pk: int) -> ReferenceSet:
    return ReferenceSet.objects.select_for_update().get(pk=pk)


def _changeable(pk: int) -> ReferenceSet:
    held = _locked(pk)
    if held.state not in CHANGEABLE:
        raise Problem("references:state")
    return held


def _clear(uploads: list[str]) -> None:
    for each in uploads:
        blobs().delete(each)
