"""The log, read by operations. Nobody writes it over HTTP."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.audit import selectors
from marketplace.audit.api.serializers import AuditEntryOut, AuditQuestionIn
from marketplace.audit.models import AuditEntry
from marketplace.common.pagination import Pages
from marketplace.common.schema import problems
from marketplace.users.permissions import IsOperations


class LastEntries(Pages):
    """The newest first."""

    ordering = ("-at", "-id")


class Audit(ListAPIView[AuditEntry]):
    """The log."""

    permission_classes = (IsOperations,)
    serializer_class = AuditEntryOut
    pagination_class = LastEntries
    queryset = AuditEntry.objects.none()

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Return what was asked for."""
        given = AuditQuestionIn(data=self.request.query_params)
        given.is_valid(raise_exception=True)
        return selectors.entries(given.validated_data)

    @extend_schema(
        tags=["audit"],
        parameters=[AuditQuestionIn],
        responses={200: AuditEntryOut(many=True)} | problems("request:forbidden"),
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List what was done with rights that not everybody has, the newest first. Operations may."""
        return super().get(request, *args, **kwargs)
