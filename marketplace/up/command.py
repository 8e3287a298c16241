"""``./adriel up``: servers, migrations, example data, processes; then watches over them until Ctrl-C."""

import argparse
import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from local import children, folders, postgres, redis
from local.supervisor import Refused, Supervisor, supervised
from marketplace.up import given, kept, processes
from models.vocabulary.errors import PipelineError
from pipeline.locations import state_folder

READY_TIMEOUT = 90.0
"""Seconds until the API answers. It takes about three; a machine that is busy with other things takes longer."""

EXAMPLES_TIMEOUT = "300"
"""Seconds in which the examples are examined. They take about thirty; the same is looked for at every start."""

GRACE = 5.0
"""Seconds that processes get to end. Whatever they were doing is in the records or will be done again."""

EPILOG = """\
Nothing else needs to run. PostgreSQL and Redis come out of Python packages, listen on no port, and keep their data in
the state folder, so that the next start goes on where this one ended, however it ended. Where DATABASE_URL or REDIS_URL
is set, that server is used instead. Everything listens on this machine's own address (127.0.0.1) alone.

Accounts, cases, listings, stores and repair shops to look around with are loaded at the first start, and the log-ins
printed. What workers look at first is there a little later. Mail is not sent: it stands in the log, whose place is
printed too.

Without a key of Gemini's the local examiners look alone. --stand-in lets a program answer in Gemini's place, for
trials; every page, report and certificate says so then.

examples:
  ./adriel up
  ./adriel up --port 8000 --no-examples
  ./adriel up --state /tmp/trial --stand-in
"""


@dataclass(frozen=True)
class _Up:
    """What one ``up`` works with.

    :ivar env: everything that is set; no process gets all of it.
    :ivar output: the log, open; its place is ``log``.
    """

    env: Mapping[str, str]
    ports: Mapping[str, int]
    log: Path
    output: IO[bytes]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel up",
        description="Runs the whole product on this machine until Ctrl-C, and prints where everything is.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--state", type=Path, metavar="DIR", help="state folder; default: ADRIEL_STATE, or .adriel")
    parser.add_argument(
        "--port", type=int, metavar="N", help="of the API; default: that of the last start, or a free one"
    )
    parser.add_argument("--no-examples", action="store_true", help="load no example data")
    parser.add_argument("--stand-in", action="store_true", help="let a stand-in answer in Gemini's place")
    return parser


def main(words: Sequence[str]) -> int:
    """Run until Ctrl-C; return the exit code.

    :raises EmbeddedServerFailed: a server did not start, or another ``up`` uses the state folder.
    :raises PipelineError: a process did not start, or refused to.
    """
    begun = time.monotonic()
    options = _parser().parse_args(words)
    with contextlib.suppress(KeyboardInterrupt), _servers(options) as up:
        _manage(up, "migrate", "--verbosity", "0")
        people = "" if options.no_examples else _examples(up)
        with supervised(processes.all_of(up.env, up.ports), output=up.output, grace=GRACE) as supervisor:
            _wait(up, supervisor)
            _tell(up, people, time.monotonic() - begun)
            with _more_examples(up, wanted=bool(people)) as loading:
                _watch(up, supervisor, loading)
    _say("stopped; the same command goes on where it was")
    return 0


