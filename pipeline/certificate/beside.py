"""What a verifier has beside the document, and the checks that rest on it: log, status, photos, serial number."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.certificate import canonical, likeness
from pipeline.certificate.canonical import Document
from pipeline.certificate.likeness import Likeness, PhotoAnswer
from pipeline.certificate.proof import Proven, TrustedKey
from pipeline.certificate.proof import verify as verify_proof
from pipeline.certificate.shapes import Because, Certificate
from pipeline.lifecycle import notices
from pipeline.lifecycle.notices import Notice, NotThisNotice
from pipeline.status import lists
from pipeline.status.lists import NotThisList, Purpose, StatusEntry, StatusTooOld
from pipeline.transparency import proof as log_proof
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.proof import Logged, LogTrust, MalformedProof

Fetch = Callable[[str], bytes | None]
"""Returns what lies at an address; None where it could not be had."""


class StepFailed(Exception):
    """A step failed; carries why."""


class Standing(StrEnum):
    """What a certificate's issuer says of it now."""

    STANDS = "stands"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    """A new examination gave the certificate that counts."""
    TRANSFERRED = "transferred"
    """Another holder took it over, and theirs counts."""


class Withdrawn(StepFailed):
    """The certificate does not count any more, or not for now."""

    def __init__(self, standing: Standing, why: str) -> None:
        super().__init__(why)
        self.standing = standing


class StepSkipped(Exception):
    """A step could not be taken; carries why."""


@dataclass(frozen=True)
class Beside:
    """What a verifier has.

    :ivar trusted: keys that the verifier knows beforehand; without any, step 4 fails.
    :ivar log: the log that is believed; None where none is known.
    :ivar proof: the log's proof, where it came in a file of its own; an envelope has one inside.
    :ivar fetch: how status lists are had; None while offline.
    :ivar photos: by name; step 8 calls them by their position, since names are their owner's own.
    :ivar serial: the serial number and the salt (32 hexadecimal digits), which the owner has.
    """

    trusted: tuple[TrustedKey, ...] = ()
    log: LogTrust | None = None
    proof: bytes | None = None
    fetch: Fetch | None = None
    photos: Mapping[str, bytes] = field(default_factory=dict)
    serial: tuple[str, str] | None = None


def logged(document: Document, proof: bytes | None, trust: LogTrust | None) -> Logged:
    """Return where the log has the document.

    :raises StepFailed: the proof does not hold. :raises StepSkipped: there is none, or no log is believed.
    """
    if proof is None:
        raise StepSkipped("no proof of the log came with the document")
    try:
        read = log_proof.parse(proof)
    except MalformedProof as fault:
        raise StepFailed(str(fault)) from None
    if trust is None:
        raise StepSkipped("no log is known here whose word would count")
    try:
        return log_proof.check(read, bytes.fromhex(canonical.digest(document)), trust)
    except NotProven as fault:
        raise StepFailed(str(fault)) from None


def status(certificate: Certificate, digest: str, beside: Beside, now: datetime) -> str:
    """Return what the issuer's lists say, where they say nothing against the certificate.

    :param digest: of the certificate's canonical form.
    :raises Withdrawn: it was revoked or suspended. :raises StepFailed: a list is not the issuer's.
    :raises StepSkipped: offline, or a list could not be had or is too old.
    """
    if beside.fetch is None:
        raise StepSkipped("offline: whether it was withdrawn since is in the issuer's lists, which were not fetched")
    left_open: StepSkipped | None = None  # what one list says counts, though another cannot be had
    for entry in certificate.credential_status:
        try:
            withdrawn = _is_set(entry, certificate.issuer, beside, now)
        except StepSkipped as why:
            left_open = left_open or why
            continue
        if withdrawn and entry.status_purpose is Purpose.REVOCATION:
            if (notice := _succeeded(certificate, digest, beside)) is not None:
                raise Withdrawn(_BECAUSE[notice.credential_subject.because], notice.words)
            raise Withdrawn(Standing.REVOKED, "REVOKED: the issuer withdrew this certificate for good")
        if withdrawn:
            raise Withdrawn(Standing.SUSPENDED, "SUSPENDED: the issuer withdrew this certificate for now")
    if left_open is not None:
        raise left_open
    return "neither revoked nor suspended by the issuer's lists"


