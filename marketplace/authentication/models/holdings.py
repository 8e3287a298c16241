"""Certificates that were handed over, with the account that holds them since."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Holding(models.Model):
    """Somebody took a certificate over. What decides who holds one is the pipeline's; this says whose account that is.

    :ivar certificate: what the new holder got. :ivar replaces: what its holder before had; it counts no more.
    :ivar organisation: the store for which it was taken over; None for a person's own.
    """

    certificate = models.CharField(max_length=80, unique=True)
    replaces = models.CharField(max_length=80)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    organisation = models.ForeignKey(
        "users.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="holdings"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.certificate
