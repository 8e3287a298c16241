"""Reports, gathered by what they are about."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.moderation.kinds import Kind, Named, Reason


class Matter(models.Model):
    """A thing that was reported, until operations have decided. Reported again afterwards, it is another matter.

    :ivar about: id of the thing. :ivar reported: by how many; counted under this row's lock.
    :ivar taken_by: who of operations looks into it. :ivar words: what whoever reported it is told.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        DISMISSED = "dismissed", "dismissed"
        ACTED = "acted", "acted on"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=40)
    reported = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    words = models.TextField(blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One is open of a thing at a time; the open ones are read oldest or most reported first."""

        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=Q(closed_at=None), name="open_matters_oldest_first"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "about"], condition=Q(closed_at=None), name="one_open_matter_each"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Report(models.Model):
    """Somebody thinks that something should not stand there. What became of it is its matter's outcome.

    :ivar kind: what they named, with ``about``: a person by where they are seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=8, choices=Named.choices)
    about = models.CharField(max_length=40)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One open report of a thing from each."""

        indexes: ClassVar = [models.Index(fields=["by", "-created_at"], name="reports_newest_first")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "by"], name="one_report_from_each")]

    def __str__(self) -> str:
        return str(self.pk)
