"""The whole product on one machine, driven through its API alone: what benchmarks and the tests of faults stand on."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

from local import children, postgres, redis
from local.supervisor import Process, Supervisor, supervised
from pipeline import queues, worker
from pipeline.locations import ROOT

MARKETPLACE = {
    "marketplace worker": ["-m", "marketplace.config.worker"],
    "marketplace beat": ["-m", "marketplace.config.beat"],
    "reader": ["-m", "marketplace.config.reader"],
}
PASSWORD = "quite a long password"  # noqa: S105 - of accounts that live as long as this house
GENEROUS = {"ADRIEL_CASES_OPEN": "100000", "ADRIEL_CASES_A_DAY": "100000", "ADRIEL_THROTTLE_FACTOR": "1000"}


@dataclass
class RedisServer:
    """A Redis that can be killed and started again at the same address, with what it wrote down."""

    folder: Path
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self.folder / 'redis.sock'}"

    def start(self) -> None:
        """Start it."""
        words = [redis.binary(), "--port", "0", "--unixsocket", self.folder / "redis.sock", "--dir", self.folder]
        words += ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        self.child = children.start(words, output=subprocess.DEVNULL)

    def kill(self) -> None:
        """End it as the kernel would."""
        if self.child:
            self.child.kill()
            self.child.wait()


@dataclass
class House:
    """Everything that runs.

    :ivar address: of the API. :ivar env: what the marketplace's processes are given.
    """

    address: str
    env: Mapping[str, str]
    supervisor: Supervisor
    redis: RedisServer
    log: Path
    clients: list[httpx.Client] = field(default_factory=list)

    def kill(self, name: str) -> None:
        """End a process and its children as the kernel would; it is started again by ``tend``."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.supervisor.pids()[name], signal.SIGKILL)

    def tend(self, seconds: float = 0.0) -> None:
        """Start again what ended, for so long."""
        end = time.monotonic() + seconds
        self.supervisor.tend()
        while time.monotonic() < end:
            time.sleep(0.1)
            self.supervisor.tend()

    def until(self, condition: Callable[[], bool], longest: float) -> float | None:
        """Wait for a condition; return the seconds that it took, or None where it never came."""
        begun = time.monotonic()
        while time.monotonic() < begun + longest:
            if condition():
                return time.monotonic() - begun
            self.tend(0.2)
        return None

    def shell(self, code: str) -> str:
        """Carry code out in a process that Django is set up in; return what it prints.

        :raises CalledProcessError: it failed; its error is on ours.
        """
        command = [sys.executable, "-P", "-m", "marketplace.manage", "shell", "--no-imports", "--command", code]
        return subprocess.run(command, env=dict(self.env), stdout=subprocess.PIPE, check=True, text=True).stdout

    def client(self, token: str) -> httpx.Client:
        """Return a client of the API that is logged in."""
        client = httpx.Client(base_url=self.address, headers={"Authorization": f"Bearer {token}"}, timeout=60.0)
        self.clients.append(client)
        return client


@contextlib.contextmanager
def house(
    *,
    stages: Path | None = None,
    env: Mapping[str, str] | None = None,
    blobs: str | None = None,
) -> Iterator[House]:
    """Start servers and processes, wait until they answer; end them.

    :param stages: folder of a script; None for the product's own stages (``tests.support.scripted_stages``).
    :param blobs: another blob store than a folder.
    """
    with tempfile.TemporaryDirectory(prefix="adriel-house_", dir="/tmp") as made, contextlib.ExitStack() as stack:
        folder = Path(made)
        server = RedisServer(folder)
        server.start()
        stack.callback(server.kill)
        port = _free_port()
        given = _environment(folder, stack.enter_context(postgres.throwaway()), server.url, blobs) | dict(env or {})
        _manage(given, "migrate", "--verbosity", "0")
        log = folder / "log"
        output = stack.enter_context(log.open("wb"))
        processes = [*_pipeline(given, stages), *_marketplace(given, port)]
        supervisor = stack.enter_context(supervised(processes, output=output, grace=3.0))
        found = House(f"http://127.0.0.1:{port}", given, supervisor, server, log)
        stack.callback(lambda: [client.close() for client in found.clients])
        if found.until(lambda: _is_ready(found.address), 90.0) is None:
            raise TimeoutError(log.read_text(errors="replace")[-3000:])
        yield found


def _environment(folder: Path, database: str, redis_url: str, blobs: str | None) -> dict[str, str]:
    secret = folder / "secret"
    secret.write_text(secrets.token_urlsafe(48))
    return {
        **os.environ,
        **GENEROUS,
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
        "ADRIEL_STATE": str(folder / "state"),
        "ADRIEL_BLOBS": blobs or f"file://{quote(str(folder / 'blobs'))}",
        "ADRIEL_SECRET_KEY_FILE": str(secret),
        "ADRIEL_SOFT_SHUTDOWN": "0",
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.development",
        "PYTHONPATH": str(ROOT),
    }


def _pipeline(env: Mapping[str, str], stages: Path | None) -> list[Process]:
    made = worker.processes(queues.KINDS, env)
    if stages is None:
        return made
    script = {"ADRIEL_TEST_SCRIPT": str(stages)}
    module = ["-m", "tests.support.scripted_worker"]
    return [Process(each.name, [sys.executable, *module, *each.command[4:]], {**each.env, **script}) for each in made]


def _marketplace(env: Mapping[str, str], port: int) -> list[Process]:
    server = ["-m", "uvicorn", "marketplace.config.asgi:application", "--port", str(port), "--lifespan", "off"]
    commands = {**MARKETPLACE, "asgi": [*server, "--log-level", "warning", "--no-access-log"]}
    return [Process(name, [sys.executable, "-P", *words], env) for name, words in commands.items()]


def _manage(env: Mapping[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-P", "-m", "marketplace.manage", *words], env=dict(env), check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v1/health", timeout=2.0).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
