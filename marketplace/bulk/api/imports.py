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

from marketplace.bulk import selectors
from marketplace.bulk.api.serializers import ImportIn, ImportOut, RowOut
from marketplace.bulk.files import LARGEST, written
from marketplace.bulk.models import Import, Row
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
CSV = {"Content-Disposition": 'attachment; filename="report.csv"'}
LISTINGS = Import.Of.LISTINGS


def own(request: Request, job: uuid.UUID, of: Import.Of) -> Import:
    """Return an import of the account's own.

    :raises Problem: there is none.
    """
    found = selectors.own(me(request), of).filter(pk=job).first()
    if found is None:
        raise Problem(MISSING)
    return found


def handed_in(request: Request, of: Import.Of) -> Import:
    """Keep what was sent, and return it as it is read.

    :raises Problem: it is too large, no file, or for an organisation of others.
    """
    data = sent_file(request, LARGEST, too_large="import:too_large")
    given = told(ImportIn, request)
    job = importing.hand_in(
        owner=me(request), of=of, organisation=given["organisation"], kind=given["format"], data=data
    )
    return own(request, job.pk, of)


def as_csv(rows: QuerySet[Row], columns: tuple[str, ...]) -> HttpResponse:
    """Answer with what became of each row, the last column as JSON; no cell is a formula."""
    lines = [
        (*(cell or "" for cell in row[:-1]), json.dumps(row[-1], ensure_ascii=False) if row[-1] else "")
        for row in rows.values_list(*columns)
    ]
    header = [each.replace("case__", "") for each in columns]
    return HttpResponse(written(header, lines), content_type="text/csv; charset=utf-8", headers=CSV)


class Imports(ListAPIView[Import], Own):
    """One's own imports; a new one."""

    key_scopes: ClassVar = {"GET": "read", "POST": "listings:write"}
    parser_classes = (MultiPartParser,)
    serializer_class = ImportOut
    queryset = Import.objects.none()

    def get_queryset(self) -> QuerySet[Import]:
        """Return them."""
        return selectors.own(me(self.request), LISTINGS)

    @extend_schema(tags=["imports"], responses={200: ImportOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List one's own imports, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["imports"],
        request=FORM,
        responses={202: ImportOut} | problems(FORBIDDEN, "import:too_large", "import:too_many"),
    )
    def post(self, request: Request, **_: Any) -> Response:  # noqa: ANN401 - DRF's signature
        """Hand in a file of listings, as CSV or JSON: each becomes a draft. A name that was used changes nothing."""
        return Response(ImportOut(handed_in(request, LISTINGS)).data, status=status.HTTP_202_ACCEPTED)


class OneImport(Own):
    """An import."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(tags=["imports"], responses={200: ImportOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Return how far an import is."""
        return Response(ImportOut(own(request, job, LISTINGS)).data)


class Report(Own):
    """What became of each row."""

    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(tags=["imports"], responses={200: RowOut(many=True)} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, job: uuid.UUID) -> Response:
        """Return what became of each row that was taken so far."""
        return Response(RowOut(selectors.report(own(request, job, LISTINGS)), many=True).data)


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
        return as_csv(selectors.report(own(request, job, LISTINGS)), COLUMNS)
