"""Keys of organisations, the accounts that they act as, and what was done to connections."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.users.models import Organisation


class Mode(models.TextChoices):
    """Whether what is done counts."""

    LIVE = "live", "live"
    TEST = "test", "test"


class Scope(models.TextChoices):
    """What a key may do."""

    READ = "read", "read"
    CASES = "cases:write", "open, change and submit cases"
    LISTINGS = "listings:write", "write, change and sell listings"


class Robot(models.Model):
    """The account as which an organisation's keys of one mode act.

    A live one is on the organisation's staff. A test one belongs to nothing: what it makes is its own, so that nobody
    but test keys sees it, and it sees nothing else.

    :ivar user: nobody can log in to it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="robots")
    mode = models.CharField(max_length=4, choices=Mode.choices)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="robot")

    class Meta:
        """One for each mode."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "mode"], name="one_robot_a_mode")]

    def __str__(self) -> str:
        return f"{self.mode} of {self.organisation_id}"


class ApiKey(models.Model):
    """A key.

    :ivar prefix: how it begins, by which people know it.
    :ivar digest: keyed hash of the whole; the key itself is kept nowhere.
    :ivar last_used_at: to the hour: enough to find out which one is not needed any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.prefix

    def counts(self, now: datetime) -> bool:
        """Return whether it opens anything at a moment."""
        return self.revoked_at is None and now < self.expires_at


class ConnectionEvent(models.Model):
    """What somebody did to a connection. A trigger of the database refuses to change or remove it.

    :ivar organisation: its id, which stays when the organisation goes. :ivar about: id of the key or endpoint.
    """

    class Kind(models.TextChoices):
        """What was done."""

        KEY_MADE = "key_made", "key made"
        KEY_REVOKED = "key_revoked", "key revoked"
        ENDPOINT_MADE = "endpoint_made", "endpoint made"
        ENDPOINT_CHANGED = "endpoint_changed", "endpoint changed"
        ENDPOINT_REMOVED = "endpoint_removed", "endpoint removed"
        ENDPOINT_DISABLED = "endpoint_disabled", "endpoint disabled"
        SECRET_ROTATED = "secret_rotated", "secret rotated"
        REDELIVERED = "redelivered", "redelivered by hand"

    organisation = models.UUIDField(db_index=True)
    about = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
