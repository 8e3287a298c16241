"""The tasks of listings, on the queue ``marketplace``: each calls and returns, and may be run again at any time."""

from celery import shared_task

from marketplace.authentication.tasks import PATIENT
from marketplace.listings.services import attaching, photos, possession


@shared_task(name="marketplace.listing_photo_done", **PATIENT)
def listing_photo_done(key: str) -> None:
    """Take over what became of a photo."""
    photos.take_over(key)


@shared_task(name="marketplace.listing_compared", **PATIENT)
def listing_compared(listing: str) -> None:
    """Say that a badge says something else now."""
    attaching.refresh(listing)


@shared_task(name="marketplace.look_at_badges", **PATIENT)
def look_at_badges() -> None:
    """Notice what has happened to certificates without a word."""
    attaching.look()


@shared_task(name="marketplace.possession_read", **PATIENT)
def possession_read(key: str) -> None:
    """Take over what the hands showed."""
    possession.take_over(key)


@shared_task(name="marketplace.settle_listing_photos", **PATIENT)
def settle_listing_photos() -> None:
    """Take over what was not heard of, and send again what was not sent."""
    photos.settle()
    possession.settle()
