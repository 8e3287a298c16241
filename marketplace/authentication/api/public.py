"""What anyone may read: keys, status lists, notices, the log, certificates. From the blob store; no account, no cookie.

Each address is served as ``pipeline.public`` finds it, so that a certificate is checked at the addresses that it names.
The database is not asked, and whoever reads is not looked at: what is answered is the same for everybody.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication.api import public_examples as examples
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.stores import blobs
from marketplace.common.throttles import Lenient
from pipeline import public
from pipeline.lifecycle import names
from pipeline.status.lists import Purpose

API = "/api/v1"
MISSING = "request:not_found"
ANYONE = "*"
"""Whoever checks a certificate in a browser does so from an origin of their own. No answer depends on who asks."""


class OneForm(BaseContentNegotiation):
    """Each address has one form, whatever is asked for: software that wants ``application/vc`` is not turned away."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:  # noqa: ARG002 - DRF's
        """Return the only one."""
        return next(iter(parsers), None)

    def select_renderer(  # type: ignore[override]  # its stub calls the answer optional
        self,
        request: Request,  # noqa: ARG002 - DRF's signature
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002 - DRF's signature
    ) -> tuple[BaseRenderer, str]:
        """Return the only one: what problems are written with."""
        return renderers[0], renderers[0].media_type


class Public(APIView):
    """For anybody, from any origin, throttled by address. Redis may be away: certificates are checked all the same."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (Lenient,)
    throttle_scope = "public"
    content_negotiation_class = OneForm

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - DRF's
        """Let any origin read the answer, a problem too."""
        response.headers["Access-Control-Allow-Origin"] = ANYONE
        return super().finalize_response(request, response, *args, **kwargs)


class Published(Public):
    """A file under the public address. Those of the API lie beside it, for whoever knows only the API's."""

    def get(self, request: Request, **_named: str) -> HttpResponseBase:
        """Return it, or 304 where whoever asks has it."""
        found = public.find(blobs(), request.path_info.removeprefix(API))
        if found is None:
            raise Problem(MISSING)
        return cached(request, found)


def cached(request: Request, file: public.PublicFile) -> HttpResponseBase:
    """Answer with a file that anybody may keep for its time; 304 where whoever asks has it."""
    kept = f"public, max-age={int(file.max_age.total_seconds())}{', immutable' if file.immutable else ''}"
    headers = {"Cache-Control": kept, "ETag": file.etag}
    whole = HttpResponse(file.data, content_type=file.content_type, headers=headers)
    asked: HttpRequest = request._request  # noqa: SLF001 - DRF has no other way to it
    return get_conditional_response(asked, etag=file.etag, response=whole) or whole


def _described(
    operation: str,
    bodies: Mapping[str, Any],
    *parameters: OpenApiParameter,
    example: Mapping[str, Any] | None = None,
) -> Callable[[type[Published]], type[Published]]:
    """Describe the one operation of an address by its view's docstring.

    :param bodies: what is answered, by content type. :param example: of what is answered as plain JSON.
    """
    answered: dict[Any, Any] = {(200, content_type): body for content_type, body in bodies.items()}
    shown = [OpenApiExample("an answer", example, response_only=True, media_type=public.JSON)] if example else []

    def describe(view: type[Published]) -> type[Published]:
        said = extend_schema(
            tags=["public"],
            operation_id=operation,
            description=inspect.getdoc(view),
            auth=[],
            parameters=list(parameters),
            responses=answered | {304: None} | problems(MISSING, public=True),
            examples=shown,
        )
        return extend_schema_view(get=said)(view)

    return describe


def _in_path(name: str, text: str, choices: Sequence[str] = ()) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.PATH, description=text, enum=choices or None)


ID = _in_path("certificate", "Id of a certificate: “urn:adriel:…”.")
NAME = _in_path("document", "Name of one of the certificate's documents.", names.DOCUMENTS)
LIST = _in_path("number", "Of the list, as certificates name it.")
PURPOSE = _in_path("purpose", "What a bit that is set means.", [each.value for each in Purpose])
NOTICE = _in_path("name", "SHA-256 of a certificate's id, in hexadecimal digits.")
TILE = _in_path("tile", "Level and number of a tile, as C2SP tlog-tiles writes them.")

SIGNED_AND_DRAWN = {
    public.CREDENTIAL: OpenApiTypes.OBJECT,
    public.JSON: OpenApiTypes.OBJECT,
    "text/plain": OpenApiTypes.STR,
    "application/pdf": OpenApiTypes.BINARY,
    "image/png": OpenApiTypes.BINARY,
}
"""What a certificate's documents may be."""


@_described("issuer_keys", {"application/did+json": OpenApiTypes.OBJECT})
class IssuerKeys(Published):
    """The issuer's keys, as a DID document: what ``did:web`` resolves to where the host is the issuer's."""


@_described("status_list", {public.CREDENTIAL: OpenApiTypes.OBJECT}, LIST, PURPOSE)
class StatusList(Published):
    """A signed list of which certificates were revoked or suspended (W3C Bitstring Status List)."""


@_described("life_notice", {public.CREDENTIAL: OpenApiTypes.OBJECT}, NOTICE)
class Notice(Published):
    """A signed notice that another certificate has taken a certificate's place; for whoever has its id."""


@_described("log_checkpoint", {"text/plain": OpenApiTypes.STR})
class Checkpoint(Published):
    """The newest signed state of the transparency log (C2SP tlog-checkpoint)."""


@_described("log_tile", {public.BYTES: OpenApiTypes.BINARY}, TILE)
class Tile(Published):
    """Hashes of the transparency log, or entries of it (C2SP tlog-tiles)."""


@_described("certificate_page", {public.JSON: public.Page}, ID, example=examples.PAGE)
class Page(Published):
    """What a certificate says, how it stands now, and every step by which its issuer checked it."""


@_described("certificate_document", SIGNED_AND_DRAWN, ID, NAME, example=examples.ENVELOPE)
class Document(Published):
    """A document of a certificate: signed as JSON, with the log's proof in an envelope, drawn as PDF or picture."""
