"""Signed lists of statuses, and what a certificate says of its place in them (W3C Bitstring Status List 1.0)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from models.vocabulary.value import Value
from pipeline.certificate import canonical
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import existing, read_timestamp, timestamp
from pipeline.status.bitstring import LEAST, Bitstring, MalformedBits

CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"

TTL = timedelta(minutes=5)
"""How long whoever fetched a list may go on using it: what a revocation takes to be seen at most."""

LASTS = timedelta(days=7)
"""A list is signed anew long before; one that is older was kept from being renewed, or is shown instead of a newer."""


class Purpose(StrEnum):
    """What a bit that is set means."""

    REVOCATION = "revocation"
    """It does not count any more, and never will again."""
    SUSPENSION = "suspension"
    """It does not count for now."""


class NotThisList(ValueError):
    """The list does not answer for the entry; says why."""


class StatusTooOld(NotThisList):
    """The list was not renewed in its time: what it says is no longer what is."""


class _Camel(Value):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class StatusEntry(_Camel):
    """A certificate's place in one list.

    :ivar status_list_index: a number as text: the Recommendation's form.
    :ivar status_list_credential: address of the list.
    """

    id: str
    type: Literal["BitstringStatusListEntry"] = "BitstringStatusListEntry"
    status_purpose: Purpose
    status_list_index: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,9})$")]
    status_list_credential: str

    @property
    def index(self) -> int:
        """The place, from 0."""
        return int(self.status_list_index)

    @model_validator(mode="after")
    def _is_in_its_list(self) -> Self:
        if self.id != f"{self.status_list_credential}#{self.status_list_index}":
            raise ValueError("the entry's id is not its place in its list")
        return self


_Moment = Annotated[str, AfterValidator(existing)]


class _Bits(_Camel):
    id: str
    type: Literal["BitstringStatusList"] = "BitstringStatusList"
    status_purpose: Purpose
    encoded_list: str
    ttl: int = Field(gt=0)


class StatusList(_Camel):
    """A list as it is signed.

    :ivar id: its address.
    """

    context: tuple[Literal["https://www.w3.org/ns/credentials/v2"]] = Field((CONTEXT,), alias="@context")
    id: str
    type: tuple[Literal["VerifiableCredential"], Literal["BitstringStatusListCredential"]] = (
        "VerifiableCredential",
        "BitstringStatusListCredential",
    )
    issuer: str
    valid_from: _Moment
    valid_until: _Moment
    credential_subject: _Bits
    proof: Document | None = None

    @property
    def bits(self) -> Bitstring:
        """The statuses; raises ``MalformedBits``."""
        return Bitstring.decode(self.credential_subject.encoded_list)


def address(base: str, number: int, purpose: Purpose) -> str:
    """Return where a list is found.

    :param base: address of what the issuer publishes, without a slash at its end.
    """
    return f"{base}/status/{number}/{purpose}"


def base(entry: StatusEntry) -> str:
    """Return the address under which the issuer publishes, as ``address`` was given it."""
    return entry.status_list_credential.rpartition("/status/")[0]


def entry(base: str, number: int, purpose: Purpose, index: int) -> StatusEntry:
    """Return what a certificate says of its place.

    :param number: of the list. :param index: 0 to ``LEAST`` - 1.
    """
    if not 0 <= index < LEAST:
        raise ValueError("a list has no such place")
    where = address(base, number, purpose)
    return StatusEntry(
        id=f"{where}#{index}",
        status_purpose=purpose,
        status_list_index=str(index),
        status_list_credential=where,
    )


def entries(base: str, number: int, index: int) -> tuple[StatusEntry, ...]:
    """Return what a certificate says of its place, for each purpose."""
    return tuple(entry(base, number, purpose, index) for purpose in Purpose)


def build(*, base: str, number: int, purpose: Purpose, bits: Bitstring, issuer: str, now: datetime) -> Document:
    """Return a list as JSON, ready for ``proof.sign``."""
    where = address(base, number, purpose)
    listed = StatusList(
        id=where,
        issuer=issuer,
        valid_from=timestamp(now),
        valid_until=timestamp(now + LASTS),
        credential_subject=_Bits(
            id=f"{where}#list",
            status_purpose=purpose,
            encoded_list=bits.encode(),
            ttl=int(TTL.total_seconds() * 1000),
        ),
    )
    return listed.model_dump(mode="json", by_alias=True, exclude={"proof"})


def read(document: Document) -> StatusList:
    """Read a list. Its proof is another matter (``proof.verify``).

    :raises NotThisList: it is no list of this form.
    """
    try:
        return StatusList.model_validate_json(canonical.canonical(document), strict=True)
    except ValidationError:
        raise NotThisList("the status list has not the form of one") from None


def status(listed: StatusList, place: StatusEntry, *, issuer: str, now: datetime) -> bool:
    """Return whether the bit of an entry is set.

    :param issuer: of the certificate: nobody else's list says anything of it.
    :raises NotThisList: the list is another's or another one, too old, not yet valid, or has no such place.
    """
    if listed.issuer != issuer:
        raise NotThisList("the status list is another issuer's")
    if (listed.id, listed.credential_subject.status_purpose) != (place.status_list_credential, place.status_purpose):
        raise NotThisList("this is another status list than the certificate names")
    if now < read_timestamp(listed.valid_from) - TTL:
        raise NotThisList("the status list is dated in the future")
    if now >= read_timestamp(listed.valid_until):
        raise StatusTooOld(f"the status list is too old: it ended on {listed.valid_until[:10]}")
    try:
        return listed.bits[place.index]
    except (MalformedBits, IndexError) as fault:
        raise NotThisList(str(fault)) from None
