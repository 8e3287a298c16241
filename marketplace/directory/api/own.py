"""Profiles as their managers change them, and as operations verify them."""

import uuid

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.directory.api import examples
from marketplace.directory.api.serializers import OwnShopOut, SeenIn, ShopIn, StaffOut, TitleIn
from marketplace.directory.models import Profile
from marketplace.directory.services import profiles as services
from marketplace.users.api.base import Own, me, told
from marketplace.users.permissions import IsOperations
from marketplace.users.selectors.organisations import memberships_of
from marketplace.users.services.organisations import managed

FORBIDDEN, MISSING = "request:forbidden", "request:not_found"
DONE = {status.HTTP_204_NO_CONTENT: None}
VERSION = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the profile that you saw: a quoted version.",
)
CHANGE = OpenApiExample("hours", examples.CHANGE, request_only=True)
TITLE = OpenApiExample("title", {"title": "Watchmaker"}, request_only=True)
STAFF = OpenApiExample("a member", examples.MEMBER, response_only=True)
SEEN = OpenApiExample("seen", {"seen": "Extract of the trade register, lease."}, request_only=True)


def version_of(request: Request) -> int:
    """Return the version that a request names.

    :raises Problem: it names none, or one that no profile has.
    """
    given = request.headers.get("If-Match", "").strip().removeprefix("W/")
    if not given:
        raise Problem("profile:version_missing")
    number = given.strip('"')
    if not number.isascii() or not number.isdecimal() or len(number) > len("2147483647"):
        raise Problem("profile:version")
    return int(number)


def _answered(profile: Profile) -> Response:
    return Response(OwnShopOut(profile).data, headers={"ETag": f'"{profile.version}"'})


class OwnProfile(Own):
    """The profile of an organisation that one belongs to."""

    @extend_schema(tags=["organisations"], responses={200: OwnShopOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, organisation: uuid.UUID) -> Response:
        """Read the profile of an organisation that one belongs to, whether it is shown or not. ETag is its version."""
        membership = memberships_of(me(request)).filter(organisation=organisation).first()
        if membership is None:
            raise Problem(MISSING)
        return _answered(services.profile_of(membership.organisation))

    @extend_schema(
        tags=["organisations"],
        request=ShopIn,
        parameters=[VERSION],
        examples=[CHANGE],
        responses={200: OwnShopOut}
        | problems(FORBIDDEN, MISSING, "profile:version", "profile:version_missing", "profile:incomplete"),
    )
    def patch(self, request: Request, organisation: uuid.UUID) -> Response:
        """Change a profile; what is not named stays. Managers may. Lists and hours are replaced whole."""
        where = {"by": me(request), "organisation": organisation}
        managed(user=me(request), organisation=organisation)  # first: whoever may not learns nothing of versions
        version = version_of(request)
        given = ShopIn(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return _answered(services.change(**where, version=version, changes=given.validated_data))  # type: ignore[arg-type]


class OneShownMember(Own):
    """A member on the profile."""

    @extend_schema(
        tags=["organisations"],
        request=TitleIn,
        examples=[TITLE, STAFF],
        responses={200: StaffOut} | problems(FORBIDDEN, MISSING),
    )
    def put(self, request: Request, organisation: uuid.UUID, member: uuid.UUID) -> Response:
        """Show a member on the profile, with a title. Managers may."""
        where = {"by": me(request), "organisation": organisation, "member": member}
        shown = services.show_member(**where, **told(TitleIn, request))  # type: ignore[arg-type]
        return Response(StaffOut(shown.membership).data)

    @extend_schema(tags=["organisations"], responses=DONE | problems(FORBIDDEN, MISSING))
    def delete(self, request: Request, organisation: uuid.UUID, member: uuid.UUID) -> Response:
        """Show a member no more. Managers may."""
        services.hide_member(by=me(request), organisation=organisation, member=member)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Verified(APIView):
    """Whether operations found an organisation to be what it says."""

    permission_classes = (IsOperations,)

    @extend_schema(
        tags=["organisations"],
        request=SeenIn,
        examples=[SEEN],
        responses=DONE | problems(FORBIDDEN, MISSING),
    )
    def put(self, request: Request, organisation: uuid.UUID) -> Response:
        """Verify an organisation, and say what was seen. Operations may."""
        services.verify(by=me(request), organisation=organisation, **told(SeenIn, request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(tags=["organisations"], responses=DONE | problems(FORBIDDEN, MISSING))
    def delete(self, request: Request, organisation: uuid.UUID) -> Response:
        """Take a verification back. Operations may."""
        services.unverify(by=me(request), organisation=organisation)
        return Response(status=status.HTTP_204_NO_CONTENT)
