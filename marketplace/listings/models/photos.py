"""Photos of a listing, from the moment that an upload is allowed."""

import secrets
from typing import ClassVar

from django.db import models

from marketplace.listings.models.listings import Listing


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(24)


class ListingPhoto(models.Model):
    """A photo. Its file's name is never asked for, and its metadata is not kept.

    :ivar key: of the upload, and of what a worker made of it.
    :ivar pdq: 64 hexadecimal digits, and how much the hash says (0 to 100); empty until a worker has looked at it.
    :ivar width: of the largest derivative, pixels. :ivar refusal: why it cannot be shown, as a code.
    """

    class State(models.TextChoices):
        """How far it is."""

        ALLOWED = "allowed", "allowed"
        WORKED_ON = "worked_on", "worked on"
        READY = "ready", "ready"
        REFUSED = "refused", "refused"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=48, unique=True, default=new_key, editable=False)
    content_type = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ALLOWED)
    refusal = models.CharField(max_length=20, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pdq = models.CharField(max_length=64, blank=True)
    pdq_quality = models.PositiveSmallIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order in which the seller wants them shown."""

        ordering: ClassVar = ["listing", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing", "position"],
                name="photos_of_a_listing_are_ordered",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.position}"
