"""Who has which place in the lists, and what was decided of each certificate.

Decisions are never changed or removed: together they are the record of who withdrew what, when and why, and the lists
are what follows from them (``publisher``). Whoever decides needs no key; whoever carries out decides nothing.

::

    status/places/<certificate>.json            its place, and the versions that it rests on
    status/taken/<list>/<index>                 whose place that is
    status/decisions/<certificate>/<when>.json  a decision
    status/recalls/<when>.json                  a decision on all certificates of one version
    status/stopped/<when>.json                  that nothing is issued any more, or is again
    status/public/<list>/<purpose>              the signed list: what the world reads
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import count, islice
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from models.vocabulary.errors import PipelineError
from models.vocabulary.value import Value
from pipeline.certificate.proof import timestamp
from pipeline.ports import BlobMissing, BlobStore
from pipeline.status.bitstring import LEAST
from pipeline.status.lists import Purpose

_PLACES, _TAKEN, _DECISIONS = "status/places/", "status/taken/", "status/decisions/"
_RECALLS, _STOPPED = "status/recalls/", "status/stopped/"

_DRAWS = 6
"""Places that are drawn in a list before the next list is opened: six that are all taken mean it is about half full or
more, and drawing stays quick."""

Reason = Annotated[str, StringConstraints(min_length=3, max_length=500)]
V = TypeVar("V", bound=Value)


class Action(StrEnum):
    """What was decided of a certificate."""

    REVOKE = "revoke"
    """For good: nothing that is decided later changes it."""
    SUSPEND = "suspend"
    RESTORE = "restore"
    """Ends every suspension so far."""


class Place(Value):
    """A certificate's place: the same in the list of each purpose.

    :ivar versions: what it rests on, as in the certificate itself: for recalls.
    """

    certificate: str
    list: int = Field(ge=0)
    index: int = Field(ge=0, lt=LEAST)
    versions: dict[str, str] = Field(default={})


class Decision(Value):
    """Who decided what, and why.

    :ivar by: a role or an account's number; no name and no address.
    """

    action: Action
    reason: Reason
    by: str = Field(min_length=1, max_length=100)
    at: str


class Recall(Value):
    """All certificates that rest on one version are suspended.

    :ivar what: name in the certificates' ``versions``: ``calibration``, ``code``, ``vision.prompt`` …
    """

    what: str
    version: str
    reason: Reason
    by: str = Field(min_length=1, max_length=100)
    at: str


class Stop(Value):
    """Whether anything is issued."""

    stopped: bool
    reason: Reason
    by: str = Field(min_length=1, max_length=100)
    at: str


class UnknownCertificate(PipelineError):
    """No certificate of this number has a place in the lists."""


class Decisions:
    """The places and the decisions.

    :param capacity: places that are given of each list.
    """

    def __init__(self, store: BlobStore, *, capacity: int = LEAST) -> None:
        self._store, self._capacity = store, capacity

    def place(
        self, certificate: str, versions: dict[str, str], *, fits: Callable[[int], bool] = lambda _: True
    ) -> Place:
        """Give a certificate its place, at random among those that are free; the same one however often it is asked.

        A place that a killed process drew and did not note stays empty for ever, which harms nobody.

        :param fits: whether a list, by its number, is one that this certificate may stand in.
        """
        key = f"{_PLACES}{_name(certificate)}.json"
        candidates = self._candidates(fits)
        while not self._store.exists(key):
            number = next(candidates)
            for _ in range(_DRAWS):
                index = secrets.randbelow(self._capacity)
                if self._store.create(f"{_TAKEN}{number}/{index}", b""):
                    drawn = Place(certificate=certificate, list=number, index=index, versions=versions)
                    self._store.create(key, drawn.model_dump_json().encode())
                    break
        return Place.model_validate_json(self._store.get(key))

    def decide(self, certificate: str, action: Action, *, reason: str, by: str, now: datetime) -> Decision:
        """Record a decision. ``Publisher.carry_out`` makes the lists say it.

        :raises UnknownCertificate: it has no place.
        """
        self.placed(certificate)
        decision = Decision(action=action, reason=reason, by=by, at=timestamp(now))
        self._note(f"{_DECISIONS}{_name(certificate)}/", decision, now)
        return decision

    def decisions(self, certificate: str) -> tuple[Decision, ...]:
        """Return what was decided, first to last, without recalls."""
        return tuple(self._noted(f"{_DECISIONS}{_name(certificate)}/", Decision))

    def recall(self, what: str, version: str, *, reason: str, by: str, now: datetime) -> tuple[Place, ...]:
        """Decide to suspend every certificate that rests on a version, and return their places.

        None is issued later: an issuer gives a certificate its place first, and then asks ``recalled``.
        """
        self._note(_RECALLS, Recall(what=what, version=version, reason=reason, by=by, at=timestamp(now)), now)
        hit = tuple(each for each in self.places() if each.versions.get(what) == version)
        for each in hit:
            self.decide(each.certificate, Action.SUSPEND, reason=f"recall of {what}: {reason}"[:500], by=by, now=now)
        return hit

    def decided(self) -> tuple[str, ...]:
        """Return the certificates about which anything was decided."""
        names = dict.fromkeys(key.removeprefix(_DECISIONS).partition("/")[0] for key in self._store.list(_DECISIONS))
        places = (self._get(f"{_PLACES}{name}.json") for name in names)
        return tuple(Place.model_validate_json(data).certificate for data in places if data is not None)

    def recalled(self, versions: dict[str, str]) -> Recall | None:
        """Return the recall under which a certificate of these versions would fall: none is issued."""
        found = (each for each in self._noted(_RECALLS, Recall) if versions.get(each.what) == each.version)
        return next(found, None)

    def stop(self, *, stopped: bool, reason: str, by: str, now: datetime) -> None:
        """Stop issuing, or go on."""
        self._note(_STOPPED, Stop(stopped=stopped, reason=reason, by=by, at=timestamp(now)), now)

    def stopped(self) -> Stop | None:
        """Return why nothing is issued; None where certificates are."""
        *_, last = (None, *self._noted(_STOPPED, Stop))
        return last if last is not None and last.stopped else None

    def placed(self, certificate: str) -> Place:
        """Return a certificate's place.

        :raises UnknownCertificate: it has none.
        """
        data = self._get(f"{_PLACES}{_name(certificate)}.json")
        if data is None:
            raise UnknownCertificate("no certificate of this number was issued")
        return Place.model_validate_json(data)

    def state(self, place: Place) -> dict[Purpose, bool]:
        """Return what follows from all decisions: revoked once is revoked for good."""
        actions = [each.action for each in self.decisions(place.certificate)]
        last = [each for each in actions if each is not Action.REVOKE][-1:]
        return {Purpose.REVOCATION: Action.REVOKE in actions, Purpose.SUSPENSION: last == [Action.SUSPEND]}

    def numbers(self) -> range:
        """Return the numbers of the lists in which anybody has a place."""
        return range(self._open_list() + 1)

    def places(self) -> Iterator[Place]:
        """Yield every place that was given."""
        return (Place.model_validate_json(self._store.get(key)) for key in self._store.list(_PLACES))

    def _candidates(self, fits: Callable[[int], bool]) -> Iterator[int]:
        """Yield numbers of lists to draw a place in: the last that fits, then new ones."""
        last = self._open_list()
        yield from islice(filter(fits, range(last, -1, -1)), 1)
        yield from count(last + 1)

    def _open_list(self) -> int:
        """Return the number of the last list in which anybody has a place."""
        last = 0
        while next(self._store.list(f"{_TAKEN}{last + 1}/"), None) is not None:
            last += 1
        return last

    def _note(self, prefix: str, what: Value, now: datetime) -> None:
        """Keep a decision under its time: to the microsecond, and with chance behind it."""
        stamp = f"{now.timestamp():018.6f}-{secrets.token_hex(4)}"
        self._store.create(f"{prefix}{stamp}.json", what.model_dump_json().encode())

    def _noted(self, prefix: str, kind: type[V]) -> Iterator[V]:
        return (kind.model_validate_json(self._store.get(key)) for key in self._store.list(prefix))

    def _get(self, key: str) -> bytes | None:
        try:
            return self._store.get(key)
        except BlobMissing:
            return None


def _name(certificate: str) -> str:
    """Return a certificate's id as part of a key."""
    return hashlib.sha256(certificate.encode()).hexdigest()
