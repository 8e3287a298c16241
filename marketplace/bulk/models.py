"""Imports, what became of each row, and the names by which cases are known again."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Import(models.Model):
    """A file of listings, or of cases.

    :ivar taken: rows that were looked at: where a job whose worker died goes on.
    :ivar why: a code, where it was refused.
    :ivar is_submitting: whether its cases are to be submitted.
    :ivar moved_at: when a chunk was done last: what the clock goes by.
    """

    class Of(models.TextChoices):
        """What its rows are."""

        LISTINGS = "listings", "listings"
        CASES = "cases", "cases"

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
    of = models.CharField(max_length=8, choices=Of.choices, default=Of.LISTINGS)
    format = models.CharField(max_length=4, choices=Format.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=20, blank=True)
    is_submitting = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def key(self) -> str:
        """Where the file lies until the job has ended."""
        return f"imports/{self.pk}"

    @property
    def is_read(self) -> bool:
        """Whether every row is taken and none waits for room: the file is needed no more."""
        waiting = self.report.filter(outcome=Row.Outcome.WAITING)
        return 0 < self.rows == self.taken and not waiting.exists()


class Row(models.Model):
    """What became of a row.

    :ivar number: from 1. :ivar external_id: the sender's own name, as far as it is one. :ivar errors: by column.
    :ivar listing: what was made of it, in an import of listings. :ivar case: the same, in one of cases.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        MADE = "made", "made"
        THERE = "there", "there already"
        REFUSED = "refused", "refused"
        WAITING = "waiting", "waits for room"
        SUBMITTED = "submitted", "submitted"

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="report")
    number = models.PositiveIntegerField()
    external_id = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    listing = models.CharField(max_length=40, blank=True)
    case = models.ForeignKey("authentication.Case", on_delete=models.SET_NULL, null=True, related_name="+")
    errors = models.JSONField(default=dict)

    class Meta:
        """One word on each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="rows_are_reported_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"


class CaseName(models.Model):
    """What whoever handed a case in calls it: handed in again by that name, it is the same case."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    case = models.OneToOneField("authentication.Case", on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Each means one case."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="one_case_a_name_of_its_owner")]

    def __str__(self) -> str:
        return self.name
