"""Signed notes (C2SP signed-note): text with signature lines below it, each by a named key.

A line by a key that is not known is ignored, whatever it says; one by a known key must hold, or the note is refused.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, field_validator

from models.vocabulary.value import Value

MAX_SIGNATURES = 64
"""Four times what every verifier must accept: a log, its keys through some rotations, and many witnesses."""

_ID_BYTES, _KEY_BYTES, _SIGNATURE_BYTES, _TIME_BYTES = 4, 32, 64, 8
_LINE = "\u2014 "
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_TEXT_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class MalformedNote(ValueError):
    """These bytes are no signed note; says what is wrong with them."""


class NotSigned(ValueError):
    """No key that is known signed the note, or one did and its signature does not hold."""


class Kind(IntEnum):
    """How a key signs: the signature type of the specification."""

    ED25519 = 0x01
    COSIGNATURE = 0x04
    """Over the text with a time before it (C2SP tlog-cosignature, version 1)."""


class NoteKey(Value):
    """A public key by its name.

    :ivar name: without spaces or ``+``; by custom an address without its scheme.
    :ivar public: 32 bytes.
    """

    name: str = Field(min_length=1, max_length=255)
    kind: Kind = Kind.ED25519
    public: bytes = Field(min_length=_KEY_BYTES, max_length=_KEY_BYTES)

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if "+" in name or any(character.isspace() or unicodedata.category(character) == "Cc" for character in name):
            raise ValueError("a key's name has neither spaces nor +")
        return name

    @property
    def id(self) -> bytes:
        """Return the four bytes that tell this key's lines from others of its name."""
        data = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(data).digest()[:_ID_BYTES]

    @property
    def vkey(self) -> str:
        """Return the key as verifiers are given it."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """Read what ``vkey`` wrote.

        :raises ValueError: it is none, of a kind that is not known, or its parts do not belong together.
        """
        parts = _VKEY.fullmatch(vkey)
        if not parts:
            raise ValueError("this is no verifier key: name+id+key is expected")
        kind, public = (data := _unbase64(parts[3]))[0], data[1:]
        key = cls(name=parts[1], kind=Kind(kind), public=public)
        if key.id.hex() != parts[2]:
            raise ValueError("the verifier key's id is not that of its name and key")
        return key


class NoteSigner(Protocol):
    """Whoever signs notes: an Ed25519 key."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return 64 bytes."""
        ...


class Line(NamedTuple):
    """A signature line.

    :ivar id: four bytes. :ivar signature: what the key's kind makes of the text.
    """

    name: str
    id: bytes
    signature: bytes


class Held(NamedTuple):
    """A signature that holds.

    :ivar time: seconds since 1970, of a cosignature; None of others.
    """

    key: NoteKey
    time: int | None


class Note(NamedTuple):
    """A text, which ends in a newline, and its signature lines."""

    text: str
    lines: tuple[Line, ...]

    def render(self) -> bytes:
        """Return the note as it travels."""
        signed = "".join(f"{_LINE}{line.name} {_base64(line.id + line.signature)}\n" for line in self.lines)
        return f"{self.text}\n{signed}".encode()

    def with_lines(self, lines: Iterable[Line]) -> "Note":
        """Return the note with further lines; one of the same key takes the place of its earlier one."""
        new = {(line.name, line.id): line for line in (*self.lines, *lines)}
        return Note(self.text, tuple(new.values()))


def parse(data: bytes) -> Note:
    """Read a note.

    :raises MalformedNote: it is none.
    """
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedNote("the note is not UTF-8") from None
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not whole.endswith("\n") or _TEXT_CONTROL.search(whole):
        raise MalformedNote("the note has no text above a blank line and signatures below it")
    lines = below.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedNote(f"the note has more than {MAX_SIGNATURES} signatures")
    return Note(f"{text}\n", tuple(map(_line, lines)))


def sign(text: str, key: NoteKey, signer: NoteSigner, *, time: int | None = None) -> Line:
    """Return the line by which ``key`` signs ``text``.

    :param time: seconds since 1970; for a cosignature, and for nothing else.
    """
    signature = signer.sign(_message(text, key.kind, time))
    stamp = b"" if time is None else time.to_bytes(_TIME_BYTES, "big")
    return Line(key.name, key.id, stamp + signature)


def verify(note: Note, known: Iterable[NoteKey]) -> tuple[Held, ...]:
    """Return the signatures by known keys, all of which hold.

    :raises NotSigned: there is none, or one does not hold.
    """
    keys = {(key.name, key.id): key for key in known}
    held = tuple(_held(note.text, line, keys[line[:2]]) for line in note.lines if line[:2] in keys)
    if not held:
        raise NotSigned("no key that is known signed the note")
    return held


def _held(text: str, line: Line, key: NoteKey) -> Held:
    time, signature = None, line.signature
    if key.kind is Kind.COSIGNATURE:
        time, signature = int.from_bytes(line.signature[:_TIME_BYTES], "big"), line.signature[_TIME_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, _message(text, key.kind, time))
    except (InvalidSignature, ValueError):
        raise NotSigned(f"the signature by {key.name} does not hold") from None
    return Held(key, time)


def _message(text: str, kind: Kind, time: int | None) -> bytes:
    if (kind is Kind.COSIGNATURE) != (time is not None):
        raise ValueError("a cosignature says when it was made, and nothing else does")
    return (text if time is None else f"cosignature/v1\ntime {time}\n{text}").encode()


def _line(line: str) -> Line:
    name, _, signature = line.removeprefix(_LINE).partition(" ")
    if not line.startswith(_LINE) or not name:
        raise MalformedNote("a signature line does not begin with a dash and a key's name")
    data = _unbase64(signature)
    if len(data) <= _ID_BYTES:
        raise MalformedNote("a signature line has no signature")
    return Line(name, data[:_ID_BYTES], data[_ID_BYTES:])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str) -> bytes:
    """Decode; only what encodes to the same text again, so that no two notes are the same one."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedNote("what should be base64 is not") from None
    if _base64(data) != text:
        raise MalformedNote("what should be base64 is not written in its one form")
    return data
