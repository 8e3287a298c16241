"""What an error of the SDK, of HTTP or of Google's sign-in means: the table of ``NoAnswer`` codes.

Nothing of an error's text is kept: Google's messages quote the request, and a request quotes a claim.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import google.auth.exceptions
import httpx2
from google.genai import errors

LONGEST_WAIT = 3600.0
"""Seconds. A longer Retry-After is a quota that is used up; it is tried again after an hour at most."""

Blame = Literal["service", "quota", "us"]
"""Whose fault: the service's (try again, tell the breaker), the quota's (try again later), ours (do not repeat)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A request that brought no answer.

    :ivar why: the code of ``pipeline.ports.NoAnswer``.
    :ivar passing: whether asking again later, as a new question, may succeed.
    :ivar retry_after: seconds, where the service named a time.
    """

    why: str
    blame: Blame
    passing: bool
    retry_after: float | None = None


EXPECTED = (
    errors.APIError,
    errors.UnknownApiResponseError,
    google.auth.exceptions.GoogleAuthError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    # The SDK's readers index into whatever JSON they are given; a body of another shape ends in one of these.
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,  # pydantic's ValidationError among them
)
"""Everything that the far side can make the SDK raise."""


def read_fault(fault: Exception) -> Fault:
    """Say what an error means."""
    match fault:
        case errors.APIError():
            return _refused(fault)
        case google.auth.exceptions.TransportError() | httpx2.NetworkError() | httpx2.ProxyError():
            return Fault("unreachable", "service", passing=True)
        case google.auth.exceptions.GoogleAuthError() | RuntimeError() if not isinstance(fault, RecursionError):
            return Fault("bad key", "us", passing=True)  # RuntimeError: credentials were renewed and hold no token
        case httpx2.TimeoutException():
            return Fault("timeout", "service", passing=True)
        case httpx2.HTTPError():
            return Fault("unreachable", "service", passing=True)
        case _:
            return Fault("server error", "service", passing=True)  # a 200 whose body is no answer at all


def _refused(fault: errors.APIError) -> Fault:
    code = fault.code if isinstance(fault.code, int) else 500
    if code == 429:  # noqa: PLR2004  (HTTP, RFC 6585)
        return Fault("rate limited", "quota", passing=True, retry_after=_retry_after(fault))
    if code >= 500 or code == 408:  # noqa: PLR2004  (HTTP, RFC 9110)
        return Fault("server error", "service", passing=True, retry_after=_retry_after(fault))
    if code in {401, 403} or _reason(fault) == "API_KEY_INVALID":
        return Fault("bad key", "us", passing=True)
    return Fault("bad request", "us", passing=False)


def _details(fault: errors.APIError) -> list[Mapping[str, Any]]:
    """Return ``error.details`` of Google's error format (cloud.google.com/apis/design/errors), as far as it is one."""
    error = fault.details.get("error") if isinstance(fault.details, Mapping) else None
    details = error.get("details") if isinstance(error, Mapping) else None
    return [each for each in details if isinstance(each, Mapping)] if isinstance(details, list) else []


def _reason(fault: errors.APIError) -> str | None:
    return next((str(each["reason"]) for each in _details(fault) if "reason" in each), None)


def _retry_after(fault: errors.APIError) -> float | None:
    """Return the longer of the header ``Retry-After`` and the detail ``google.rpc.RetryInfo``, in seconds."""
    header = getattr(fault.response, "headers", {}).get("retry-after", "")
    delays = [
        str(each.get("retryDelay", "")) for each in _details(fault) if str(each.get("@type")).endswith("RetryInfo")
    ]
    named = [seconds for each in [header, *delays] if (seconds := _seconds(each)) is not None]
    return min(max(named), LONGEST_WAIT) if named else None


def _seconds(text: str) -> float | None:
    """Read ``12``, ``1.5s`` or an HTTP date."""
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?s?", text):
        return float(text.removesuffix("s"))
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
