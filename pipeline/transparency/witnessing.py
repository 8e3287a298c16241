"""Asks witnesses to confirm the log's checkpoint, so that nobody can be shown another log than everybody else."""

import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import structlog

from pipeline.transparency import notes
from pipeline.transparency.checkpoint import parse
from pipeline.transparency.log import Log
from pipeline.transparency.notes import Line, MalformedNote, Note, NoteKey, NotSigned
from pipeline.transparency.witness import MAX_REQUEST, Request, read_lines

log = structlog.get_logger("adriel.witness")

TIMEOUT = 10.0
"""Seconds that a witness has: its answer is one signature, and the log goes on without it."""
_TURNS = 3
"""Questions to one witness: what it saw last, then the proof from there; once more if others asked it meanwhile."""
_OK, _CONFLICT = 200, 409


class Outside(Protocol):
    """A witness as the log knows it."""

    @property
    def key(self) -> NoteKey:
        """What its signatures are checked with."""
        ...

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return status and body of its answer.

        :raises OSError: it was not reached, or too slow.
        """
        ...


class HttpWitness(NamedTuple):
    """A witness that is asked over HTTP (C2SP tlog-witness).

    :ivar address: its submission prefix, ``https://…`` or, on this machine, ``http://127.0.0.1…``.
    """

    key: NoteKey
    address: str

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return status and body of its answer; raises ``OSError`` where there is none."""
        where = urlsplit(self.address)
        if where.scheme != "https" and where.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError("a witness elsewhere is asked over https alone")
        url = f"{self.address.rstrip('/')}/add-checkpoint"
        question = urllib.request.Request(url, data=request, method="POST")  # noqa: S310 - the scheme was looked at
        try:
            with urllib.request.urlopen(question, timeout=TIMEOUT) as answer:  # noqa: S310 - likewise
                return answer.status, answer.read(MAX_REQUEST)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read(MAX_REQUEST)


def confirm(journal: Log, witnesses: Sequence[Outside]) -> tuple[str, ...]:
    """Ask each witness about the published checkpoint, add what they sign to it, and return who did.

    A witness that is away, slow or wrong is logged and passed over: its silence is for whoever asks for a quorum.
    """
    note = journal.published()
    if note is None:
        return ()
    lines = [(each.key.name, line) for each in witnesses for line in _asked(journal, note, each)]
    if lines and not journal.cosign([line for _, line in lines]):
        return ()  # the log has grown meanwhile: what was signed is of an earlier checkpoint
    return tuple(dict.fromkeys(name for name, _ in lines))


def _asked(journal: Log, note: Note, witness: Outside) -> tuple[Line, ...]:
    size, old = parse(note.text).size, 0
    for _ in range(_TURNS):
        try:
            request = Request(old, journal.link(old, size) if old else (), note)
            status, body = witness.ask(request.render())
            if status == _CONFLICT and old != (seen := _size(body, size)):
                old = seen
                continue
            return _held(note, body, witness.key) if status == _OK else _passed_over(witness, f"answered {status}")
        except (OSError, MalformedNote, NotSigned, ValueError) as fault:
            return _passed_over(witness, type(fault).__name__)
    return _passed_over(witness, "kept changing its mind")


def _held(note: Note, body: bytes, key: NoteKey) -> tuple[Line, ...]:
    """Return the lines by the witness's key, which hold."""
    lines = tuple(line for line in read_lines(body, note.text) if line[:2] == (key.name, key.id))
    notes.verify(Note(note.text, lines), [key])
    return lines


def _size(body: bytes, most: int) -> int:
    seen = int(body.decode("ascii").strip())
    if not 0 <= seen <= most:
        raise ValueError("the witness says that it saw a larger log")
    return seen


def _passed_over(witness: Outside, why: str) -> tuple[Line, ...]:
    log.warning("witness_passed_over", witness=witness.key.name, why=why)
    return ()
