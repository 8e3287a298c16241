"""Flags photos that stand elsewhere, too: both sides are told, and operations. Nothing else follows by itself."""

from django.db import transaction

from marketplace.authentication.services import events as case_events
from marketplace.authentication.services.notices import tell_operations
from marketplace.listings.models import ListingEvent, ListingPhoto, PhotoFlag
from marketplace.listings.selectors import elsewhere
from marketplace.listings.services import events

NOTE = "photo:elsewhere"


def look(*, photo: ListingPhoto, cases: tuple[str, ...]) -> None:
    """Flag a photo that was made ready. Done again, nobody is told twice.

    :param cases: in which a worker found the same photo, whoever's they are.
    """
    found = [_flag(photo, other) for other in elsewhere.in_listings(photo)]
    found += [_flag_case(photo, case.pk) for case in elsewhere.others_cases(photo.listing, cases)]
    if any(found):
        _note(photo.listing_id)
        tell_operations(f"a photo of listing {photo.listing_id} stands elsewhere, too")


def _flag(photo: ListingPhoto, other: ListingPhoto) -> bool:
    _, is_new = PhotoFlag.objects.get_or_create(photo=photo, other=other, case="")
    if is_new:
        _note(other.listing_id)
    return is_new


def _flag_case(photo: ListingPhoto, case_id: str) -> bool:
    _, is_new = PhotoFlag.objects.get_or_create(photo=photo, other=None, case=case_id)
    if is_new:
        with transaction.atomic():
            case_events.note(case_events.locked(case_id), NOTE)
    return is_new


def _note(listing_id: str) -> None:
    with transaction.atomic():
        events.append(events.locked(listing_id), ListingEvent.Kind.NOTE, note=NOTE)
