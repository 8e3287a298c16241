"""Who may do what, as classes that views name. Each fails closed: what it does not know of is refused.

What belongs to somebody is not guarded here: a view starts from what its account may see, and answers 404 for the rest.
"""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from marketplace.users.models import Organisation, Role, User

if TYPE_CHECKING:  # views import their permissions
    from rest_framework.views import APIView


def is_in_use(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Return whether this is an account that can be used: active, and its address confirmed."""
    return isinstance(user, User) and user.is_active and user.confirmed_at is not None


class IsConfirmed(BasePermission):
    """An account whose owner showed that the address is theirs."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        """Return whether the request may go on."""
        return is_in_use(request.user)


class _HasRole(IsConfirmed):
    """A confirmed account with one of some roles."""

    roles: ClassVar[frozenset[str]] = frozenset()

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the request may go on."""
        return super().has_permission(request, view) and getattr(request.user, "role", "") in self.roles


class IsExpert(_HasRole):
    """An expert of ours."""

    roles = frozenset({Role.EXPERT.value})


class IsOperations(_HasRole):
    """Somebody of operations."""

    roles = frozenset({Role.OPERATIONS.value})


class IsStaffOf(IsConfirmed):
    """A confirmed account that belongs to some organisation of a kind: name the kind in a subclass."""

    kind: ClassVar[str] = ""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the request may go on."""
        user = request.user
        return (
            super().has_permission(request, view)
            and isinstance(user, User)
            and user.memberships.filter(organisation__kind=self.kind).exists()
        )


class IsStoreStaff(IsStaffOf):
    """Somebody who belongs to a store."""

    kind = Organisation.Kind.STORE.value


class IsRepairShopStaff(IsStaffOf):
    """Somebody who belongs to a repair shop."""

    kind = Organisation.Kind.REPAIR_SHOP.value
