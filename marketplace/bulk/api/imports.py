"""Imports over HTTP: handed in, followed, read row by row."""

import json
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

from marketplace.bulk.api.serializers import ImportIn, ImportOut, RowOut
from marketplace.bulk.files import LARGEST, written
from marketplace.bulk.models import Import
from marketplace.bulk.services import importing
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.uploads import sent_file
from marketplace.users.api.base import Own, me, told

FORBIDDEN, MISSING = "request:forbidden", "request:not_found"
FORM = {
    "multipart/form-data": {
        "type": "object",
        "required": ["format", "file"],
        "properties": {
            "format": {"type": "string", "enum": list(Import.Format.values)},
            "organisation": {"type": "string", "format": "uuid"},
            "file": {"type": "string", "format": "binary"},
        },
    }
}
COLUMNS = ("number", "external_id", "outcome", "listing", "errors")


def own(request: Request, job: uuid.UUID) -> Import:
    """Return an import of the account's own.

    :raises Problem: there is none.
    """
    found = Import.objects.filter(owner=me(request), pk=job).first()
    if found is None:
        raise Problem(MISSING)
    return found


class Imports(ListAPIView[Import], Own):
    """One's own imports; a new one."""

    key_scopes: ClassVar = {"GET": "read", "POST": "listings:write"}
    parser_classes = (MultiPartParser,)
    serializer_class = ImportOut
    queryset = Import.objects.none()

    def get_queryset(self) -> QuerySet[Import]:
        """Return them."""
        return Import.objects.filter(owner=me(self.request))

    @extend_schema(tags=["imports"], responses={200: ImportOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List one's own imports, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(tags=["imports"], request=FORM, responses={202: ImportOut} | problems(FORBIDDEN, "import:too_large"))
    def post(self, request: Request, **_: Any) -> Response:  # noqa: ANN401 - DRF's signature
        """Hand in a file of listings, as CSV or JSON: each becomes a draft. A name that was used changes nothing."""
        data = sent_file(request, LARGEST, too_large="import:too_large")
        given = told(ImportIn, request)
        job = importing.hand_in(owner=me(request), organisation=given["organisation"], kind=given["format"], data=data)
        return Response(ImportOut(job).data, status=status.HTTP_202_ACCEPTED)


class OneImport(Own):
    """An import."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(tags=["imports"], responses={200: ImportOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Return how far an import is."""
        return Response(ImportOut(own(request, job)).data)


class Report(Own):
    """What became of each row."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(tags=["imports"], responses={200: RowOut(many=True)} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Return what became of each row that was taken so far."""
        return Response(RowOut(own(request, job).report.order_by("number"), many=True).data)


class ReportFile(Own):
    """The same, as a file."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(
        operation_id="import_report_file",
        tags=["imports"],
        responses={(200, "text/csv"): OpenApiTypes.BINARY} | problems(FORBIDDEN, MISSING),
    )
    def get(self, request: Request, job: uuid.UUID) -> HttpResponse:
        """Download what became of each row, as CSV in which no cell is a formula."""
        found = own(request, job).report.order_by("number").values_list(*COLUMNS)
        lines = [(*row[:-1], json.dumps(row[-1], ensure_ascii=False) if row[-1] else "") for row in found]
        headers = {"Content-Disposition": 'attachment; filename="report.csv"'}
        return HttpResponse(written(COLUMNS, lines), content_type="text/csv; charset=utf-8", headers=headers)
