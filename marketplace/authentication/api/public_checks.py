"""Checks of documents that anybody hands in, without an account."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication.api import public_examples as examples
from marketplace.authentication.services import verifying
from marketplace.authentication.services.verifying import Check, State
from marketplace.common.schema import looks_like, problems
from marketplace.common.throttles import ByWho, Scoped
from marketplace.common.uploads import sent_file
from pipeline import checking

DOCUMENT = {
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
ID = OpenApiParameter("verification", str, OpenApiParameter.PATH, description="As it was given when handing in.")
UNSTORED = {"Cache-Control": "no-store"}


@looks_like(examples.CHECKED)
class VerificationOut(serializers.Serializer[Check]):
    """A check."""

    id = serializers.CharField(help_text="Nobody guesses it; whoever has it reads the result, for a day.")
    state = serializers.ChoiceField(
        choices=[each.value for each in State],
        help_text="Given up: no worker answered for minutes. A result that comes later is shown all the same.",
    )
    url = serializers.SerializerMethodField(help_text="Where to ask what came of it.")
    result = serializers.SerializerMethodField(allow_null=True, help_text="Null before there is one.")

    def get_url(self, check: Check) -> str:
        """Return the check's own address."""
        return str(self.context["request"].build_absolute_uri(reverse("verification", args=[check.id])))

    @extend_schema_field(checking.Checked)  # type: ignore[arg-type]  # a pydantic model, which an extension reads
    def get_result(self, check: Check) -> dict[str, Any] | None:
        """Return every step in its own words, and what they come to."""
        return check.result


class Verifications(APIView):
    """Documents to be checked."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (MultiPartParser,)
    throttle_classes = (Scoped,)
    throttle_scope = "verification"

    @extend_schema(
        tags=["public"],
        auth=[],
        request=DOCUMENT,
        responses={202: VerificationOut}
        | problems("verification:empty", "verification:type", "verification:too_large", public=True),
    )
    def post(self, request: Request) -> Response:
        """Have a document checked: report or certificate, as JSON, PDF or picture; or a service book. 10 MB at most."""
        data = sent_file(request, checking.MAX_BYTES, too_large="verification:too_large")
        said = VerificationOut(verifying.hand_in(data), context={"request": request}).data
        headers = UNSTORED | {"Location": said["url"]}
        return Response(said, status=status.HTTP_202_ACCEPTED, headers=headers)


class Verification(APIView):
    """A document that is checked."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ByWho,)

    @extend_schema(
        tags=["public"],
        auth=[],
        parameters=[ID],
        responses={200: VerificationOut} | problems("verification:unknown", public=True),
    )
    def get(self, request: Request, verification: str) -> Response:
        """Read every step of a check in its own words; or that a worker has it still."""
        check = verifying.outcome(verification)
        return Response(VerificationOut(check, context={"request": request}).data, headers=UNSTORED)
