"""A fresh photo that a buyer asked for, so that the seller shows that the watch is at hand."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.listings.models.listings import Listing
from marketplace.listings.models.photos import new_key


class PossessionAsk(models.Model):
    """A time to set the hands to, and what the photo then showed.

    :ivar time: ``HH:MM``, drawn for this ask. :ivar key: of the upload, and of what a worker made of it.
    :ivar bearing: what was found, as the pipeline says it; empty before. :ivar said: the same in words.
    """

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", "asked"
        WORKED_ON = "worked_on", "worked on"
        ANSWERED = "answered", "answered"
        LAPSED = "lapsed", "lapsed"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="asks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    time = models.CharField(max_length=5)
    key = models.CharField(max_length=48, unique=True, default=new_key, editable=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    bearing = models.CharField(max_length=12, blank=True)
    said = models.CharField(max_length=500, blank=True)
    has_picture = models.BooleanField(default=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One at a time: the seller sets the hands once."""

        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing"],
                condition=models.Q(state__in=["asked", "worked_on"]),
                name="one_possession_photo_is_asked_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.time}"
