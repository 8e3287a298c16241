"""What operations took down, why, and what became of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.moderation.kinds import Kind, Reason
from marketplace.moderation.states import IN_FORCE, State


class Measure(models.Model):
    """Something was taken down. Its owner reads why, never who did it, and may appeal once.

    :ivar about: id of the thing. :ivar owner: whose it is; None where it is the ``organisation``'s.
    :ivar before: what it comes back to: the state of a listing, the name of an account.
    :ivar words: what its owner is told beside the reason; ``decision``: of the appeal.
    :ivar came_back: as what it came back; ``why``: a code, where that is not what it was before.
    :ivar last_event: number of the newest event, counted under this row's lock.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="measures")
    organisation = models.ForeignKey(
        "users.Organisation", on_delete=models.SET_NULL, null=True, related_name="measures"
    )
    reason = models.CharField(max_length=12, choices=Reason.choices)
    words = models.TextField()
    before = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STANDING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    came_back = models.CharField(max_length=12, blank=True)
    why = models.CharField(max_length=40, blank=True)
    last_event = models.PositiveIntegerField(default=0)

    class Meta:
        """A thing is taken down once at a time; but for names, as another one may be chosen that offends again."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(state__in=sorted(IN_FORCE)) & ~Q(kind=Kind.ACCOUNT),
                name="one_measure_in_force_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def standing(self) -> State:
        """The state as a member of its enumeration."""
        return State(self.state)


class MeasureEvent(models.Model):
    """A measure moved. A trigger of the database refuses to change or remove it.

    :ivar number: from 1, without gaps.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In their order."""

        ordering: ClassVar = ["measure", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "number"], name="measure_events_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.number}"
