"""That an entry is in a log, as a text that travels beside it and is checked offline (C2SP tlog-proof)."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import Field

from models.vocabulary.value import Value
from pipeline.transparency import checkpoint, merkle, notes
from pipeline.transparency.checkpoint import Checkpoint, MalformedCheckpoint
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.notes import Kind, MalformedNote, Note, NoteKey
from pipeline.transparency.policy import Policy

HEAD = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63
"""A tree of more levels than that has more entries than there are numbers for."""

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class MalformedProof(ValueError):
    """This text is no proof; says what is wrong with it."""


class LogProof(NamedTuple):
    """A proof.

    :ivar number: of the entry, from 0. :ivar hashes: from the leaf's sibling upwards.
    :ivar head: the signed checkpoint.
    """

    number: int
    hashes: tuple[bytes, ...]
    head: Note

    def render(self) -> bytes:
        """Return the proof as it travels."""
        hashes = "".join(f"{base64.b64encode(each).decode('ascii')}\n" for each in self.hashes)
        return f"{HEAD}\nindex {self.number}\n{hashes}\n".encode() + self.head.render()


class LogTrust(Value):
    """The log that a verifier believes, and whose word it asks for.

    :ivar origin: the log's name.
    :ivar keys: of the log, old ones too: what they signed then was signed by the log.
    :ivar witnesses: who may confirm that the log shows everyone the same.
    :ivar quorum: how many of them must have; 0 where the log's own word is enough.
    :ivar policy: in their place: witnesses in groups, and which of them must have.
    """

    origin: str
    keys: tuple[NoteKey, ...] = Field(min_length=1)
    witnesses: tuple[NoteKey, ...] = ()
    quorum: int = Field(default=0, ge=0)
    policy: Policy | None = None


class Logged(NamedTuple):
    """What a proof shows.

    :ivar number: the entry's, from 0. :ivar size: of the log when the proof was made.
    :ivar witnesses: names of those that confirmed it.
    """

    number: int
    size: int
    witnesses: tuple[str, ...]


def parse(data: bytes) -> LogProof:
    """Read a proof. Extra data is refused: nothing here would know what it is for.

    :raises MalformedProof: it is none.
    """
    try:
        above, blank, head = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise MalformedProof("the proof is not UTF-8") from None
    first, *lines = above.split("\n")
    if first != HEAD or not blank or not lines or not (index := _INDEX.fullmatch(lines[0])):
        raise MalformedProof("the proof does not begin with its version and the entry's number")
    if len(lines) > MAX_HASHES + 1:
        raise MalformedProof("the proof has more hashes than any log has levels")
    hashes = tuple(map(_hash, lines[1:]))
    try:
        return LogProof(int(index[1]), hashes, notes.parse(head.encode()))
    except MalformedNote as fault:
        raise MalformedProof(str(fault)) from None


def check(proof: LogProof, entry: bytes, trust: LogTrust) -> Logged:
    """Return what the proof shows of the entry.

    :param entry: as the log has it, before it is hashed.
    :raises NotProven: the log is another, nobody who is believed signed it, or the entry is not in it.
    """
    head = signed_head(proof.head, trust)
    merkle.check_inclusion(merkle.leaf_hash(entry), proof.number, head.size, proof.hashes, head.root)
    return Logged(proof.number, head.size, cosigned(proof.head, trust))


def signed_head(note: Note, trust: LogTrust) -> Checkpoint:
    """Return the checkpoint of a note that the trusted log signed.

    :raises NotProven: it did not.
    """
    try:
        head = checkpoint.parse(note.text)
        notes.verify(note, trust.keys)
    except (MalformedCheckpoint, notes.NotSigned) as fault:
        raise NotProven(f"the log's checkpoint does not hold: {fault}") from None
    if head.origin != trust.origin:
        raise NotProven("the checkpoint is of another log")
    return head


def cosigned(note: Note, trust: LogTrust) -> tuple[str, ...]:
    """Return the names of the witnesses that confirmed a checkpoint.

    :raises NotProven: fewer than the verifier asks for, or one whose signature does not hold.
    """
    witnesses = trust.witnesses if trust.policy is None else trust.policy.keys()
    held = _cosigners(note, [key for key in witnesses if key.kind is Kind.COSIGNATURE])
    if trust.policy is not None and not trust.policy.is_met(held):
        raise NotProven(
            f"{len(held)} of {len(witnesses)} known witnesses confirmed the checkpoint: too few for the policy"
        )
    if len(held) < trust.quorum:
        raise NotProven(f"{len(held)} of the known witnesses confirmed the checkpoint; {trust.quorum} are asked for")
    return tuple(dict.fromkeys(key.name for key in held))


def _cosigners(note: Note, known: Sequence[NoteKey]) -> tuple[NoteKey, ...]:
    ids = {(key.name, key.id) for key in known}
    if not any(line[:2] in ids for line in note.lines):
        return ()
    try:
        return tuple(dict.fromkeys(held.key for held in notes.verify(note, known)))
    except notes.NotSigned as fault:
        raise NotProven(str(fault)) from None


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != merkle.SIZE or base64.b64encode(found).decode("ascii") != line:
        raise MalformedProof("a line of the proof is no SHA-256 in base64")
    return found
