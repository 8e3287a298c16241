"""What people decide: appeals of owners, reviews of experts."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.authentication.models.cases import Case


class Appeal(models.Model):
    """An owner does not accept the outcome of an examination; experts look."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appeals")
    examination = models.PositiveIntegerField()
    reason = models.TextField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once for each examination."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "examination"], name="one_appeal_each")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.examination}"


class Review(models.Model):
    """An expert took a case of the queue: and decided, gave it back, or is still at it.

    :ivar examination: number of the one that is reviewed.
    :ivar wanted: how many experts must decide: two where the machine said *counterfeit*.
    :ivar decisions: by component, as ``models.vocabulary.review.Decision`` says it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    examination = models.PositiveIntegerField()
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    decisions = models.JSONField(default=list)
    summary = models.TextField(max_length=4000, blank=True)
    taken_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An expert has a case once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "examination", "expert"],
                condition=models.Q(released_at__isnull=True),
                name="one_review_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.examination} by {self.expert_id}"
