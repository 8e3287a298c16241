"""Dealings, and what customers say of them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Dealing(models.Model):
    """A customer had dealings with an organisation. Written by services alone: it is what a review rests on.

    :ivar kind: what it was. :ivar reference: what it was about, by the id that it has there.
    """

    class Kind(models.TextChoices):
        """What it was."""

        REPAIR = "repair", "repair"
        SALE = "sale", "sale"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("users.Organisation", on_delete=models.CASCADE, related_name="dealings")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dealings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reference = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Each is there once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "reference"], name="a_dealing_is_there_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Review(models.Model):
    """What a customer says of a dealing, and what the organisation answers.

    :ivar rating: 1 to 5. :ivar hidden_at: operations took it down: it is neither shown nor counted.
    :ivar answer_hidden_at: they took the answer down: it is not shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dealing = models.OneToOneField(Dealing, on_delete=models.CASCADE, related_name="review")
    rating = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    answer_hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A rating is one of five."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="a_rating_is_1_to_5")]

    def __str__(self) -> str:
        return str(self.pk)
