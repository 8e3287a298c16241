"""The public keys of an issuer, each with its time. A ring only grows: what was signed stays checkable for ever.

Rotation ends a key's time and begins another's. A key that was lost is *compromised*: whoever has it can sign anything
and date it as they like, so that of its signatures only those count that the transparency log held before the loss.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from models.vocabulary.errors import AdrielError
from models.vocabulary.value import Value
from pipeline import multikey
from pipeline.certificate.proof import TrustedKey, existing, read_timestamp, timestamp
from pipeline.transparency.notes import NoteKey


class Purpose(StrEnum):
    """What a key signs. No key signs two kinds of thing: what is lost with one is then known."""

    CERTIFICATES = "certificates"
    """Reports, certificates and status lists."""
    LOG = "log"
    """Checkpoints of the transparency log."""


class RingFault(AdrielError):
    """What was asked for cannot be done to the ring; says why."""


_Moment = Annotated[str, AfterValidator(existing)]


class RingKey(Value):
    """A public key.

    :ivar multikey: the key itself, and its name.
    :ivar valid_until: from then on it signs nothing; None while it signs.
    :ivar lost_at: number of log entries at which it was declared lost: later ones by it count for nothing.
    :ivar safe: False for a development key.
    """

    purpose: Purpose
    multikey: str
    valid_from: _Moment
    valid_until: _Moment | None = None
    lost_at: int | None = Field(default=None, ge=0)
    safe: bool = True

    @model_validator(mode="after")
    def _is_a_key_with_a_time(self) -> Self:
        multikey.decode(self.multikey)
        if self.valid_until is not None and read_timestamp(self.valid_until) < read_timestamp(self.valid_from):
            raise ValueError("a key's time ends before it begins")
        if self.lost_at is not None and self.valid_until is None:
            raise ValueError("a key that was lost still signs")
        return self

    @property
    def state(self) -> str:
        """What is to be said of it in a word."""
        if self.lost_at is not None:
            return "compromised"
        return "signs" if self.valid_until is None else "retired"


class KeyRing(Value):
    """All keys of an issuer, oldest first.

    :ivar issuer: its DID.
    :ivar origin: name of its transparency log.
    """

    v: int = Field(default=1, ge=1, le=1)
    issuer: str = Field(pattern=r"^did:[a-z0-9]+:\S+$")
    origin: str = Field(pattern=r"^[^\s+]+$")
    keys: tuple[RingKey, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if len({key.multikey for key in self.keys}) != len(self.keys):
            raise ValueError("one key is in the ring twice")
        for purpose in Purpose:
            if sum(key.purpose is purpose and key.valid_until is None for key in self.keys) > 1:
                raise ValueError(f"two keys sign {purpose.value} at a time")
        return self

    def active(self, purpose: Purpose) -> RingKey | None:
        """Return the key that signs now."""
        return next((key for key in self.keys if key.purpose is purpose and key.valid_until is None), None)

    def rotated(self, purpose: Purpose, key: str, *, now: datetime, safe: bool = True) -> Self:
        """Return the ring with a further key, which signs from now on; the one before it signs no more.

        :param key: Multikey.
        """
        moment = timestamp(now)
        kept = (
            each.model_copy(update={"valid_until": moment}) if each == self.active(purpose) else each
            for each in self.keys
        )
        return self._with((*kept, RingKey(purpose=purpose, multikey=key, valid_from=moment, safe=safe)))

    def retired(self, key: str, *, now: datetime) -> Self:
        """Return the ring in which a key signs no more; what it signed still counts.

        :raises RingFault: there is no such key, or it signs no more already.
        """
        found = self.find(key)
        if found.valid_until is not None:
            raise RingFault(f"the key signs no more since {found.valid_until}")
        return self._changed(found, {"valid_until": timestamp(now)})

    def compromised(self, key: str, *, lost_at: int, now: datetime) -> Self:
        """Return the ring in which a key is lost: of what it signed, what the log held by ``lost_at`` still counts.

        Declared again, the smaller number stands: a loss that turns out to be earlier takes more with it.
        """
        found = self.find(key)
        earliest = lost_at if found.lost_at is None else min(found.lost_at, lost_at)
        return self._changed(found, {"valid_until": found.valid_until or timestamp(now), "lost_at": earliest})

    def find(self, key: str) -> RingKey:
        """Return a key by its Multikey, or by enough of its beginning or end to know it from the others."""
        found = [each for each in self.keys if each.multikey.startswith(key) or each.multikey.endswith(key)]
        if not key or len(found) != 1:
            raise RingFault(
                "no key of the ring has this name" if not found or not key else "several keys are called so"
            )
        return found[0]

    def trusted(self) -> tuple[TrustedKey, ...]:
        """Return the keys whose signatures on documents count, each in its time."""
        return tuple(
            TrustedKey(
                method=multikey.method_url(self.issuer, key.multikey),
                controller=self.issuer,
                multikey=key.multikey,
                safe=key.safe,
                valid_from=key.valid_from,
                valid_until=key.valid_until,
                lost_at=key.lost_at,
            )
            for key in self.keys
            if key.purpose is Purpose.CERTIFICATES
        )

    def log_keys(self) -> tuple[NoteKey, ...]:
        """Return the keys by which the log signs and signed; one that was lost proves nothing any more."""
        return tuple(
            NoteKey(name=self.origin, public=multikey.decode(key.multikey))
            for key in self.keys
            if key.purpose is Purpose.LOG and key.lost_at is None
        )

    def _changed(self, old: RingKey, update: dict[str, object]) -> Self:
        new = RingKey.model_validate({**old.model_dump(), **update})
        return self._with(tuple(new if each == old else each for each in self.keys))

    def _with(self, keys: tuple[RingKey, ...]) -> Self:
        return type(self).model_validate({**self.model_dump(), "keys": [key.model_dump() for key in keys]})
