"""Opens a case: photos and pinned inputs into the blob store. Whoever sends a canvas does this first."""

import secrets
from collections.abc import Iterable, Mapping
from typing import TypedDict

from models.profiles import examiners_of
from models.vocabulary.case import CaseFile, Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Submitted
from models.vocabulary.review import EXPERT
from models.vocabulary.views import Lane, Profile
from models.vocabulary.words import UNAVAILABLE
from pipeline import keys
from pipeline.ports import BlobStore, Clock

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is mistaken for a digit when a person reads an id aloud."""


def new_id() -> str:
    """Return a random case id: 20 characters, 100 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


def open_case(  # noqa: PLR0913 - each by its name
    store: BlobStore,
    clock: Clock,
    *,
    claim: Claim,
    profile: Profile,
    lane: Lane,
    photos: Iterable[tuple[Submitted, bytes]],
    knowledge: Mapping[str, str] | None = None,
    challenge: Challenge | None = None,
    owner: str | None = None,
    case: str | None = None,
    without: Mapping[str, str] | None = None,
) -> CaseFile:
    """Store the photos, then the case file that names them, and return it.

    :param case: its id, where it has one already; of two who open the same one at once, both get the same.
    :param knowledge: digests of what the examiners need from elsewhere; see ``CaseFile``.
    :param without: examiners that are not to look, and why: ``{"vision": "daily budget"}``; see ``UNAVAILABLE``.
    """
    case = case or new_id()
    submitted = _kept(store, case, photos)
    file = CaseFile(
        case=case,
        examination=1,
        profile=profile,
        lane=lane,
        claim=claim,
        photos=submitted,
        created=clock.now().isoformat(timespec="seconds"),
        serial_salt=secrets.token_hex(16),
        knowledge=dict(knowledge or {}),
        challenge=challenge,
        owner=owner,
        **_asked(examiners_of(profile, challenge, claim.part), without or {}),
    )
    store.create(keys.case_file(case, 1), file.model_dump_json().encode())
    return CaseFile.model_validate_json(store.get(keys.case_file(case, 1)))


def open_again(
    store: BlobStore,
    clock: Clock,
    last: CaseFile,
    *,
    photos: Iterable[tuple[Submitted, bytes]],
    knowledge: Mapping[str, str] | None = None,
    challenge: Challenge | None = None,
    without: Mapping[str, str] | None = None,
) -> CaseFile:
    """Open the next examination of a case, with new photos of the same claim; a certificate supersedes the earlier.

    Its salt is another one: who held the watch at an earlier examination proves nothing by what they kept of that.

    :param last: the case file of the last examination. Of two who open the next one at once, both get the same.
    """
    return _opened(
        store,
        last,
        photos=_kept(store, last.case, photos),
        created=clock.now().isoformat(timespec="seconds"),
        serial_salt=secrets.token_hex(16),
        knowledge=dict(knowledge or {}),
        challenge=challenge,
        **_asked(examiners_of(last.profile, challenge, last.claim.part), without or {}),
    )


def open_review(
    store: BlobStore,
    clock: Clock,  # noqa: ARG001 - given as to the others; the photos are as old as they were
    last: CaseFile,
    *,
    reviews: str,
) -> CaseFile:
    """Open the next examination of a case, with the same photos and what experts decided of them.

    What the machine saw stands: all that its answers depend on stays as it was, ``created`` too, so that the records of
    the last examination are found (``records``) and nobody is asked, nor paid, again.

    :param last: the case file of the last examination. Of two who open the next one at once, both get the same.
    :param reviews: digest of the ``ReviewSet``; see ``pipeline.reviews``.
    """
    others = tuple(name for name in last.examiners if name != EXPERT)
    return _opened(
        store,
        last,
        serial_salt=secrets.token_hex(16),
        knowledge={**last.knowledge, "reviews": reviews},
        examiners=(*others, EXPERT),
    )


def _opened(store: BlobStore, last: CaseFile, **changes: object) -> CaseFile:
    number = last.examination + 1
    file = last.model_copy(update={"examination": number, **changes})
    store.create(keys.case_file(last.case, number), file.model_dump_json().encode())
    return CaseFile.model_validate_json(store.get(keys.case_file(last.case, number)))


class _Asked(TypedDict):
    """Who looks, and who does not and why: fields of a case file."""

    examiners: tuple[str, ...]
    without: dict[str, str]


def _asked(examiners: tuple[str, ...], without: Mapping[str, str]) -> _Asked:
    if unknown := sorted(set(without.values()) - UNAVAILABLE.keys()):
        raise ValueError(f"no words say why an examiner is left out: {', '.join(unknown)}")
    left_out = {name: without[name] for name in examiners if name in without}
    return {"examiners": tuple(name for name in examiners if name not in left_out), "without": left_out}


def _kept(store: BlobStore, case: str, photos: Iterable[tuple[Submitted, bytes]]) -> tuple[Submitted, ...]:
    submitted = []
    for photo, data in photos:
        store.create(keys.photo(case, photo.sha256), data)
        submitted.append(photo)
    return tuple(submitted)
