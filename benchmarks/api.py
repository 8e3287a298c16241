"""Pages a second: a case's and a certificate's, against an ASGI application that says hello.

Same server, same client, same run, in turns. Both are one process: on two cores the client has the other one.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from benchmarks.bare import bare
from benchmarks.driving import register, submit
from benchmarks.fleet import GENUINE
from benchmarks.house import House, house
from benchmarks.processes import cpu_seconds
from benchmarks.table import Row

CONNECTIONS = 8
"""Kept open, one request at a time on each."""


@dataclass
class Page:
    """A page that is asked for.

    :ivar request: its address and headers. :ivar group: process group of its server.
    :ivar times: seconds that each answer took. :ivar cpu: seconds that the server worked for all.
    """

    name: str
    request: str
    group: int
    times: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def ask(self, seconds: float) -> None:
        """Ask for it on every connection, for so long."""
        before = cpu_seconds([self.group])
        self.times += asyncio.run(_asked(self.request, seconds))
        self.cpu += cpu_seconds([self.group]) - before

    def rows(self, hello: "Page") -> list[Row]:
        """Return what was measured; other programs cost pages a second, and hardly CPU time."""
        cuts = statistics.quantiles(self.times, n=20)
        spread = (1000 * cuts[0], 1000 * cuts[18])
        rate, cpu = self.rate / hello.rate, self.cpu_each / hello.cpu_each
        return [
            Row(self.name, self.rate, "/s", ratio=rate, against="hello"),
            Row(f"{self.name}, p50 (p5 to p95)", 1000 * cuts[9], "ms", spread),
            Row(f"{self.name}, the server's CPU time", 1000 * self.cpu_each, "ms", ratio=cpu, against="hello"),
        ]

    @property
    def rate(self) -> float:
        """Pages a second."""
        return CONNECTIONS * len(self.times) / sum(self.times)

    @property
    def cpu_each(self) -> float:
        """Seconds that the server works for one."""
        return self.cpu / len(self.times)


def run(*, short: bool) -> list[Row]:
    """Measure in one house; each page in its turn, several times."""
    rounds, seconds = (2, 0.5) if short else (5, 4.0)
    with house() as found, bare(found.env) as server:
        hello = Page("an ASGI application that says hello", f"GET {server.address}/\r\n", server.group)
        pages = [hello, *_pages(found)]
        for _ in range(rounds):
            for page in pages:
                page.ask(seconds)
    return [row for page in pages for row in page.rows(hello)]


def _pages(found: House) -> list[Page]:
    """Return the pages that are measured, of a case that ended with a certificate."""
    account = register(found, "bench@example.org")
    account.views = {path.stem: path.read_bytes() for path in sorted(GENUINE.glob("*.jpg"))}
    token = account.token()
    client = found.client(token)
    case = submit(found, account, client)
    if found.until(lambda: _page(client, case)["state"] == "authentic", 180.0) is None:
        raise TimeoutError("the case did not end with a certificate")
    certificate = f"{found.address}/api/v1/certificates/{_page(client, case)['examinations'][0]['certificate']}"
    public, mark = f"GET {certificate}\r\n", httpx.get(certificate).headers["ETag"]
    own = f"GET {found.address}/api/v1/cases/{case}\r\nAuthorization: Bearer {token}\r\n"
    group = found.supervisor.pids()["asgi"]
    return [
        Page("the page of a case", own, group),
        Page("the page of a certificate", public, group),
        Page("the same, which the client has", f"{public}If-None-Match: {mark}\r\n", group),
    ]


def _page(client: httpx.Client, case: str) -> dict[str, Any]:
    page: dict[str, Any] = client.get(f"/api/v1/cases/{case}").json()
    return page


async def _asked(request: str, seconds: float) -> list[float]:
    """Ask for a page on every connection for so long; return how long each answer took."""
    first, headers = request.split("\r\n", 1)
    at = urlsplit(first.removeprefix("GET "))
    head = f"GET {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\n{headers}\r\n".encode()
    end = time.perf_counter() + seconds
    connections = [_ask(at.hostname or "", at.port or 80, head, end) for _ in range(CONNECTIONS)]
    return [taken for each in await asyncio.gather(*connections) for taken in each]


async def _ask(host: str, port: int, head: bytes, end: float) -> list[float]:
    reader, writer = await asyncio.open_connection(host, port)
    times = []
    while (begun := time.perf_counter()) < end:
        writer.write(head)
        await _answer(reader)
        times.append(time.perf_counter() - begun)
    writer.close()
    return times


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer.

    :raises RuntimeError: it is none that was meant.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    status = head.split(b" ", 2)[1]
    if status == b"304":
        return
    if status != b"200":
        raise RuntimeError(head.decode())
    length = head.lower().split(b"content-length: ")[1].split(b"\r\n", 1)[0]
    await reader.readexactly(int(length))