_BECAUSE = {Because.EXAMINATION: Standing.SUPERSEDED, Because.TRANSFER: Standing.TRANSFERRED}


def _succeeded(certificate: Certificate, digest: str, beside: Beside) -> Notice | None:
    """Return the issuer's notice of a revoked certificate's successor; None where no such notice holds."""
    base = certificate.credential_status[0].status_list_credential.partition("/status/")[0]
    data = beside.fetch(notices.address(base, certificate.id)) if beside.fetch else None
    document = canonical.parse(data) if data is not None else None
    if not isinstance(document, dict) or not _signed_by(document, certificate.issuer, beside.trusted):
        return None
    try:
        return notices.read(document, issuer=certificate.issuer, certificate=certificate.id, digest=digest)
    except NotThisNotice:
        return None


def _is_set(entry: StatusEntry, issuer: str, beside: Beside, now: datetime) -> bool:
    data = beside.fetch(entry.status_list_credential) if beside.fetch else None
    if data is None:
        raise StepSkipped("the issuer's list could not be fetched")
    document = canonical.parse(data)
    if not isinstance(document, dict) or not _signed_by(document, issuer, beside.trusted):
        raise StepFailed("the status list is not signed by the issuer")
    try:
        return lists.status(lists.read(document), entry, issuer=issuer, now=now)
    except StatusTooOld as fault:
        raise StepSkipped(str(fault)) from None
    except NotThisList as fault:
        raise StepFailed(str(fault)) from None


def _signed_by(document: Document, issuer: str, trusted: tuple[TrustedKey, ...]) -> bool:
    own = {key.method for key in trusted if key.controller == issuer and key.lost_at is None}
    proven = verify_proof(document, keys=trusted)
    return isinstance(proven, Proven) and own.issuperset(proven.methods)


def photos(answers: Sequence[PhotoAnswer], absent: Sequence[str], *, of: int) -> str:
    """Return which of the photos were examined.

    :param answers: what each photo that was handed over is. :param absent: what the document calls the others.
    :param of: how many it names.
    :raises StepFailed: one is another. :raises StepSkipped: none was given, or of one it cannot be told.
    """
    if not answers:
        raise StepSkipped("no photos were given")
    rest = f"; not given: {', '.join(absent)}" if absent else ""
    if strangers := likeness.positions(answers, Likeness.DIFFERENT):
        raise StepFailed(f"not among those that the document names: {strangers} of {len(answers)}{rest}")
    if unknown := likeness.positions(answers, Likeness.UNREADABLE, Likeness.UNDECIDED):
        raise StepSkipped(f"cannot be compared: {unknown} of {len(answers)}{rest}")
    anew = likeness.positions(answers, Likeness.REENCODED)
    saved = f" ({anew} saved anew)" if anew else ""
    return f"{of - len(absent)} of {of} photos are the ones that were examined{saved}{rest}"


def serial(given: tuple[str, str] | None, digest: str | None) -> str:
    """Return that the serial number is the one that was claimed.

    :param digest: as the document hides it; None where none was claimed.
    :raises StepFailed: it is another. :raises StepSkipped: none was given.
    """
    if given is None:
        raise StepSkipped("no serial number was given")
    if digest is None:
        raise StepFailed("no serial number was claimed when the watch was examined")
    number, salt = given
    try:
        found = hashlib.sha256(bytes.fromhex(salt) + number.encode()).hexdigest()
    except ValueError:
        raise StepFailed("the salt is not written in hexadecimal digits") from None
    if found != digest:
        raise StepFailed("this serial number, with this salt, is not the one that was claimed")
    return "the serial number is the one that was claimed"
