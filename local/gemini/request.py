"""Reads a ``generateContent`` request and says what is wrong with it, as Google's own servers would."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Any

_MARKER = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG: every marker begins with 0xFF; these begin a frame (ITU-T T.81, table B.1)."""

_URL_SAFE = str.maketrans("-_", "+/")

_LABEL = re.compile(r"^Photo ([a-z]+(?:-[0-9a-z]+)*):$")


class BadRequest(Exception):
    """The request is refused.

    :ivar message: what is wrong with it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is well formed.

    :ivar model: as the path names it.
    :ivar labels: of the pictures, in the order in which they are shown.
    :ivar texts: every text part, in order.
    :ivar sizes: width and height of each picture, in pixels.
    """

    model: str
    system: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...]
    generation: dict[str, Any] = field(default_factory=dict)


def read(model: str, body: bytes) -> Asked:
    """Read a request.

    :raises BadRequest: where it is not one.
    """
    try:
        told = json.loads(body)
    except ValueError as fault:
        raise BadRequest("Invalid JSON payload received.") from fault
    parts = _parts(told)
    texts = tuple(part["text"] for part in parts if "text" in part)
    sizes = tuple(_size(part["inlineData"]) for part in parts if "inlineData" in part)
    return Asked(model, _system(told), _labels(parts), texts, sizes, _generation(told))


def _parts(told: Any) -> list[dict[str, Any]]:  # noqa: ANN401  (whatever JSON can hold)
    contents = told.get("contents") if isinstance(told, dict) else None
    if not isinstance(contents, list) or not contents:
        raise BadRequest("* GenerateContentRequest.contents: contents is not specified")
    parts: list[dict[str, Any]] = []
    for content in contents:
        if not isinstance(content, dict) or content.get("role", "user") != "user" or not content.get("parts"):
            raise BadRequest("* GenerateContentRequest.contents: contents.parts must not be empty.")
        parts += content["parts"]
    if not all(isinstance(part, dict) and ("text" in part or "inlineData" in part) for part in parts):
        raise BadRequest("* GenerateContentRequest.contents.parts: must have one initialized field")
    return parts


def _system(told: dict[str, Any]) -> str:
    parts = told.get("systemInstruction", {}).get("parts", [])
    return "".join(part.get("text", "") for part in parts)


def _generation(told: dict[str, Any]) -> dict[str, Any]:
    chosen: dict[str, Any] = told.get("generationConfig") or {}
    if chosen.get("responseMimeType") != "application/json":
        raise BadRequest("* GenerateContentRequest.generation_config.response_mime_type: application/json is expected")
    schema = chosen.get("responseJsonSchema") or chosen.get("responseSchema")
    if not isinstance(schema, dict) or not schema.get("properties"):
        raise BadRequest("* GenerateContentRequest.generation_config.response_schema: a schema is expected")
    return chosen


def _labels(parts: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the label that stands before each picture."""
    labels = []
    for before, part in zip([{}, *parts], parts, strict=False):
        if "inlineData" in part:
            named = _LABEL.match(before.get("text", ""))
            if named is None:
                raise BadRequest("a picture has no label before it")
            labels.append(named.group(1))
    return tuple(labels)


def _size(blob: dict[str, Any]) -> tuple[int, int]:
    """Return the size of a JPEG as its header states it.

    ProtoJSON takes either spelling of a field and either alphabet of base64 (protobuf.dev, "ProtoJSON Format"), and
    the SDK writes ``mime_type`` and the URL-safe alphabet.
    """
    if (blob.get("mimeType") or blob.get("mime_type")) != "image/jpeg":
        raise BadRequest("Unsupported MIME type")
    try:
        data = base64.b64decode(str(blob.get("data", "")).translate(_URL_SAFE), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadRequest("Base64 decoding failed") from fault
    size = _jpeg_size(data)
    if size is None:
        raise BadRequest("Unable to process input image.")
    return size


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header (ITU-T T.81, annex B)."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == _MARKER:
        if data[at + 1] in _FRAMES:
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
