"""The notice that another certificate has taken the place of one: signed, logged, published."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from pipeline.certificate import canonical
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import existing, timestamp
from pipeline.certificate.shapes import CERTIFICATE_CONTEXT, CREDENTIALS_CONTEXT, Because
from pipeline.lifecycle.names import hashed

TYPE: Final = "AdrielSuccessionNotice"

SUCCESSION = {
    Because.EXAMINATION: "SUPERSEDED: a new examination gave the certificate that counts since {day}: {new}",
    Because.TRANSFER: "TRANSFERRED: another holder took it over on {day}, and theirs is the one that counts: {new}",
}
"""What whoever checks the old certificate is told; with ``day`` and ``new``, the successor's id."""


class NotThisNotice(ValueError):
    """The notice does not speak of the certificate; says why."""


class _Camel(Value):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Succeeded(_Camel):
    """What takes whose place.

    :ivar id: of the old certificate. :ivar digest: of its canonical form.
    """

    id: str
    type: Literal["SucceededCertificate"] = "SucceededCertificate"
    digest: Sha256
    successor: str
    successor_digest: Sha256
    because: Because


class Notice(_Camel):
    """A notice as it is signed.

    :ivar id: its address.
    """

    context: tuple[
        Literal["https://www.w3.org/ns/credentials/v2"], Literal["https://adriel.example/contexts/certificate-v1"]
    ] = Field((CREDENTIALS_CONTEXT, CERTIFICATE_CONTEXT), alias="@context")
    id: str
    type: tuple[Literal["VerifiableCredential"], Literal["AdrielSuccessionNotice"]] = ("VerifiableCredential", TYPE)
    issuer: str
    valid_from: Annotated[str, AfterValidator(existing)]
    credential_subject: Succeeded
    proof: Document | None = None

    @property
    def words(self) -> str:
        """What whoever checks the old certificate is told."""
        subject = self.credential_subject
        return SUCCESSION[subject.because].format(day=self.valid_from[:10], new=subject.successor)


def address(base: str, certificate: str) -> str:
    """Return where the notice about a certificate is found; asked for only once a list says that it is withdrawn."""
    return f"{base}/life/{hashed(certificate)}"


def build(*, base: str, issuer: str, subject: Succeeded, now: datetime) -> Document:
    """Return a notice as JSON, ready for ``proof.sign``."""
    where = address(base, subject.id)
    notice = Notice(id=where, issuer=issuer, valid_from=timestamp(now), credential_subject=subject)
    return notice.model_dump(mode="json", by_alias=True, exclude={"proof"})


def read(document: Document, *, issuer: str, certificate: str, digest: str) -> Notice:
    """Read a notice about a certificate. Its proof is another matter (``proof.verify``).

    :param digest: of the certificate's canonical form.
    :raises NotThisNotice: it is none, another issuer's, or about another certificate.
    """
    try:
        found = Notice.model_validate_json(canonical.canonical(document), strict=True)
    except ValidationError:
        raise NotThisNotice("the notice has not the form of one") from None
    if found.issuer != issuer:
        raise NotThisNotice("the notice is another issuer's")
    if (found.credential_subject.id, found.credential_subject.digest) != (certificate, digest):
        raise NotThisNotice("the notice is about another certificate")
    return found