@contextlib.contextmanager
def _servers(options: argparse.Namespace) -> Iterator[_Up]:
    """Hold the state folder, start the servers that nobody named, and end them."""
    env = dict(os.environ)
    if options.state:
        env["ADRIEL_STATE"] = str(options.state.absolute())
    state = state_folder(env)
    with contextlib.ExitStack() as stack:
        folder = state / "up"
        stack.enter_context(folders.held(folder))
        ports = kept.ports(folder, _listening(options), {"api": options.port})
        log = folder / "log"
        output = stack.enter_context(os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"))
        found = {
            "DATABASE_URL": env.get("DATABASE_URL") or stack.enter_context(postgres.running(state / "postgres")),
            "REDIS_URL": env.get("REDIS_URL") or stack.enter_context(redis.kept(state / "redis")),
            "ADRIEL_SECRET_KEY_FILE": env.get("ADRIEL_SECRET_KEY_FILE") or str(kept.secret_key(folder)),
        }
        yield _Up(_defaults(ports["api"]) | env | found, ports, log, output)


def _listening(options: argparse.Namespace) -> tuple[str, ...]:
    return ("api", "flower", "stand-in") if options.stand_in else ("api", "flower")


def _defaults(api: int) -> dict[str, str]:
    """Return what holds on one machine unless something else is set: the API serves what certificates name, too.

    :param api: its port.
    """
    environment = os.environ.get("ADRIEL_ENV") or "development"
    return {
        "DJANGO_SETTINGS_MODULE": f"marketplace.config.settings.{environment}",
        "ADRIEL_PUBLIC": f"http://{kept.LOOPBACK}:{api}",
        "ADRIEL_SOFT_SHUTDOWN": "2",
    }


def _manage(up: _Up, *words: str) -> str:
    """Run a management command; return what it printed.

    :raises PipelineError: it failed; says why, in its last words.
    """
    command = [sys.executable, "-P", "-m", "marketplace.manage", *words]
    child = children.start(command, env=given.to_marketplace(up.env), output=subprocess.PIPE)
    try:
        said, _ = child.communicate()
    finally:
        children.stop(child, grace=GRACE)
    up.output.write(said)
    up.output.flush()
    text = said.decode(errors="replace")
    if child.returncode:
        last = [line for line in text.splitlines() if line.strip()][-1:]
        raise PipelineError(f"{words[0]} failed: {''.join(last)}\nAll of it: {up.log}")
    return text


def _examples(up: _Up) -> str:
    """Load what there is to look around with; return the log-ins. Nothing that runs needs it."""
    try:
        return _manage(up, "load_examples")
    except PipelineError as fault:
        _say(f"no examples: {fault}")
        return ""


@contextlib.contextmanager
def _more_examples(up: _Up, *, wanted: bool) -> Iterator["subprocess.Popen[bytes] | None"]:
    """Meanwhile load what workers have to look at: listings with their photos, a service book, a case for experts."""
    if not wanted:
        yield None
        return
    command = [sys.executable, "-P", "-m", "marketplace.manage", "load_examples", "--wait", EXAMPLES_TIMEOUT]
    child = children.start(command, env=given.to_marketplace(up.env), output=up.output)
    try:
        yield child
    finally:
        children.stop(child, grace=GRACE)


def _wait(up: _Up, supervisor: Supervisor) -> None:
    """Wait until the API answers that it can do its work.

    :raises PipelineError: it does not in time, or a process refused to start.
    """
    end = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < end:
        _tend(up, supervisor)
        if _answers(up.ports["api"]):
            return
        time.sleep(0.1)
    raise PipelineError(f"the API does not answer:\n{_last_words(up)}")


def _answers(port: int) -> bool:
    try:  # every answer but a good one is an HTTPError
        with urllib.request.urlopen(f"http://{kept.LOOPBACK}:{port}/api/v1/health", timeout=2.0):
            return True
    except OSError:
        return False


def _watch(up: _Up, supervisor: Supervisor, loading: "subprocess.Popen[bytes] | None") -> None:
    while True:
        if loading is not None and loading.poll() is not None:
            _say(
                "the examples are all there" if loading.returncode == 0 else f"examples are missing; {up.log} says why"
            )
            loading = None
        for name in _tend(up, supervisor):
            _say(f"{name} ended; it is started again")
        time.sleep(0.5)


def _tend(up: _Up, supervisor: Supervisor) -> list[str]:
    try:
        return supervisor.tend()
    except Refused as fault:
        raise PipelineError(f"{fault}:\n{_last_words(up)}") from None


def _last_words(up: _Up) -> str:
    return up.log.read_text(encoding="utf-8", errors="replace")[-2000:]


def _tell(up: _Up, people: str, seconds: float) -> None:
    api = f"http://{kept.LOOPBACK}:{up.ports['api']}"
    rows = {
        "API": f"{api}/api/v1/",
        "its pages": f"{api}/api/v1/docs",
        "admin": f"{api}/admin/",
        "Flower": f"http://{kept.LOOPBACK}:{up.ports['flower']}/",
        "log and mail": str(up.log),
        **({"stand-in": "answers in Gemini's place: no verdict means anything"} if "stand-in" in up.ports else {}),
    }
    print(f"Adriel runs ({seconds:.1f} s). Ctrl-C ends it.\n")
    for name, where in rows.items():
        print(f"  {name:<14}{where}")
    print(f"\n{people}" if people else "", flush=True)


def _say(text: str) -> None:
    print(f"adriel: {text}", file=sys.stderr, flush=True)
