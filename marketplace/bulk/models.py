"""Imports, and what became of each row."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Import(models.Model):
    """A file of listings.

    :ivar taken: rows that are done: where a job whose worker died goes on. :ivar why: a code, where it was refused.
    :ivar moved_at: when a chunk was done last: what the clock goes by.
    """

    class Format(models.TextChoices):
        """How the file is written."""

        CSV = "csv", "CSV"
        JSON = "json", "JSON"

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        REFUSED = "refused", "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    organisation = models.ForeignKey("users.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    format = models.CharField(max_length=4, choices=Format.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def key(self) -> str:
        """Where the file lies until the job has ended."""
        return f"imports/{self.pk}"


class Row(models.Model):
    """What became of a row.

    :ivar number: from 1. :ivar external_id: the seller's own name, as far as it is one. :ivar errors: by column.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        MADE = "made", "made"
        THERE = "there", "there already"
        REFUSED = "refused", "refused"

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="report")
    number = models.PositiveIntegerField()
    external_id = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    listing = models.CharField(max_length=40, blank=True)
    errors = models.JSONField(default=dict)

    class Meta:
        """One word on each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="rows_are_reported_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"
