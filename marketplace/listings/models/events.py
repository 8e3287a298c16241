"""What happened to a listing: append-only, numbered without gaps."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.listings.models.listings import Listing


class ListingEvent(models.Model):
    """One thing that happened. A trigger of the database refuses to change or remove it.

    :ivar number: from 1, without gaps, in the order in which they were written.
    :ivar kind: ``state`` (it moved), ``changed`` (a buyer reads something else now), ``badge`` or ``note``.
    :ivar note: a code; nothing that a person wrote. :ivar actor: who did it; None for the clock and the pipeline.
    """

    class Kind(models.TextChoices):
        """What it tells of."""

        STATE = "state", "state"
        CHANGED = "changed", "changed"
        BADGE = "badge", "badge"
        NOTE = "note", "note"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    action = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=80, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """In their order."""

        ordering: ClassVar = ["listing", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["listing", "number"], name="listing_events_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.number}"
