"""What a second start finds again: the secret key of this machine, and the ports."""

import json
import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

from models.vocabulary.errors import SubmissionError

LOOPBACK = "127.0.0.1"
LAST_PORT = 65535


def secret_key(folder: Path) -> Path:
    """Return the file with the key by which log-ins are signed and serial numbers hashed; made once, for us alone."""
    path = folder / "secret-key"
    if not path.exists():
        made = path.with_suffix(".new")
        made.unlink(missing_ok=True)
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
            output.write(secrets.token_urlsafe(64))
        made.rename(path)
    return path


def ports(folder: Path, names: tuple[str, ...], asked: Mapping[str, int | None]) -> dict[str, int]:
    """Return a free port for each name: the one that is asked for, or that of the last start, or any.

    :raises SubmissionError: one that is asked for is none, or is taken.
    """
    path = folder / "ports.json"
    last = _last(path)
    chosen: dict[str, int] = {}
    for name in names:
        if (port := asked.get(name)) is not None:
            _check(port)
        chosen[name] = port or _free(last.get(name), set(chosen.values()))
    path.write_text(json.dumps(last | chosen))
    return chosen


def _check(port: int) -> None:
    if not 1 <= port <= LAST_PORT:
        raise SubmissionError("up:port", f"--port is a number from 1 to {LAST_PORT}")
    if not _is_free(port):
        raise SubmissionError("up:port", f"port {port} is taken; name another, or none for any that is free")


def _last(path: Path) -> dict[str, int]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return {name: port for name, port in found.items() if isinstance(port, int)} if isinstance(found, dict) else {}


def _free(wanted: int | None, taken: set[int]) -> int:
    if wanted and wanted not in taken and _is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port if port not in taken else _free(None, taken)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: what a last one left counts not
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True
