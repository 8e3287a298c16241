"""What is removed by the clock: uploads that nobody will submit, and what was left of withdrawn cases."""

from datetime import timedelta

import structlog
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Photo
from marketplace.common.stores import blobs
from marketplace.common.uploads import EXPIRES, place
from pipeline import keys

log = structlog.get_logger("adriel.cases")

AT_MOST = 1000
"""Rows of a kind that one look takes on; the next one goes on."""


def tidy() -> None:
    """Remove what is left, once no policy allows an upload to come any more. Done again, it goes on.

    :raises Retriable: the store is away.
    """
    before = timezone.now() - timedelta(seconds=EXPIRES)
    for photo in Photo.objects.filter(removed_at__lt=before, examination=0)[:AT_MOST]:
        blobs().delete(place(photo.key))
        photo.delete()
    withdrawn = Case.objects.filter(erased_at__lt=before, photos__isnull=False).distinct()
    for case in withdrawn.order_by("erased_at")[:AT_MOST]:
        _see_through(case)


def _see_through(case: Case) -> None:
    """Have a case erased again of which photos are left; forget them where none are."""
    photos = keys.photo(case.pk, "")
    if any(True for _ in blobs().list(photos)):
        log.warning("case_erased_again", case=case.pk)
        gateway.erase(case.pk)
    else:
        case.photos.all().delete()
