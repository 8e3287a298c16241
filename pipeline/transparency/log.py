"""A log in a blob store: what is appended stays, in one order, whoever appends and whenever they are killed.

Two blobs change, each by compare-and-swap alone: ``head``, the state that further entries are built on, and
``checkpoint``, the state that the world is shown. All others are created once. Appending:

1. *wait*: an entry is put under ``pending/``, where a killed appender leaves it for the next one;
2. *build*: the tiles of the next state are computed from those of ``head``, whose root they must give again, and put
   together with the new checkpoint into one blob under ``staging/``;
3. *decide*: ``head`` is swapped. Of many appenders one wins; the losers begin again from the new head, where most of
   their entries are by then;
4. *publish*: the tiles of the new head are written to their places, then ``checkpoint`` is swapped.

A tile has its place only after its state has won, so that two appenders never write different tiles to one path. An
appender killed after 3 leaves a head whose tiles stand in ``staging/``; the next one publishes them first.
"""

import json
import random
import time
from collections.abc import Sequence

from models.vocabulary.errors import Retriable
from pipeline.ports import BlobMissing, BlobStore, SwapStore
from pipeline.transparency import merkle, notes, tiles
from pipeline.transparency.checkpoint import Checkpoint
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.notes import MalformedNote, Note, NoteKey, NoteSigner
from pipeline.transparency.proof import LogProof, LogTrust, signed_head
from pipeline.transparency.tiles import Files, Tiles

PREFIX = "log/public/"
"""What the world may read: the checkpoint, tiles and entry bundles."""
CHECKPOINT = f"{PREFIX}checkpoint"

ENTRY_BYTES = 32
"""An entry is the SHA-256 of a signed document's canonical form."""

BATCH = 4096
"""Entries that one swap takes at most: their tiles are a few hundred kilobytes."""

_HEAD = "log/head"
_STAGING, _PENDING, _NUMBERS = "log/staging/", "log/pending/", "log/numbers/"
_TRIES, _PAUSE = 30, 0.05
"""Lost swaps before the caller is asked to come back, and seconds of the first pause; each swap that was lost was won
by another appender, so that the log as a whole goes on."""


