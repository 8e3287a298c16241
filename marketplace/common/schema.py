"""What the OpenAPI schema says of problems."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from drf_spectacular.drainage import get_override
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_list_serializer
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from marketplace.common.codes import CODES
from marketplace.common.problems import CONTENT_TYPE, Problem

ALWAYS = (
    "request:malformed",
    "request:invalid",
    "request:not_acceptable",
    "request:too_large",
    "request:media_type",
    "request:throttled",
    "server:unavailable",
)
"""What any address may answer."""

LOGGED_IN = ("request:unauthenticated", "request:token_invalid", "request:scope")
"""What any address may answer that asks for an access token, or a key in its place."""

SENTENCE = re.compile(r"[.:;](?=\s|$)")
"""Where a summary ends."""

Kind = TypeVar("Kind", bound=type[serializers.BaseSerializer[Any]])
Responses = dict[tuple[int, str], OpenApiResponse]


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """A problem, as RFC 9457 describes it."""

    type = serializers.URLField(help_text="Names the kind of problem.")
    title = serializers.CharField(help_text="What is wrong, and what to do.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="The kind of problem, for programs: “about:what”.")
    detail = serializers.CharField(required=False, help_text="What is so in this case.")
    errors = serializers.DictField(  # type: ignore[assignment]  # a member of the document, not the property
        required=False, help_text="By field, what is wrong with it."
    )


def problems(*codes: str, public: bool = False) -> Responses:
    """Return the responses of ``extend_schema`` for the problems that an operation may answer, with an example of each.

    :param codes: its own, beside those that every operation may answer.
    :param public: it asks for no access token.
    :raises KeyError: a code is not in ``CODES``.
    """
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys((*codes, *ALWAYS, *(() if public else LOGGED_IN))):
        by_status[CODES[code].status].append(code)
    return {(status, CONTENT_TYPE): _response(by_status[status]) for status in sorted(by_status)}


def _response(codes: list[str]) -> OpenApiResponse:
    examples = [OpenApiExample(code, value=Problem(code).document()) for code in codes]
    listed = "\n".join(f"- `{code}`: {CODES[code].title}" for code in codes)
    return OpenApiResponse(ProblemSerializer, description=listed, examples=examples)


class Described(AutoSchema):
    """Describes an operation by its method's docstring, and sums it up by how that begins."""

    def _get_examples(
        self,
        serializer: Any,  # noqa: ANN401 - a serializer, a field or a type, as the operation says it
        direction: str,
        media_type: str,
        status_code: str | None = None,
        extras: list[OpenApiExample] | None = None,
    ) -> dict[str, Any]:
        """Return an operation's examples; where it has none for what is answered, those of the serializer.

        The library leaves a serializer's examples out as soon as the operation has one of its own, of a request too.
        """
        listed: Callable[..., dict[str, Any]] = super()._get_examples
        if found := listed(serializer, direction, media_type, status_code, extras):
            return found
        own = get_override(serializer.child if is_list_serializer(serializer) else serializer, "examples", [])
        return listed(serializer, direction, media_type, status_code, own)

    def get_summary(self) -> str:
        """Return the first sentence, or what it says before a colon."""
        return " ".join(SENTENCE.split(self.get_description(), maxsplit=1)[0].split())


def looks_like(value: Mapping[str, Any]) -> Callable[[Kind], Kind]:
    """Give a serializer an example of what is answered, wherever it is."""
    return extend_schema_serializer(examples=[OpenApiExample("an answer", value, response_only=True)])


def constants_as_enums(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Say of a member with one value that it is one of one: the same to JSON Schema, and more generators know it."""
    for schema in result["components"]["schemas"].values():
        for said in schema.get("properties", {}).values():
            if "const" in said:
                said["enum"] = [said.pop("const")]
    return result
