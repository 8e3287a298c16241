"""Imports of cases over HTTP: handed in, photographed, submitted together, read row by row."""

import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.bulk import selectors
from marketplace.bulk.api.imports import FORBIDDEN, FORM, MISSING, as_csv, handed_in, own
from marketplace.bulk.api.serializers import CaseImportOut, CaseRowOut
from marketplace.bulk.models import Import
from marketplace.bulk.services import importing
from marketplace.common.schema import problems
from marketplace.users.api.base import Own, me

CASES = Import.Of.CASES
COLUMNS = ("number", "external_id", "outcome", "case", "case__state", "errors")


class CaseImports(ListAPIView[Import], Own):
    """One's own imports of cases; a new one."""

    key_scopes: ClassVar = {"GET": "read", "POST": "cases:write"}
    parser_classes = (MultiPartParser,)
    serializer_class = CaseImportOut
    queryset = Import.objects.none()

    def get_queryset(self) -> QuerySet[Import]:
        """Return them."""
        return selectors.own(me(self.request), CASES)

    @extend_schema(tags=["imports"], responses={200: CaseImportOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List one's own imports of cases, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["imports"],
        request=FORM,
        responses={202: CaseImportOut} | problems(FORBIDDEN, "import:too_large", "import:too_many"),
    )
    def post(self, request: Request, **_: Any) -> Response:  # noqa: ANN401 - DRF's signature
        """Hand in a file of cases, as CSV or JSON: each becomes a draft, whose photos the report says where to send."""
        return Response(CaseImportOut(handed_in(request, CASES)).data, status=status.HTTP_202_ACCEPTED)


class OneCaseImport(Own):
    """An import of cases."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(tags=["imports"], responses={200: CaseImportOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Return how far an import of cases is."""
        return Response(CaseImportOut(own(request, job, CASES)).data)


class SubmitCases(Own):
    """Submitting the cases of an import."""

    key_scopes: ClassVar = {"POST": "cases:write"}

    @extend_schema(
        tags=["imports"],
        request=None,
        responses={202: CaseImportOut} | problems(FORBIDDEN, MISSING, "import:refused"),
    )
    def post(self, request: Request, job: uuid.UUID) -> Response:
        """Submit the cases of an import for which everything is there: the report says what the others lack."""
        importing.submit(job_id=own(request, job, CASES).pk)
        return Response(CaseImportOut(own(request, job, CASES)).data, status=status.HTTP_202_ACCEPTED)


class CaseReport(Own):
    """What became of each row."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(tags=["imports"], responses={200: CaseRowOut(many=True)} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Return what became of each row that was taken so far, and where the photos of drafts are to be sent."""
        rows = selectors.report(own(request, job, CASES))
        return Response(CaseRowOut(rows, many=True, context={"request": request}).data)


class CaseReportFile(Own):
    """The same, as a file."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(
        operation_id="case_import_report_file",
        tags=["imports"],
        responses={(200, "text/csv"): OpenApiTypes.BINARY} | problems(FORBIDDEN, MISSING),
    )
    def get(self, request: Request, job: uuid.UUID) -> HttpResponse:
        """Download what became of each row, as CSV in which no cell is a formula."""
        return as_csv(selectors.report(own(request, job, CASES)), COLUMNS)
