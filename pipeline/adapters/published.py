"""What an issuer publishes: from this machine's own store where it is our own, else over HTTPS."""

import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from pipeline.ports import BlobMissing, BlobStore

TIMEOUT = 10.0
"""Seconds that a list has to come."""
MAX_BYTES = 2_000_000
"""A list of 131,072 places that are all taken is about 25 kB; eight times as many places fit with room."""

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def fetcher(base: str, store: BlobStore | None) -> Callable[[str], bytes | None]:
    """Return what fetches from an address: what this machine published itself, without asking anyone.

    :param base: address under which this machine publishes.
    :param store: where what it publishes lies; None where that is not to be had here.
    """
    if store is None:
        return over_https
    own = kept(base, store)
    return lambda address: own(address) if address.startswith(_prefixes(base)) else over_https(address)


def kept(base: str, store: BlobStore) -> Callable[[str], bytes | None]:
    """Return what answers with what this machine published itself, and asks nobody else.

    Arguments as of ``fetcher``.
    """

    def answer(address: str) -> bytes | None:
        if not address.startswith(_prefixes(base)):
            return None
        kind, _, rest = address.removeprefix(f"{base}/").partition("/")
        try:
            return store.get(f"{kind}/public/{rest}")
        except (BlobMissing, ValueError):
            return None

    return answer


def _prefixes(base: str) -> tuple[str, ...]:
    return tuple(f"{base}/{kind}/" for kind in ("status", "life"))


def over_https(address: str) -> bytes | None:
    """Return what lies at an address; None where it cannot be had. Redirects are not followed: a list has one place."""
    try:
        where = urlsplit(address)
        if where.scheme != "https" and not (where.scheme == "http" and where.hostname in _LOOPBACK):
            return None
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(address, timeout=TIMEOUT) as answer:
            data: bytes = answer.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= MAX_BYTES else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_options: object) -> None:
        """Follow nothing."""
