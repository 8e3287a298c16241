"""A certificate that a seller has attached to a listing."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.listings.models.listings import Listing


class Attachment(models.Model):
    """A certificate beside a listing. Whether it counts is found anew whenever it is shown.

    :ivar comparison: names what the photos were compared with last (``listing_badges.check_id``).
    :ivar said: what open pages were told last: a digest of the badge.
    :ivar until: when the certificate's time is over; none where it is over, or was not read.
    :ivar looked_at: when open pages were last told, or would have been.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="attachment")
    certificate = models.CharField(max_length=80, db_index=True)
    comparison = models.CharField(max_length=64, blank=True)
    said = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True, blank=True, db_index=True)
    looked_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Found by its certificate, when that one changes."""

        ordering: ClassVar = ["-attached_at"]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.certificate}"
