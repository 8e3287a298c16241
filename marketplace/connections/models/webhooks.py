"""Webhooks: where they go, what is to be told, and how telling it went."""

import secrets
import uuid
from typing import ClassVar

from django.db import models

from marketplace.connections.models.keys import Mode
from marketplace.users.models import Organisation


def new_message() -> str:
    """Return an id for what is told: the receiver knows a repeat by it."""
    return f"msg_{secrets.token_hex(16)}"


class Endpoint(models.Model):
    """An address that is told of events.

    :ivar kinds: of which events. :ivar generation: of its secret, which follows from it and is kept nowhere.
    :ivar overlap_until: until when messages are signed with the secret before, too.
    :ivar failing_since: the first failure after the last success.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="endpoints")
    mode = models.CharField(max_length=4, choices=Mode.choices)
    url = models.CharField(max_length=500)
    kinds = models.JSONField()
    generation = models.PositiveIntegerField(default=1)
    overlap_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """What is told, as it happened: written in the transaction in which it did."""

    id = models.CharField(primary_key=True, max_length=40, default=new_message, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=4, choices=Mode.choices)
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Delivery(models.Model):
    """A message on its way to one endpoint.

    :ivar due_at: when it is to be tried; while somebody tries, when that is taken for lost.
    :ivar tries: by the schedule; those by hand are not counted.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "waiting"
        DELIVERED = "delivered", "delivered"
        GIVEN_UP = "given_up", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once to each endpoint; looked through by what is due."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "endpoint"], name="told_once_each")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="deliveries_that_are_due"),
            models.Index(fields=["endpoint", "-created_at"], name="deliveries_of_an_endpoint"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """One try.

    :ivar status: HTTP status; None where there was no answer. :ivar fault: why there was none, as a code.
    :ivar excerpt: how the answer begins.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField()
    excerpt = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status}"
