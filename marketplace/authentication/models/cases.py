"""A case and its examinations."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.authentication.states import State
from models.vocabulary.views import Lane, Profile
from pipeline.intake import new_id


def choices(*values: str) -> list[tuple[str, str]]:
    """Return values as Django's choices."""
    return [(str(value), str(value).replace("_", " ")) for value in values]


class Case(models.Model):
    """A watch, or a part of one, that somebody wants examined.

    :ivar id: random; the pipeline's name of the case too.
    :ivar claim: what the owner says, without the serial number.
    :ivar serial: private: its owner's and the assigned expert's alone. :ivar serial_hash: keyed hash of it, normalised.
    :ivar examination: number of the last one; 0 before the first.
    :ivar last_event: number of the newest event: counted under this row's lock, so that none is missing or twice.
    :ivar moved_at: when something was last heard of it: what the reaper goes by.
    """

    id = models.CharField(primary_key=True, max_length=40, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(
        "users.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    profile = models.CharField(max_length=10, choices=choices(*Profile))
    lane = models.CharField(max_length=10, choices=choices(*Lane), default=Lane.STANDARD.value)
    claim = models.JSONField()
    serial = models.CharField(max_length=120, blank=True)
    serial_hash = models.CharField(max_length=64, blank=True, db_index=True)
    challenge_time = models.CharField(max_length=5, blank=True)
    challenge_code = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    examination = models.PositiveIntegerField(default=0)
    last_event = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by owner, newest first; looked through by state, oldest movement first."""

        indexes: ClassVar = [
            models.Index(fields=["owner", "-created_at"]),
            models.Index(fields=["state", "moved_at"]),
        ]
        permissions: ClassVar = [
            ("requeue_case", "Can queue failed cases again"),
            ("assign_case", "Can assign cases to experts"),
            ("decide_certificate", "Can revoke, suspend and restore certificates"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def standing(self) -> State:
        """The state as a member of its enumeration."""
        return State(self.state)


class Examination(models.Model):
    """One examination of a case: the first, a later one with other photos, or one with experts' reviews.

    :ivar dispatch: which sending of the canvas counts; results of an earlier one still do, as records are memoised.
    :ivar dispatches: how often it was sent.
    :ivar without: examiners that gave no answer, and why: a code where they were not asked, else the report's words.
    :ivar certificate: id of the one that it earned; empty where none.
    :ivar submission_key: by which a repeated submission is known for the same one.
    :ivar fault: the stage at which a fault of ours ended it.
    """

    class Kind(models.TextChoices):
        """Why it was made."""

        FIRST = "first", "first"
        AGAIN = "again", "again"
        REVIEW = "review", "review"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="examinations")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    dispatch = models.CharField(max_length=16, blank=True)
    dispatches = models.PositiveIntegerField(default=0)
    without = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    assurance = models.CharField(max_length=10, blank=True)
    certificate = models.CharField(max_length=80, blank=True, db_index=True)
    cost_usd = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    fault = models.CharField(max_length=40, blank=True)
    submission_key = models.CharField(max_length=64, blank=True)

    class Meta:
        """Numbered within its case."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="examinations_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"
