"""What happened to a case: append-only, numbered without gaps."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.authentication.models.cases import Case


class CaseEvent(models.Model):
    """One thing that happened. A trigger of the database refuses to change or remove it.

    :ivar number: from 1, without gaps, in the order in which they were written.
    :ivar kind: ``state`` (the case moved), ``progress`` (a stage of the pipeline) or ``note``.
    :ivar action: of a move: what moved it. :ivar state: of a move: where it stands now; of progress: ``started`` …
    :ivar note: a code, such as ``rejected:truncated``; nothing that a person wrote.
    :ivar actor: who did it; None for the pipeline and the clock.
    """

    class Kind(models.TextChoices):
        """What it tells of."""

        STATE = "state", "state"
        PROGRESS = "progress", "progress"
        NOTE = "note", "note"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    examination = models.PositiveIntegerField(default=0)
    action = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, blank=True)
    stage = models.CharField(max_length=20, blank=True)
    part = models.CharField(max_length=40, blank=True)
    total = models.PositiveIntegerField(default=1)
    ms = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=80, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """In their order."""

        ordering: ClassVar = ["case", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="events_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class StreamPosition(models.Model):
    """How far the progress stream was read and stored: moved in the transaction that stores the events."""

    name = models.CharField(primary_key=True, max_length=40)
    position = models.CharField(max_length=40, default="0-0")

    def __str__(self) -> str:
        return f"{self.name} {self.position}"
