"""What says how the API is used, to programs and to people: its schema, a page of it, and every kind of problem."""

import hashlib
import threading
from functools import cache
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiExample, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.codes import CODES
from marketplace.common.problems import TYPE
from marketplace.common.schema import problems

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content Security Policy of these pages: everything comes from here, and no script stands in a page."""

HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=300"}


NOTATIONS: dict[str, type[BaseRenderer]] = {each.media_type: each for each in SpectacularAPIView.renderer_classes}
"""YAML and JSON, each by the type of OpenAPI and by its plain one."""

_ONE_AT_A_TIME = threading.Lock()
"""The generator keeps state of its own: two at once spoil each other's, and what they wrote would be kept."""


def schema(media_type: str) -> tuple[bytes, str]:
    """Return the schema in one notation, with its ETag. It is the same for everybody, and takes seconds to write."""
    with _ONE_AT_A_TIME:
        return _written(media_type)


@cache
def _written(media_type: str) -> tuple[bytes, str]:
    described = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    text = force_bytes(NOTATIONS[media_type]().render(described, renderer_context={}))
    return text, f'"{hashlib.sha256(text).hexdigest()}"'


class Schema(APIView):
    """The schema of the API: OpenAPI 3.1, as YAML or JSON."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = tuple(NOTATIONS.values())

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        """Return it, or 304 where whoever asks has it."""
        media_type = request.accepted_renderer.media_type
        text, etag = schema(media_type)
        headers = {"Cache-Control": HEADERS["Cache-Control"], "ETag": etag}
        whole = HttpResponse(text, content_type=f"{media_type}; charset=utf-8", headers=headers)
        asked: HttpRequest = request._request  # noqa: SLF001 - DRF has no other way to it
        return get_conditional_response(asked, etag=etag, response=whole) or whole


class Docs(SpectacularSwaggerSplitView):
    """The page of the schema: Swagger UI, from files of its own package."""

    authentication_classes = ()
    template_name = "common/docs.html"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - the library's signature
        """Show the page, or the script that it loads."""
        answer = cast("Response", super().get(request, *args, **kwargs))  # type: ignore[no-untyped-call]
        for name, value in HEADERS.items():
            answer[name] = value
        return answer


class KindSerializer(serializers.Serializer[dict[str, Any]]):
    """A kind of problem."""

    code = serializers.CharField(help_text="“about:what”: what programs tell problems apart by.")
    type = serializers.URLField(help_text="The same as an address, as RFC 9457 asks for.")
    status = serializers.IntegerField(help_text="The HTTP status that it comes with.")
    title = serializers.CharField(help_text="What is wrong, and what to do.")


def kinds() -> list[dict[str, Any]]:
    """Return every kind of problem, by code."""
    return [
        {"code": code, "type": TYPE + code, "status": kind.status, "title": kind.title}
        for code, kind in sorted(CODES.items())
    ]


class Problems(APIView):
    """Every kind of problem: JSON for programs, a page for people."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer, TemplateHTMLRenderer)

    @extend_schema(
        operation_id="problems",
        tags=["problems"],
        responses={200: KindSerializer(many=True)} | problems(public=True),
        examples=[OpenApiExample("a kind", kinds()[0], response_only=True)],
    )
    def get(self, request: Request) -> Response:
        """List every kind of problem, with its status and what to do. A browser gets it as a page."""
        if isinstance(request.accepted_renderer, TemplateHTMLRenderer):
            return Response({"problems": kinds()}, template_name="common/problems.html", headers=HEADERS)
        return Response(kinds(), headers={"Cache-Control": HEADERS["Cache-Control"]})


def problem(_request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Lead from a problem's ``type`` to where it is explained.

    :raises Http404: there is no such code.
    """
    if code not in CODES:
        raise Http404
    return HttpResponseRedirect(f"{reverse('problems')}#{code}")
