"""Bounds what the SDK's HTTP client leaves open.

Its time-out is for each read: an answer that drips in byte by byte never exceeds it. Nor is there a bound on the
answer's size. Both are added as a response hook, which leaves the client's own proxies and certificates in place.
"""

import time
from collections.abc import Iterator

import httpx2

MAX_BODY = 4_000_000
"""Bytes. 16,384 tokens of JSON are about 70,000."""


class _Bounded(httpx2.SyncByteStream):
    """A response body that ends in an error when it is too late or too long."""

    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request, ends: float) -> None:
        self._stream = stream
        self._request = request
        self._ends = ends

    def __iter__(self) -> Iterator[bytes]:
        seen = 0
        for chunk in self._stream:
            seen += len(chunk)
            if seen > MAX_BODY:
                raise httpx2.RemoteProtocolError("the answer is too long", request=self._request)
            if time.monotonic() > self._ends:
                raise httpx2.ReadTimeout("the answer took too long", request=self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()


def bound(response: httpx2.Response) -> None:
    """Bound a response by the time-out of its request, from when its headers arrived."""
    seconds = (response.request.extensions.get("timeout") or {}).get("read")
    ends = time.monotonic() + (seconds if seconds is not None else float("inf"))
    stream = response.stream
    if isinstance(stream, httpx2.SyncByteStream):
        response.stream = _Bounded(stream, response.request, ends)
