"""The admin's pages of accounts and organisations.

An account is opened by whoever reads its address's mail and removed by its owner; here it is found, closed, logged out
and given another role, each by who may.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.users.models import Invitation, Membership, Organisation, Role, User

# Pages of packages that would show secrets of apps and ids of tokens, and let staff make some.
for kind in (TOTPDevice, StaticDevice, OutstandingToken, BlacklistedToken):
    admin.site.unregister(kind)


class MembershipsOfUser(admin.TabularInline):  # type: ignore[type-arg]  # only its stub is generic
    """Where an account belongs to."""

    model = Membership
    extra = 0
    can_delete = False
    readonly_fields = ("organisation", "kind", "created_at")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002 - Django's
        """Members come in by invitation."""
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Accounts."""

    list_display = ("email", "role", "is_active", "confirmed_at", "last_login")
    list_filter = ("role", "is_active", "is_staff", ("confirmed_at", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("email", "display_name", "=id")
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    inlines = (MembershipsOfUser,)
    filter_horizontal = ("groups",)
    actions = ("deactivate", "activate", "log_out", "make_expert", "make_member")
    fields = (
        "id",
        "email",
        "display_name",
        "role",
        "confirmed_at",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "created_at",
        "last_login",
        "deleted_at",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:  # noqa: ARG002 - Django's
        """Return every field but who is staff, in which groups: that is for superusers to say."""
        free = {"is_staff", "groups"} if request.user.is_superuser else set()
        return [name for name in self.fields if name not in free]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Accounts are opened by their owners."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002 - Django's
        """Accounts are removed by their owners: cases and certificates refer to them."""
        return False

    def has_deactivate_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may close accounts."""
        return request.user.has_perm("users.deactivate_user")

    def has_log_out_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may log accounts out."""
        return request.user.has_perm("users.log_out_user")

    def has_make_expert_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may make experts."""
        return request.user.has_perm("users.make_expert")

    @admin.action(description="Deactivate, and log out everywhere", permissions=["deactivate"])
    def deactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Close accounts: never one's own, and a superuser's only as one."""
        closed = self._within_reach(request, chosen).exclude(pk=_who(request).pk).filter(is_active=True)
        self._do(
            request, closed, Verb.ACCOUNT_DEACTIVATED, "deactivated", is_active=False, generation=F("generation") + 1
        )

    @admin.action(description="Activate again", permissions=["deactivate"])
    def activate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Give accounts back to their owners; not those that are gone."""
        inactive = self._within_reach(request, chosen).filter(is_active=False, deleted_at=None)
        self._do(request, inactive, Verb.ACCOUNT_ACTIVATED, "activated", is_active=True)

    @admin.action(description="Log out everywhere", permissions=["log_out"])
    def log_out(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """End every log-in."""
        self._do(request, chosen, Verb.ACCOUNT_LOGGED_OUT, "logged out everywhere", generation=F("generation") + 1)

    @admin.action(description="Make expert", permissions=["make_expert"])
    def make_expert(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Make members experts, once their address is confirmed."""
        members = chosen.filter(role=Role.MEMBER, is_active=True, confirmed_at__isnull=False)
        self._do(request, members, Verb.ACCOUNT_MADE_EXPERT, "made expert", role=Role.EXPERT)

    @admin.action(description="Make member again", permissions=["make_expert"])
    def make_member(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Make experts members again."""
        experts = chosen.filter(role=Role.EXPERT)
        self._do(request, experts, Verb.ACCOUNT_MADE_MEMBER, "made member again", role=Role.MEMBER)

    @staticmethod
    def _within_reach(request: HttpRequest, chosen: QuerySet[User]) -> QuerySet[User]:
        return chosen if request.user.is_superuser else chosen.filter(is_superuser=False)

    def _do(self, request: HttpRequest, chosen: QuerySet[User], verb: Verb, what: str, **changes: Any) -> None:  # noqa: ANN401 - columns
        """Change accounts, and write in the audit log and the admin's history who did what to whom."""
        with transaction.atomic():
            accounts = list(chosen.select_for_update(of=("self",)))
            User.objects.filter(pk__in=[each.pk for each in accounts]).update(**changes)
            for each in accounts:
                record(actor=_who(request), verb=verb, kind="account", about=each.pk)
            if accounts:
                LogEntry.objects.log_actions(_who(request).pk, accounts, CHANGE, change_message=what)
        self.message_user(request, f"{len(accounts)} {what}", messages.SUCCESS if accounts else messages.WARNING)


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)


class MembersOfOrganisation(admin.TabularInline):  # type: ignore[type-arg]  # only its stub is generic
    """Who belongs to an organisation."""

    model = Membership
    extra = 0
    raw_id_fields = ("user",)
    fields = ("user", "address", "kind", "created_at")
    readonly_fields = ("address", "created_at")

    @admin.display(description="address")
    def address(self, membership: Membership) -> str:
        """Return the member's address: an account is named by its id alone."""
        return membership.user.email


class InvitationsOfOrganisation(admin.TabularInline):  # type: ignore[type-arg]  # only its stub is generic
    """Who was invited, and what came of it."""

    model = Invitation
    extra = 0
    can_delete = False
    readonly_fields = ("email", "kind", "invited_by", "created_at", "expires_at", "accepted_at", "withdrawn_at")

    def has_add_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:  # noqa: ARG002 - Django's
        """Managers invite."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Stores and repair shops."""

    list_display = ("name", "kind", "created_at")
    list_filter = ("kind", "created_at")
    search_fields = ("name", "=id", "memberships__user__email")
    ordering = ("-created_at",)
    readonly_fields = ("id", "kind", "created_at")
    inlines = (MembersOfOrganisation, InvitationsOfOrganisation)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """An organisation is made by whoever manages it first."""
        return False
