"""A witness: remembers the last state of each log that it was shown, and signs only what begins with that state.

Whoever asks for a witness's word cannot be shown one log while others are shown another (C2SP tlog-witness, 2025).
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from pipeline.ports import BlobMissing, SwapStore
from pipeline.transparency import merkle, notes
from pipeline.transparency.checkpoint import Checkpoint
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.notes import Line, MalformedNote, Note, NoteKey, NoteSigner
from pipeline.transparency.proof import MAX_HASHES, LogTrust, signed_head

MAX_REQUEST = 64 * 1024
"""Bytes: 63 hashes and a checkpoint with many signatures are less than a tenth of it."""
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_LOGS = "witness/logs/"


class Reply(NamedTuple):
    """What is answered over HTTP."""

    status: int
    body: bytes
    type: str = TEXT_TYPE


class Request(NamedTuple):
    """What a witness is asked.

    :ivar old: size of the state that it saw last, as far as the log knows. :ivar link: proof from that state to this.
    """

    old: int
    link: tuple[bytes, ...]
    note: Note

    def render(self) -> bytes:
        """Return the request as it travels."""
        hashes = "".join(f"{base64.b64encode(each).decode('ascii')}\n" for each in self.link)
        return f"old {self.old}\n{hashes}\n".encode() + self.note.render()


class Witness:
    """Signs for the logs that it knows.

    :param store: where it remembers; what is there when it signs is durable.
    :param key: its own, of kind ``COSIGNATURE``.
    :param logs: by origin.
    :param clock: seconds since 1970.
    """

    def __init__(
        self,
        store: SwapStore,
        key: NoteKey,
        signer: NoteSigner,
        *,
        logs: Iterable[LogTrust],
        clock: Callable[[], int],
    ) -> None:
        self._store, self._key, self._signer, self._clock = store, key, signer, clock
        self._logs: Mapping[str, LogTrust] = {log.origin: log for log in logs}

    def add_checkpoint(self, body: bytes) -> Reply:
        """Answer a request, in the order in which the specification has a witness look."""
        try:
            asked = parse(body)
        except (MalformedNote, ValueError) as fault:
            return _refused(400, str(fault))
        log = self._logs.get(asked.note.text.split("\n", 1)[0])
        if log is None:
            return _refused(404, "this log is not known here")
        try:
            head = signed_head(asked.note, log)
        except NotProven as fault:
            return _refused(403, str(fault))
        if asked.old > head.size:
            return _refused(400, "the earlier state is larger than this one")
        return self._consistent(asked, head)

    def _consistent(self, asked: Request, head: Checkpoint) -> Reply:
        key = _LOGS + _key_of(head.origin)
        before = self._remembered(key)
        seen = _read(before)
        if asked.old != seen.size:
            return Reply(409, f"{seen.size}\n".encode(), SIZE_TYPE)
        if seen.size == head.size and seen.root != head.root and seen.size:
            return Reply(409, f"{seen.size}\n".encode(), SIZE_TYPE)
        try:
            merkle.check_consistency(seen.size, head.size, asked.link, seen.root, head.root)
        except NotProven as fault:
            return _refused(422, str(fault))
        if not self._store.swap(key, before, _written(head)):
            return Reply(409, f"{_read(self._remembered(key)).size}\n".encode(), SIZE_TYPE)
        line = notes.sign(asked.note.text, self._key, self._signer, time=self._clock())
        return Reply(200, Note("", (line,)).render().removeprefix(b"\n"))

    def _remembered(self, key: str) -> bytes | None:
        try:
            return self._store.get(key)
        except BlobMissing:
            return None


def parse(body: bytes) -> Request:
    """Read a request.

    :raises ValueError: it is none.
    """
    if len(body) > MAX_REQUEST:
        raise ValueError("the request is too long")
    above, blank, note = body.partition(b"\n\n")
    try:
        first, *hashes = above.decode("ascii").split("\n")
        link = tuple(base64.b64decode(line, validate=True) for line in hashes)
    except (UnicodeDecodeError, binascii.Error):
        raise ValueError("the request has no proof in base64") from None
    old = _OLD.fullmatch(first)
    if not blank or not old or len(link) > MAX_HASHES or any(len(each) != merkle.SIZE for each in link):
        raise ValueError("the request has no earlier size and proof above the checkpoint")
    return Request(int(old[1]), link, notes.parse(note))


def read_lines(body: bytes, text: str) -> tuple[Line, ...]:
    """Read a witness's answer: signature lines on a checkpoint's text.

    :raises MalformedNote: it has none.
    """
    return notes.parse(text.encode() + b"\n" + body).lines


def _refused(status: int, why: str) -> Reply:
    return Reply(status, f"{why}\n".encode())


def _key_of(origin: str) -> str:
    return merkle.leaf_hash(origin.encode()).hex()


def _written(head: Checkpoint) -> bytes:
    return json.dumps({"origin": head.origin, "size": head.size, "root": head.root.hex()}).encode()


def _read(remembered: bytes | None) -> Checkpoint:
    if remembered is None:
        return Checkpoint("", 0, merkle.EMPTY)
    found = json.loads(remembered)
    return Checkpoint(found["origin"], found["size"], bytes.fromhex(found["root"]))
