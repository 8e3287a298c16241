"""A repair: a customer's watch, a shop, and the case of a part."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from pipeline.intake import new_id


class Repair(models.Model):
    """What a shop does to a customer's watch.

    :ivar customer: None until somebody with an account consents or takes it over.
    :ivar email: where the customer is asked; whoever proves to have this address is the customer.
    :ivar watch: keyed hash of brand, reference and serial number; empty where one of them is not known.
    :ivar link_hash: keyed hash of what the last link holds; empty where none is open: it is spent by its first use.
    :ivar consented_by: how the customer consented: ``account`` or ``link``.
    """

    class State(models.TextChoices):
        """Where it stands: asked ──► consented ──► done; asked ──► declined; both ──► cancelled."""

        ASKED = "asked", "asked"
        CONSENTED = "consented", "consented"
        DECLINED = "declined", "declined"
        CANCELLED = "cancelled", "cancelled"
        DONE = "done", "done"

    class By(models.TextChoices):
        """How a customer consented."""

        ACCOUNT = "account", "account"
        LINK = "link", "link"

    id = models.CharField(primary_key=True, max_length=40, default=new_id, editable=False)
    shop = models.ForeignKey("users.Organisation", on_delete=models.PROTECT, related_name="repairs")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="repairs"
    )
    email = models.EmailField(blank=True, db_index=True)
    case = models.OneToOneField("authentication.Case", on_delete=models.PROTECT, related_name="repair")
    watch = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    link_hash = models.CharField(max_length=64, blank=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.CharField(max_length=8, choices=By.choices, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Read by shop, newest first."""

        indexes: ClassVar = [models.Index(fields=["shop", "-created_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["consented", "done"]) | models.Q(consented_at__isnull=False),
                name="nothing_is_done_without_consent",
            )
        ]

    def __str__(self) -> str:
        return self.id