class Log:
    """A log.

    :param origin: its name; also that of its key.
    :param old: keys that it signed with before: its head may be signed by one of them.
    """

    def __init__(
        self, store: SwapStore, key: NoteKey, signer: NoteSigner, *, origin: str, old: Sequence[NoteKey] = ()
    ) -> None:
        self._store, self._key, self._signer = store, key, signer
        self._trust = LogTrust(origin=origin, keys=(key, *old))

    def append(self, entries: Sequence[bytes]) -> Checkpoint:
        """Put entries into the log, with all that waits, and return a published checkpoint that covers them.

        An entry that is in the log already is not appended again. Safe to repeat, from many processes at once.

        :raises Retriable: others were faster too often; what was to be appended waits and is not lost.
        :raises NotProven: the log's files do not give the root that its head signed: nothing is signed on top of them.
        """
        for entry in entries:
            if len(entry) != ENTRY_BYTES:
                raise ValueError(f"an entry of the log is a SHA-256, {ENTRY_BYTES} bytes")
            if self.number(entry) is None:
                self._store.create(_PENDING + entry.hex(), b"")
        for turn in range(_TRIES):
            if (head := self._advance()) is not None:
                return head
            time.sleep(random.uniform(0, _PAUSE * min(turn + 1, 10)))  # noqa: S311 - spreads appenders, hides nothing
        raise Retriable("the log is busy: other appenders were faster each time", 1.0)

    def number(self, entry: bytes) -> int | None:
        """Return where an entry is, from 0; None while it is not in the log."""
        try:
            return int(self._store.get(_NUMBERS + entry.hex()))
        except BlobMissing:
            return None

    def published(self) -> Note | None:
        """Return the checkpoint that the world is shown, signed; None while the log is empty."""
        try:
            return notes.parse(self._store.get(CHECKPOINT))
        except BlobMissing:
            return None

    def prove(self, entry: bytes) -> LogProof | None:
        """Return the proof that an entry is in the log, under the published checkpoint; None while it is not."""
        number, note = self.number(entry), self.published()
        if number is None or note is None:
            return None
        head = signed_head(note, self._trust)
        if number >= head.size:
            return None
        return LogProof(number, merkle.inclusion(number, head.size, self._tiles(head.size)), note)

    def link(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that the log of ``old`` entries is the beginning of that of ``new``: what a witness asks."""
        return merkle.consistency(old, new, self._tiles(new))

    def cosign(self, lines: Sequence[notes.Line]) -> bool:
        """Add witnesses' lines to the published checkpoint; return False where it is no longer the one they signed."""
        before = self._store.get(CHECKPOINT)
        return self._store.swap(CHECKPOINT, before, notes.parse(before).with_lines(lines).render())

    def _advance(self) -> Checkpoint | None:
        """Take what waits into the log; None where another appender was faster."""
        before = self._read_head()
        head = self._verified(before)
        self._publish(before, head)
        new = self._waiting()
        if not new:  # unless what waited is in a head that was swapped since
            return head if self._read_head() == before else None
        files, after = self._grown(head, new)
        note = Note(after.text, (notes.sign(after.text, self._key, self._signer),)).render()
        numbers = {entry.hex(): head.size + nth for nth, entry in enumerate(new)}
        self._store.create(_staging(after), _packed(files, numbers))
        if not self._store.swap(_HEAD, before, note):
            return None
        self._publish(note, after)
        return after if len(new) < BATCH else None

    def _read_head(self) -> bytes | None:
        try:
            return self._store.get(_HEAD)
        except BlobMissing:
            return None

    def _verified(self, head: bytes | None) -> Checkpoint:
        if head is None:
            return Checkpoint(self._trust.origin, 0, merkle.EMPTY)
        try:
            return signed_head(notes.parse(head), self._trust)
        except MalformedNote as fault:
            raise NotProven(f"the log's checkpoint does not hold: {fault}") from None

    def _waiting(self) -> list[bytes]:
        """Entries that wait. What a killed appender left here though it is in the log is cleared away."""
        new: list[bytes] = []
        for key in self._store.list(_PENDING):
            entry = bytes.fromhex(key.removeprefix(_PENDING))
            if self.number(entry) is not None:
                self._store.delete(key)
            elif len(new) < BATCH:
                new.append(entry)
        return new

    def _grown(self, head: Checkpoint, new: Sequence[bytes]) -> tuple[Files, Checkpoint]:
        """Compute the next state, and prove that the present one is its beginning before anything is signed."""
        read = self._tiles(head.size)
        if merkle.root(head.size, read) != head.root:
            raise NotProven("the log's files do not give the root that its head signed")
        files = tiles.grown(head.size, self._fetch, [merkle.leaf_hash(entry) for entry in new])
        files |= tiles.grown_entries(head.size, self._fetch, new)
        size = head.size + len(new)
        grown = Tiles(lambda path: files[path] if path in files else self._fetch(path), size)
        after = Checkpoint(head.origin, size, merkle.root(size, grown))
        merkle.check_consistency(head.size, size, merkle.consistency(head.size, size, grown), head.root, after.root)
        return files, after

    def _publish(self, note: bytes | None, head: Checkpoint) -> None:
        """Write the head's tiles to their places and show it; done again after a kill, and harmless if done twice."""
        shown = self._shown()
        if note is None or self._verified(shown).size >= head.size:
            return
        try:
            files, numbers = _unpacked(self._store.get(_staging(head)))
        except BlobMissing:
            if self._verified(self._shown()).size >= head.size:
                return  # another appender has published it meanwhile
            raise NotProven("the log's head is signed, and its tiles are lost") from None
        for path, data in files.items():
            self._store.create(PREFIX + path, data)
        for entry, number in numbers.items():
            self._store.create(_NUMBERS + entry, str(number).encode())
        while self._verified(shown).size < head.size and not self._store.swap(CHECKPOINT, shown, note):
            shown = self._shown()
        self._clear(head, numbers)

    def _clear(self, head: Checkpoint, numbers: dict[str, int]) -> None:
        """Remove what waited, and what was staged for this state or an earlier one: no such state can win any more."""
        for entry in numbers:
            self._store.delete(_PENDING + entry)
        for key in list(self._store.list(_STAGING)):
            if int(key.removeprefix(_STAGING).partition("-")[0]) <= head.size:
                self._store.delete(key)

    def _shown(self) -> bytes | None:
        try:
            return self._store.get(CHECKPOINT)
        except BlobMissing:
            return None

    def _tiles(self, size: int) -> Tiles:
        return Tiles(self._fetch, size)

    def _fetch(self, path: str) -> bytes:
        return self._store.get(PREFIX + path)


def holds(store: BlobStore, entry: bytes) -> bool:
    """Return whether an entry is in the log, for whoever has no key of it."""
    return store.exists(_NUMBERS + entry.hex())


def _staging(head: Checkpoint) -> str:
    return f"{_STAGING}{head.size}-{head.root.hex()}"


def _packed(files: Files, numbers: dict[str, int]) -> bytes:
    return json.dumps({"files": {path: data.hex() for path, data in files.items()}, "numbers": numbers}).encode()


def _unpacked(data: bytes) -> tuple[Files, dict[str, int]]:
    read = json.loads(data)
    return {path: bytes.fromhex(text) for path, text in read["files"].items()}, read["numbers"]
