"""What operations decide about certificates: revoked for good, suspended for a while, restored."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication import gateway
from marketplace.authentication.models import Examination
from marketplace.authentication.services import operating
from marketplace.common.schema import looks_like, problems
from marketplace.users.api.base import me, told
from marketplace.users.permissions import IsOperations
from pipeline.lifecycle import names
from pipeline.status.decisions import Action

Plain = serializers.Serializer[dict[str, Any]]
DECIDED = {"action": "suspend", "reason": "Its watch was reported stolen; we are asking."}
MISSING = "request:not_found"


class CertificateDecisionIn(Plain):
    """What is to become of a certificate."""

    action = serializers.ChoiceField(choices=[each.value for each in Action])
    reason = serializers.CharField(
        min_length=3, max_length=500, help_text="Kept for ever: no names, no addresses, no serial number."
    )


@looks_like(DECIDED | {"by": "operations 3b1f…", "at": "2026-03-02T09:00:00Z"})
class CertificateDecisionOut(Plain):
    """What was decided."""

    action = serializers.ChoiceField(choices=[each.value for each in Action])
    reason = serializers.CharField()
    by = serializers.CharField(help_text="A role, with an account's number where a person of ours decided.")
    at = serializers.DateTimeField()


class CertificateDecisions(APIView):
    """What was decided about a certificate."""

    permission_classes = (IsOperations,)

    @extend_schema(
        tags=["moderation"],
        responses={200: CertificateDecisionOut(many=True)} | problems("request:forbidden", MISSING),
    )
    def get(self, request: Request, certificate: str) -> Response:  # noqa: ARG002 - the framework's signature
        """List what was decided about a certificate, first to last. Operations may."""
        _case(certificate)
        return _said(certificate)

    @extend_schema(
        tags=["moderation"],
        request=CertificateDecisionIn,
        examples=[OpenApiExample("suspended", DECIDED, request_only=True)],
        responses={201: CertificateDecisionOut(many=True)}
        | problems("request:forbidden", MISSING, "case:no_certificate", "case:revoked"),
    )
    def post(self, request: Request, certificate: str) -> Response:
        """Revoke, suspend or restore a certificate, or the one that has taken its place. Operations may."""
        given = told(CertificateDecisionIn, request)
        action, reason = Action(given["action"]), given["reason"]
        operating.decide_certificate(case_id=_case(certificate), action=action, reason=reason, actor=me(request))
        return _said(certificate, status.HTTP_201_CREATED)


def _case(certificate: str) -> str:
    """Return the case that earned a certificate.

    :raises Http404: there is none.
    """
    try:
        name = names.read(certificate)
    except ValueError:
        raise Http404 from None
    if not Examination.objects.filter(case=name.case, number=name.examination).exclude(certificate="").exists():
        raise Http404
    return name.case


def _said(certificate: str, code: int = status.HTTP_200_OK) -> Response:
    decided = [CertificateDecisionOut(each.model_dump()).data for each in gateway.decided(certificate)]
    return Response(decided, status=code)
