"""Organisations, their members, and who is invited."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.users.api.base import Own, me, told
from marketplace.users.api.serializers import (
    AppointIn,
    FoundIn,
    InvitationOut,
    InviteIn,
    MemberOut,
    MembershipOut,
    RenameIn,
    TokenIn,
)
from marketplace.users.models import Invitation, Membership
from marketplace.users.selectors import organisations as selectors
from marketplace.users.services import organisations as services

DONE = {status.HTTP_204_NO_CONTENT: None}
SEEN = ("request:forbidden", "request:not_found")
NAMED = OpenApiExample("store", {"kind": "store", "name": "Aldenmoor & Daughters"}, request_only=True)
APPOINT = OpenApiExample("manager", {"kind": "manager"}, request_only=True)
INVITE = OpenApiExample("invite", {"email": "ben@example.org", "kind": "staff"}, request_only=True)
TOKEN = OpenApiExample("token", {"token": "WyI1…"}, request_only=True)


@extend_schema_view(
    get=extend_schema(
        tags=["organisations"],
        description="Return the organisations that one belongs to, and as what.",
        responses={status.HTTP_200_OK: MembershipOut(many=True)} | problems("request:forbidden"),
    )
)
class Organisations(generics.ListAPIView[Membership], Own):
    """One's own organisations."""

    serializer_class = MembershipOut
    queryset = Membership.objects.none()

    def get_queryset(self) -> QuerySet[Membership]:
        """Return one's own memberships."""
        return selectors.memberships_of(me(self.request))

    @extend_schema(
        tags=["organisations"],
        request=FoundIn,
        responses={status.HTTP_201_CREATED: MembershipOut} | problems("request:forbidden", "organisation:too_many"),
        examples=[NAMED],
    )
    def post(self, request: Request) -> Response:
        """Make an organisation, and become its manager."""
        membership = services.found(user=me(request), **told(FoundIn, request))  # type: ignore[arg-type]
        return Response(MembershipOut(membership).data, status=status.HTTP_201_CREATED)


class OrganisationDetail(Own):
    """An organisation that one belongs to."""

    @extend_schema(
        tags=["organisations"],
        responses={status.HTTP_200_OK: MembershipOut} | problems(*SEEN),
    )
    def get(self, request: Request, organisation: uuid.UUID) -> Response:
        """Return an organisation that one belongs to, and as what."""
        membership = selectors.memberships_of(me(request)).filter(organisation=organisation).first()
        if membership is None:
            raise Problem("request:not_found")
        return Response(MembershipOut(membership).data)

    @extend_schema(
        tags=["organisations"],
        request=RenameIn,
        responses={status.HTTP_200_OK: MembershipOut} | problems(*SEEN),
        examples=[OpenApiExample("name", {"name": "Aldenmoor & Granddaughters"}, request_only=True)],
    )
    def patch(self, request: Request, organisation: uuid.UUID) -> Response:
        """Give an organisation another name. Managers may."""
        held = services.managed(user=me(request), organisation=organisation)
        given = RenameIn(held, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        given.save()
        return self.get(request, organisation)


class Leave(Own):
    """Leave an organisation."""

    @extend_schema(
        tags=["organisations"],
        request=None,
        responses=DONE | problems(*SEEN, "organisation:last_manager"),
    )
    def post(self, request: Request, organisation: uuid.UUID) -> Response:
        """Leave an organisation. The last manager cannot while there are others; with the last member it goes."""
        services.leave(user=me(request), organisation=organisation)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(
    get=extend_schema(
        tags=["organisations"],
        description="Return the members of an organisation that one belongs to.",
        responses={status.HTTP_200_OK: MemberOut(many=True)} | problems(*SEEN),
    )
)
class Members(generics.ListAPIView[Membership], Own):
    """The members of an organisation."""

    serializer_class = MemberOut
    queryset = Membership.objects.none()

    def get_queryset(self) -> QuerySet[Membership]:
        """Return one's fellows; whoever is none of them finds nothing here."""
        found = selectors.fellows(me(self.request), self.kwargs["organisation"])
        if not found.exists():
            raise Problem("request:not_found")
        return found


class Member(Own):
    """A member of an organisation."""

    @extend_schema(
        tags=["organisations"],
        request=AppointIn,
        responses={status.HTTP_200_OK: MemberOut} | problems(*SEEN, "organisation:last_manager"),
        examples=[APPOINT],
    )
    def patch(self, request: Request, organisation: uuid.UUID, member: uuid.UUID) -> Response:
        """Make a member a manager, or staff. Managers may."""
        where = {"by": me(request), "organisation": organisation, "member": member}
        membership = services.appoint(**where, **told(AppointIn, request))  # type: ignore[arg-type]
        return Response(MemberOut(membership).data)

    @extend_schema(tags=["organisations"], responses=DONE | problems(*SEEN, "organisation:last_manager"))
    def delete(self, request: Request, organisation: uuid.UUID, member: uuid.UUID) -> Response:
        """Remove a member. Managers may."""
        services.dismiss(by=me(request), organisation=organisation, member=member)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(
    get=extend_schema(
        tags=["organisations"],
        description="Return the open invitations of an organisation that one manages.",
        responses={status.HTTP_200_OK: InvitationOut(many=True)} | problems(*SEEN),
    )
)
class Invitations(generics.ListAPIView[Invitation], Own):
    """Who is invited."""

    serializer_class = InvitationOut
    queryset = Invitation.objects.none()

    def get_queryset(self) -> QuerySet[Invitation]:
        """Return the open invitations."""
        return selectors.open_invitations(me(self.request), self.kwargs["organisation"])

    @extend_schema(
        tags=["organisations"],
        request=InviteIn,
        responses={status.HTTP_201_CREATED: InvitationOut}
        | problems(*SEEN, "organisation:member_already", "organisation:invited_already"),
        examples=[INVITE],
    )
    def post(self, request: Request, organisation: uuid.UUID, **_: Any) -> Response:  # noqa: ANN401 - DRF's signature
        """Invite an address. Managers may; whether it has an account makes no difference."""
        given = told(InviteIn, request)
        invitation = services.invite(by=me(request), organisation=organisation, **given)
        return Response(InvitationOut(invitation).data, status=status.HTTP_201_CREATED)


class InvitationDetail(Own):
    """An open invitation."""

    @extend_schema(tags=["organisations"], responses=DONE | problems(*SEEN))
    def delete(self, request: Request, organisation: uuid.UUID, invitation: uuid.UUID) -> Response:
        """Withdraw an invitation. Managers may."""
        services.withdraw(by=me(request), organisation=organisation, invitation=invitation)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AcceptInvitation(Own):
    """Accept an invitation."""

    @extend_schema(
        tags=["organisations"],
        request=TokenIn,
        responses={status.HTTP_201_CREATED: MembershipOut}
        | problems(
            "request:forbidden",
            "account:token_invalid",
            "organisation:other_address",
            "organisation:member_already",
        ),
        examples=[TOKEN],
    )
    def post(self, request: Request) -> Response:
        """Join an organisation, with the token that was sent to this account's address."""
        membership = services.accept(user=me(request), **told(TokenIn, request))
        return Response(MembershipOut(membership).data, status=status.HTTP_201_CREATED)
