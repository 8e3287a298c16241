"""The log itself."""

import uuid
from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """Somebody did something with a right that not everybody has. A trigger refuses to change or remove an entry.

    It refers to rows by their ids alone, so that it stays when they go, and holds no name, address or serial number.

    :ivar actor: id of the account. :ivar acting: the role or the key with which it acted.
    :ivar verb: one of ``verbs.Verb``, as it was called then. :ivar kind: what it was done to, with ``about``, its id.
    :ivar reason: a code, or what was given as one. :ivar request: id of the request; empty outside of one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.UUIDField()
    acting = models.CharField(max_length=40)
    verb = models.CharField(max_length=30)
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=80)
    reason = models.CharField(max_length=500, blank=True)
    request = models.CharField(max_length=32, blank=True)

    class Meta:
        """Read newest first: all, of somebody, of a thing, or of a kind of act."""

        verbose_name_plural = "audit entries"
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="audit_newest_first"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["kind", "about", "-at"], name="audit_by_thing"),
            models.Index(fields=["verb", "-at"], name="audit_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.about}"
