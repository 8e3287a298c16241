"""Which witnesses must have confirmed a checkpoint, as a file that people write (C2SP tlog-policy).

::

    log     <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group   <name> all|any|<how many> <name>…
    quorum  <name>|none

A name is defined above the line that uses it, and is in one group at most, so that no witness counts twice.
"""

import re
from collections.abc import Callable, Iterable
from typing import Self

from pydantic import Field, model_validator

from models.vocabulary.value import Value
from pipeline.transparency.notes import Kind, NoteKey

NOBODY = "none"
MOST_LINES = 1000
"""Of a file: thirty times what every reader must understand."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class MalformedPolicy(ValueError):
    """This file is no policy; says on which line and why."""


class Group(Value):
    """Some of whom must have confirmed.

    :ivar least: how many. :ivar members: names of witnesses or groups.
    """

    least: int = Field(ge=1)
    members: tuple[str, ...] = Field(min_length=1)


class Policy(Value):
    """Whose confirmation is asked for.

    :ivar logs: keys of the log that is believed; none where it is known otherwise.
    :ivar quorum: a witness or group; ``none`` where the log's own word is enough.
    """

    logs: tuple[NoteKey, ...] = ()
    witnesses: dict[str, NoteKey] = Field(default={})
    groups: dict[str, Group] = Field(default={})
    quorum: str

    @model_validator(mode="after")
    def _is_of_one_log(self) -> Self:
        if len({key.name for key in self.logs}) > 1:
            raise ValueError("only policies for one log are understood")
        return self

    def keys(self) -> tuple[NoteKey, ...]:
        """Return the witnesses' keys."""
        return tuple(self.witnesses.values())

    def is_met(self, confirmed: Iterable[NoteKey]) -> bool:
        """Return whether those who confirmed are enough."""
        return self.quorum == NOBODY or self._has(self.quorum, frozenset(key.public for key in confirmed))

    def _has(self, name: str, confirmed: frozenset[bytes]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].public in confirmed
        group = self.groups[name]
        return sum(self._has(each, confirmed) for each in group.members) >= group.least


def parse(data: bytes) -> Policy:
    """Read a policy.

    :raises MalformedPolicy: it is none.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedPolicy("the policy is not UTF-8") from None
    lines = text.split("\n")
    if _CONTROL.search(text) or len(lines) > MOST_LINES:
        raise MalformedPolicy(f"a policy is plain text of at most {MOST_LINES} lines")
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            try:
                reader.take(words)
            except ValueError as fault:
                raise MalformedPolicy(f"line {number}: {fault}") from None
    return reader.policy()


class _Reader:
    """What was read so far."""

    def __init__(self) -> None:
        self._logs: list[NoteKey] = []
        self._witnesses: dict[str, NoteKey] = {}
        self._groups: dict[str, Group] = {}
        self._grouped: set[str] = set()
        self._quorum: str | None = None

    def take(self, words: list[str]) -> None:
        """Read a line; raises ``ValueError``."""
        kinds: dict[str, tuple[Callable[..., None], range]] = {
            "log": (self._log, range(1, 3)),
            "witness": (self._witness, range(2, 4)),
            "group": (self._group, range(3, MOST_LINES)),
            "quorum": (self._ask, range(1, 2)),
        }
        if words[0] not in kinds:
            raise ValueError("a line begins with log, witness, group or quorum")
        read, counts = kinds[words[0]]
        if len(words) - 1 not in counts:
            raise ValueError(f"a line that begins with {words[0]} has more or fewer words")
        read(*words[1:])

    def policy(self) -> Policy:
        """Return the whole."""
        if self._quorum is None:
            raise MalformedPolicy("the policy has no line that begins with quorum")
        try:
            return Policy(logs=tuple(self._logs), witnesses=self._witnesses, groups=self._groups, quorum=self._quorum)
        except ValueError:
            raise MalformedPolicy("only policies for one log are understood") from None

    def _log(self, vkey: str, _url: str = "") -> None:
        self._logs.append(_key(vkey, Kind.ED25519, self._logs))

    def _witness(self, name: str, vkey: str, _url: str = "") -> None:
        self._new(name)
        self._witnesses[name] = _key(vkey, Kind.COSIGNATURE, self._witnesses.values())

    def _group(self, name: str, least: str, *members: str) -> None:
        self._new(name)
        if unknown := [each for each in members if each not in self._witnesses and each not in self._groups]:
            raise ValueError(f"no line above defines {unknown[0]}")
        if self._grouped & set(members) or len(set(members)) != len(members):
            raise ValueError("a witness or group is a member twice")
        self._grouped |= set(members)
        self._groups[name] = Group(least=_least(least, len(members)), members=members)

    def _ask(self, name: str) -> None:
        if self._quorum is not None:
            raise ValueError("there is one quorum")
        if name != NOBODY and name not in self._witnesses and name not in self._groups:
            raise ValueError(f"no line above defines {name}")
        self._quorum = name

    def _new(self, name: str) -> None:
        if name == NOBODY or name in self._witnesses or name in self._groups:
            raise ValueError("the name is taken")


def _key(vkey: str, kind: Kind, known: Iterable[NoteKey]) -> NoteKey:
    key = NoteKey.from_vkey(vkey)
    if key.kind is not kind:
        raise ValueError("the key is of the other kind: logs sign, and witnesses confirm")
    if key.public in {each.public for each in known}:
        raise ValueError("the key is there twice")
    return key


def _least(word: str, members: int) -> int:
    if word in {"all", "any"}:
        return members if word == "all" else 1
    if not re.fullmatch(r"[1-9][0-9]{0,3}", word) or int(word) > members:
        raise ValueError(f"all, any, or a number from 1 to {members} is expected")
    return int(word)
