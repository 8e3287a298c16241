"""Blobs as objects of an S3 bucket, or of anything that speaks S3 and knows ``If-None-Match``."""

import contextlib
import os
import secrets
import threading
from collections.abc import Iterator
from typing import Any

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

from models.vocabulary.errors import Misconfigured, PipelineError, Retriable
from pipeline.adapters.blob_keys import checked, checked_prefix
from pipeline.ports import BlobMissing

CONNECT_TIMEOUT = 3.0
"""Seconds. A bucket that is not reached by then is tried again by the caller, who holds no lock meanwhile."""

READ_TIMEOUT = 20.0
"""Seconds between two packets. With ``TRIES`` and the connecting it stays below the 165 s that a task may run."""

TRIES = 3
"""Requests for one call, with botocore's exponential back-off and jitter (at most 1 s and 2 s) between them."""

CONFLICTS = 5
"""Uploads of one blob that S3 may call a conflict with a deletion under way, before the caller waits instead."""

WRITER = "adriel-writer"
"""Metadata of an object: which call made it. Answers the question that a lost reply leaves open."""

_MISSING = {"NoSuchKey", "404", "NotFound"}
_TAKEN = {"PreconditionFailed", "412"}
_CONFLICT = {"ConditionalRequestConflict", "409"}
_BUSY = {"SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "RequestTimeout", "TooManyRequests"}
_REFUSED = {"AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}
_ELSEWHERE = {"NoSuchBucket", "PermanentRedirect", "301", "AuthorizationHeaderMalformed"}

_CONFIG = Config(
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    retries={"mode": "standard", "total_max_attempts": TRIES},
    max_pool_connections=32,
    s3={"addressing_style": "auto"},
)


class S3Store:
    """A blob store in a bucket.

    :param bucket: exists already.
    :param prefix: what every key begins with, without slashes at its ends; may be empty.
    :param endpoint_url: where it is not Amazon's. Credentials and region come as the AWS SDK finds them.
    """

    def __init__(self, bucket: str, prefix: str = "", *, endpoint_url: str | None = None) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint_url
        self._lock = threading.Lock()
        self._client: Any = None
        self._owner = 0

    def create(self, key: str, data: bytes, *, durable: bool = True) -> bool:  # noqa: ARG002  (S3 always is)
        """Store ``data`` unless the key is taken; return whether this call stored it, however often it was sent.

        :raises Retriable: the far side is down, slow, throttling, or deleting this very key.
        :raises Misconfigured: the bucket or the credentials are wrong.
        :raises ValueError: this is not a key.
        """
        where, writer = self._where(key), secrets.token_hex(16)
        for _ in range(CONFLICTS):
            try:
                with _faults_named(key):
                    self._s3().put_object(**where, Body=data, IfNoneMatch="*", Metadata={WRITER: writer})
            except _Taken as taken:
                return taken.was_sent_twice and self._written_by(where, writer)
            except _Conflict:
                continue
            return True
        raise Retriable("the object store is deleting the blob that is being created", 1.0)

    def get(self, key: str) -> bytes:
        """Return the blob, or raise ``BlobMissing``."""
        where = self._where(key)
        with _faults_named(key):
            data: bytes = self._s3().get_object(**where)["Body"].read()
            return data

    def exists(self, key: str) -> bool:
        """Return whether the key is taken."""
        return self._head(self._where(key)) is not None

    def swap(self, key: str, old: bytes | None, new: bytes) -> bool:
        """Replace the blob where it is ``old`` (None: where there is none); return whether it is ``new`` now.

        A reply that was lost is no matter: whoever finds the new blob there has what was asked for.
        """
        if old is None:
            return self.create(key, new) or self.get(key) == new
        where = self._where(key)
        try:
            with _faults_named(key):
                found = self._s3().get_object(**where)
            if (body := found["Body"].read()) != old:
                return bool(body == new)
            with _faults_named(key):
                self._s3().put_object(**where, Body=new, IfMatch=found["ETag"])
        except (_Taken, _Conflict):
            return self.get(key) == new
        except BlobMissing:
            return False
        return True

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the keys below ``prefix``, sorted, a thousand for each request."""
        pages = {"Bucket": self._bucket, "Prefix": self._prefix + checked_prefix(prefix)}
        with _faults_named(prefix):
            for page in self._s3().get_paginator("list_objects_v2").paginate(**pages):
                yield from (item["Key"].removeprefix(self._prefix) for item in page.get("Contents", ()))

    def delete(self, key: str) -> None:
        """Remove the blob; no error where there is none."""
        where = self._where(key)
        with contextlib.suppress(BlobMissing), _faults_named(key):
            self._s3().delete_object(**where)

    def _where(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked(key)}

    def _written_by(self, where: dict[str, str], writer: str) -> bool:
        """Whether the object is this call's own: sent, stored, its reply lost, and sent again."""
        head = self._head(where)
        return head is not None and head["Metadata"].get(WRITER) == writer

    def _head(self, where: dict[str, str]) -> dict[str, Any] | None:
        try:
            with _faults_named(where["Key"]):
                head: dict[str, Any] = self._s3().head_object(**where)
                return head
        except BlobMissing:
            return None

    def _s3(self) -> Any:  # noqa: ANN401  (boto3 makes its clients at run time)
        """Return this process's client: a client is shared between threads, never across a fork."""
        with self._lock:
            if self._owner != os.getpid():
                self._client, self._owner = self._connect(), os.getpid()
            return self._client

    def _connect(self) -> Any:  # noqa: ANN401  (see ``_s3``)
        from boto3.session import Session

        try:
            with _faults_named(""):
                return Session().client("s3", endpoint_url=self._endpoint, config=_CONFIG)
        except ValueError:  # botocore's, for an endpoint that is no address
            raise _elsewhere() from None


class _Taken(Exception):
    """The key is taken.

    :param was_sent_twice: an earlier request of the same call may have been the one that took it.
    """

    def __init__(self, was_sent_twice: bool) -> None:  # noqa: FBT001  (an exception's arguments are positional)
        super().__init__(was_sent_twice)
        self.was_sent_twice = was_sent_twice


class _Conflict(Exception):
    """The key is being deleted; nothing was stored."""


@contextlib.contextmanager
def _faults_named(key: str) -> Iterator[None]:
    """Turn what the SDK raises into ours; no text of the far side, which names keys and hosts, is kept."""
    try:
        yield
    except ClientError as fault:
        raise _answered(fault, key) from None
    except (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError):
        raise Misconfigured("AWS_ACCESS_KEY_ID", "no usable credentials for the object store were found") from None
    except NoRegionError:
        raise Misconfigured("AWS_DEFAULT_REGION", "name the region of the bucket") from None
    except BotoCoreError as fault:
        raise Retriable(f"the object store was not reached ({type(fault).__name__})", 2.0) from None


def _answered(fault: ClientError, key: str) -> Exception:
    """Return what an error answer means to us."""
    meta: dict[str, Any] = fault.response.get("ResponseMetadata", {})
    code, status = str(fault.response.get("Error", {}).get("Code", "")), int(meta.get("HTTPStatusCode", 0))
    if code in _TAKEN:
        return _Taken(meta.get("RetryAttempts", 0) > 0)
    if code in _CONFLICT:
        return _Conflict()
    if code in _MISSING:
        return BlobMissing(key)
    return _fault(code, status, meta.get("HTTPHeaders", {}))


def _fault(code: str, status: int, headers: dict[str, str]) -> PipelineError:
    if code in _BUSY or status >= 500 or status == 429:  # noqa: PLR2004  (HTTP)
        return Retriable(f"the object store answered {status}", _seconds(headers))
    if code in _REFUSED:
        return Misconfigured("AWS_ACCESS_KEY_ID", "the object store refuses these credentials")
    if code in _ELSEWHERE:
        return _elsewhere()
    return PipelineError(f"the object store answered {status}")


def _elsewhere() -> Misconfigured:
    return Misconfigured("ADRIEL_BLOBS", "there is no such bucket at this address and region")


def _seconds(headers: dict[str, str]) -> float:
    """Seconds to wait: what ``Retry-After`` says, at most five minutes; else two."""
    text = headers.get("retry-after", "")
    return min(float(text), 300.0) if text.isdecimal() else 2.0
