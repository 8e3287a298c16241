"""Accounts and organisations."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Role(models.TextChoices):
    """What an account may do everywhere. Staff of a store or a repair shop are so by their membership of one."""

    MEMBER = "member", "member"
    EXPERT = "expert", "expert"
    OPERATIONS = "operations", "operations"


class Accounts(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 - model fields
        """Make an account; without a password nobody can log in to it."""
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":  # noqa: ANN401 - model fields
        """Make an account of operations that may do everything in the admin."""
        rank = {"role": Role.OPERATIONS, "is_staff": True, "is_superuser": True, "confirmed_at": timezone.now()}
        return self.create_user(email, password, **rank | fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an address, however it is spelled."""
        return self.get(email=normal_email(username or ""))


def normal_email(email: str) -> str:
    """Return an address as accounts keep it: two that differ in capitals are one."""
    return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """An account.

    :ivar pending_email: the address that this account asked to have, until its owner shows that it is theirs.
    :ivar confirmed_at: when its owner showed that the address is theirs; before that nothing can be submitted.
    :ivar generation: tokens carry it; one more, and whoever is logged in is logged out everywhere.
    :ivar deleted_at: the account is gone; what remains says nothing of a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    pending_email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    generation = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """An address has one account, however it is spelled."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]
        permissions: ClassVar = [
            ("deactivate_user", "Can deactivate accounts and give them back"),
            ("log_out_user", "Can log accounts out everywhere"),
            ("make_expert", "Can make experts"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # and no name: the admin's history keeps it after the account is gone

    def get_session_auth_hash(self) -> str:
        """Return what ties a session of the admin to this account: a new password or generation ends it."""
        return salted_hmac("adriel.session", f"{self.password}{self.generation}", algorithm="sha256").hexdigest()

    @property
    def is_expert(self) -> bool:
        """Whether this is an expert of ours."""
        return self.role == Role.EXPERT

    @property
    def is_operations(self) -> bool:
        """Whether this is somebody of operations."""
        return self.role == Role.OPERATIONS


class Organisation(models.Model):
    """A store or a repair shop: people who act together."""

    class Kind(models.TextChoices):
        """What it is."""

        STORE = "store", "store"
        REPAIR_SHOP = "repair_shop", "repair shop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    members: Any = models.ManyToManyField(User, through="Membership", related_name="organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who belongs to an organisation, and whether they manage it."""

    class Kind(models.TextChoices):
        """What a member may do there."""

        MANAGER = "manager", "manager"
        STAFF = "staff", "staff"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.STAFF)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once in each organisation."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}"


class Invitation(models.Model):
    """Somebody was asked to join an organisation; the address alone can accept.

    What is sent to it is signed and kept nowhere (``links``): whoever reads the table cannot accept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    kind = models.CharField(max_length=8, choices=Membership.Kind.choices, default=Membership.Kind.STAFF)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An address is asked once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_each",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
