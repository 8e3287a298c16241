"""One request to an endpoint: bounded in time and in what is read of its answer. Redirects are not followed."""

import time
from dataclasses import dataclass
from datetime import datetime

import httpx2
from billiard.exceptions import SoftTimeLimitExceeded

from marketplace.connections import signing
from marketplace.connections.models import Delivery
from marketplace.connections.services import addresses
from marketplace.connections.services.addresses import Refused, Target

TIMES = httpx2.Timeout(10.0, connect=5.0)
EXCERPT = 500
"""Bytes of an answer that are read at most: as many as are kept of it."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a try went; see ``Attempt``."""

    status: int | None
    fault: str
    milliseconds: int
    excerpt: str = ""

    @property
    def arrived(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - what Standard Webhooks calls success


def send(delivery: Delivery, now: datetime) -> Result:
    """Send a message to its endpoint. Whatever goes wrong is a value."""
    begun, status, fault, excerpt = time.monotonic(), None, "", ""
    try:
        target = addresses.resolve(delivery.endpoint.url)
        status, excerpt = _post(target, delivery, now)
    except Refused as refused:
        fault = refused.why
    except (httpx2.TimeoutException, SoftTimeLimitExceeded):
        fault = "time out"
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError):
        fault = "no answer"
    return Result(status, fault, round((time.monotonic() - begun) * 1000), excerpt)


def _post(target: Target, delivery: Delivery, now: datetime) -> tuple[int, str]:
    headers = {
        "Host": target.authority,
        "Content-Type": "application/json",
        "User-Agent": "Adriel-Webhooks/1",
        **signing.headers(delivery.endpoint, delivery.message, now),
    }
    content, name = signing.body(delivery.message), {"sni_hostname": target.host}
    with (
        httpx2.Client(timeout=TIMES, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", target.url, content=content, headers=headers, extensions=name) as answer,
    ):
        return answer.status_code, _beginning(answer)


def _beginning(answer: httpx2.Response) -> str:
    """Return how an answer begins, as text. What is compressed stays so: nothing is unpacked."""
    read = b""
    for part in answer.iter_raw():
        read += part
        if len(read) >= EXCERPT:
            break
    return read[:EXCERPT].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
