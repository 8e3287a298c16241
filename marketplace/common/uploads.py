"""Uploads: a file goes from the browser to where it is kept, without passing through what answers requests.

In production that is S3, by a presigned POST. On one machine it is the API itself, by the same contract: an address,
fields to send back, and a policy that bounds key, type, size and time, which the receiving side enforces.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from django.conf import settings
from django.core import signing
from rest_framework.request import Request

from marketplace.common.problems import Problem

EXPIRES = 900
"""Seconds for which a policy counts."""
SALT = "adriel.uploads"
FORM = 20_000
"""Bytes that a form's fields and boundaries may take beside the file."""


@dataclass(frozen=True)
class Allowed:
    """An upload that is allowed.

    :ivar fields: to be sent before the file, as they are.
    """

    url: str
    fields: dict[str, str]


def sent_file(request: Request, largest: int, *, too_large: str) -> bytes:
    """Return the one file of a form, which is looked at no further than its length says.

    :param largest: bytes of the file. :param too_large: code of the problem where it has more.
    :raises Problem: it has, or there is no file.
    """
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    if not length.isdecimal() or int(length) > largest + FORM:
        raise Problem(too_large)
    file = request.FILES.get("file")
    if file is None:
        raise Problem("request:invalid", errors={"file": ["Send the file."]})
    if file.size is None or file.size > largest:
        raise Problem(too_large)
    return bytes(file.read())


def expect(by: Callable[[str], bool]) -> None:
    """Have an app say whether a file is to come under a key of its own."""
    _expecting.append(by)


def is_expected(key: str) -> bool:
    """Return whether some app expects a file under a key."""
    return any(by(key) for by in _expecting)


_expecting: list[Callable[[str], bool]] = []


def place(key: str) -> str:
    """Return where an upload lies until it is taken over."""
    return f"uploads/{key}"


def allow(key: str, content_type: str, *, at: str) -> Allowed:
    """Allow one file of one type under one key.

    :param at: address of the API's own endpoint, where there is no S3.
    """
    parts = urlsplit(settings.PIPELINE.blobs)
    if parts.scheme == "s3":
        return _presigned(parts.netloc, f"{parts.path.strip('/')}/{place(key)}".lstrip("/"), content_type)
    said = {"key": key, "type": content_type, "until": int(time.time()) + EXPIRES}
    policy = signing.dumps(said, salt=SALT)
    return Allowed(at, {"key": key, "Content-Type": content_type, "policy": policy})


def _presigned(bucket: str, key: str, content_type: str) -> Allowed:
    endpoint = parse_qs(urlsplit(settings.PIPELINE.blobs).query).get("endpoint", [None])[0]
    made = _signer(endpoint).generate_presigned_post(
        bucket,
        key,
        Fields={"Content-Type": content_type},
        Conditions=[
            {"Content-Type": content_type},
            ["content-length-range", 1, settings.PIPELINE.limits.max_bytes],
        ],
        ExpiresIn=EXPIRES,
    )
    return Allowed(made["url"], made["fields"])


@cache
def _signer(endpoint: str | None) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
    """Return what signs policies; it sends nothing. To make one takes a tenth of a second."""
    return boto3.client("s3", endpoint_url=endpoint, config=Config(signature_version="s3v4"))


def check(key: str, fields: dict[str, str]) -> None:
    """Hold what was sent to the API against the policy that goes with it.

    :raises Problem: it is another key, another type, too late, or a policy that nobody here signed.
    """
    try:
        said = signing.loads(fields.get("policy", ""), salt=SALT, max_age=EXPIRES)
    except signing.BadSignature:
        raise Problem("upload:not_allowed") from None
    if said["key"] != key or fields.get("key") != key or said["type"] != fields.get("Content-Type"):
        raise Problem("upload:not_allowed")
