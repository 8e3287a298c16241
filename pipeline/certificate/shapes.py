"""The closed shapes of what is signed: ``Report`` and ``Certificate``.

The same types build a document and check one, so nothing can be issued that does not verify. A field that is not
named here is an error; what is optional is written as ``null``, since a reader must see that it was left empty.

``Report`` is for the owner. ``Certificate`` is for everyone and is a W3C Verifiable Credential (Data Model 2.0).
"""

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from models.vocabulary.case import CaseId
from models.vocabulary.examination import Usage
from models.vocabulary.finding import Bearing, Measure
from models.vocabulary.photo import (
    Ellipse,
    Measurements,
    Metadata,
    NoDial,
    Perceptual,
    Point,
    Rejection,
    Sha256,
    Unit,
)
from models.vocabulary.value import Value
from models.vocabulary.verdict import Assurance, Outcome, Score
from models.vocabulary.views import Component, Profile, View
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import existing
from pipeline.status.lists import Purpose, StatusEntry

CREDENTIALS_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
REPORT_CONTEXT: Final = "https://adriel.example/contexts/report-v1"
CERTIFICATE_CONTEXT: Final = "https://adriel.example/contexts/certificate-v1"
KEYS_CONTEXT: Final = "https://adriel.example/contexts/keys-v1"
SERVICE_BOOK_CONTEXT: Final = "https://adriel.example/contexts/service-book-v1"
"""``.example`` belongs to nobody (RFC 2606): the contexts are shipped with the code, not fetched."""

MAX_WORDS = 1000
"""Characters. Twice the longest sentence of a finding."""

Words = Annotated[str, Field(max_length=MAX_WORDS)]


Moment = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"), AfterValidator(existing)]
"""RFC 3339, UTC, whole seconds; a day and hour that there are."""

Versions = dict[str, str]


class SerialDigest(Value):
    """The serial number, hidden: whoever is told serial and salt can check it, and nobody can guess it.

    :ivar digest: SHA-256 of the 16 bytes of the salt followed by the serial as claimed, in UTF-8.
    """

    digest: Sha256
    method: Literal["sha256(salt || serial)"] = "sha256(salt || serial)"


class ClaimShown(Value):
    """The claim, without the serial number itself."""

    brand: str
    model: str | None
    reference: str | None
    year: int | None
    calibre: str | None
    part: Component | None
    serial: SerialDigest | None


class RegionShown(Value):
    """Where on which photo: the photo's label and a polygon in normalised coordinates of the upright photo."""

    photo: str
    polygon: tuple[Point, ...] = Field(min_length=3, max_length=64)


class FindingShown(Value):
    """A finding. ``number`` is what the PDF marks it with, from 1 on."""

    number: int = Field(ge=1)
    examiner: str
    version: str
    component: Component
    criterion: str
    observed: Words
    bearing: Bearing
    strength: Unit
    region: RegionShown | None
    measure: Measure | None = None
    sentence: Words


class FlawShown(Value):
    """What makes a photo less useful: code and words."""

    code: str
    words: Words


class _Photo(Value):
    label: str = Field(pattern=r"^[a-z]+(?:-[0-9]{1,2})?$")
    view: View
    ordinal: int = Field(ge=1, le=99)
    size: int = Field(ge=0)
    sha256: Sha256


class PhotoExamined(_Photo):
    """A usable photo. ``sha256`` is of the bytes as submitted, ``derivative`` of the normalised JPEG."""

    kind: Literal["prepared"] = "prepared"
    derivative: Sha256
    derivative_size: tuple[int, int]
    pixels: Sha256
    perceptual: Perceptual
    measurements: Measurements
    metadata: Metadata
    dial: Annotated[Ellipse | NoDial, Field(union_mode="left_to_right")]
    flaws: tuple[FlawShown, ...]


class PhotoRejected(_Photo):
    """A photo that could not be used at all, and why."""

    kind: Literal["rejected"] = "rejected"
    reason: Rejection
    why: Words


PhotoShown = Annotated[PhotoExamined | PhotoRejected, Field(discriminator="kind")]


class NotSeen(Value):
    """What was not examined, and why. ``what`` is an examiner, a view, a component, or an examiner's own words."""

    kind: Literal["examiner", "view", "component", "detail"]
    what: Words
    why: Words


class UsageShown(Value):
    """What was spent on the case."""

    by_examiner: dict[str, Usage]
    cost_usd: float = Field(ge=0.0)


class _Signed(Value):
    """A document that is signed, once or several times: the proofs are checked by ``signatures``, not here."""

    model_config = ConfigDict(populate_by_name=True)

    proof: Document | tuple[Document, ...] | None = None


class Report(_Signed):
    """Everything that was seen in one examination of one case, for its owner.

    :ivar examination: 1 for the first.
    :ivar score: None where nothing was examined.
    :ivar explanation: the verdict in one paragraph.
    :ivar created: when the examination was decided.
    """

    context: tuple[Literal["https://adriel.example/contexts/report-v1"]] = Field((REPORT_CONTEXT,), alias="@context")
    type: tuple[Literal["AdrielWatchReport"]] = ("AdrielWatchReport",)
    issuer: str
    created: Moment
    case: CaseId
    examination: int = Field(ge=1)
    profile: Profile
    claim: ClaimShown
    outcome: Outcome
    assurance: Assurance
    score: Score | None
    reasons: tuple[Words, ...]
    advice: tuple[Words, ...]
    explanation: Words = ""
    findings: tuple[FindingShown, ...]
    photos: tuple[PhotoShown, ...]
    not_examined: tuple[NotSeen, ...]
    versions: Versions
    usage: UsageShown
    warnings: tuple[Words, ...]


class _Camel(Value):
    """Field names as JSON-LD vocabularies write them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class ScoreSummary(_Camel):
    """The score, without its parts."""

    posterior: Unit
    log10_lr: float
    prior: Unit
    table: str
    basis: str


class PhotoBound(_Camel):
    """A photo that the certificate is about: the original's and the derivative's digests, and what it looks like.

    :ivar pdq: 256-bit perceptual hash, 64 hexadecimal digits.
    :ivar pdq_quality: below 50 the hash matches too much to say anything.
    :ivar private: the view commonly shows a serial number: the photo itself is not published.
    """

    view: View
    sha256: Sha256
    derivative_sha256: Sha256
    pdq: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    pdq_quality: int = Field(ge=0, le=100)
    private: bool


class WatchClaimed(_Camel):
    """The watch as its owner describes it. Names differ from the report's: these are terms of a public vocabulary."""

    brand: str
    watch_model: str | None
    reference: str | None
    year_of_manufacture: int | None
    calibre: str | None
    part: Component | None
    serial_digest: Sha256 | None
    serial_method: Literal["sha256(salt || serial)"] | None


class Subject(_Camel):
    """What is certified: that these photos fit this claim, how surely, and who looked at what.

    :ivar summary: the verdict in one paragraph, with what the figures rest on.
    :ivar evidence_digest: SHA-256 of the canonical form (RFC 8785) of the signed report.
    """

    type: Literal["ExaminedWatch"] = "ExaminedWatch"
    case_id: CaseId
    examination: int = Field(ge=1)
    profile: Profile
    claim: WatchClaimed
    outcome: Literal["authentic"] = "authentic"
    assurance: Literal["local", "vision", "expert"]
    score: ScoreSummary
    summary: Words = ""
    seen: tuple[Component, ...] = Field(min_length=1)
    unseen: tuple[Component, ...]
    photos: tuple[PhotoBound, ...] = Field(min_length=1)
    evidence_digest: Sha256
    versions: Versions
    cautions: tuple[Words, ...]


class Because(StrEnum):
    """Why a certificate takes the place of another."""

    EXAMINATION = "examination"
    """The watch was examined again."""
    TRANSFER = "transfer"
    """Another holder took it over."""


class Predecessor(_Camel):
    """The certificate whose place this one takes.

    :ivar digest: of its canonical form.
    """

    id: str
    digest: Sha256
    because: Because


class Certificate(_Signed):
    """The credential: only for ``authentic``.

    :ivar id: names case, examination and, from the second on, holder; there is at most one certificate for each.
    :ivar replaces: left out where there is none, as in all certificates from before there was such a field.
    :ivar credential_status: where it is read whether the certificate still counts: revoked, suspended.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    context: tuple[
        Literal["https://www.w3.org/ns/credentials/v2"],
        Literal["https://adriel.example/contexts/certificate-v1"],
    ] = Field((CREDENTIALS_CONTEXT, CERTIFICATE_CONTEXT), alias="@context")
    id: str = Field(pattern=r"^urn:adriel:[0-9a-z]{12,40}:[1-9][0-9]*(:[1-9][0-9]*)?$")
    type: tuple[Literal["VerifiableCredential"], Literal["AdrielWatchCertificate"]] = (
        "VerifiableCredential",
        "AdrielWatchCertificate",
    )
    issuer: str
    valid_from: Moment
    valid_until: Moment
    credential_status: tuple[StatusEntry, StatusEntry]
    credential_subject: Subject
    replaces: Predecessor | None = None

    @model_validator(mode="after")
    def _names_its_case(self) -> Self:
        own = credential_id(self.credential_subject.case_id, self.credential_subject.examination)
        taken_over = self.replaces is not None and self.replaces.because is Because.TRANSFER
        if not (self.id.startswith(f"{own}:") if taken_over else self.id == own):
            raise ValueError("the id names another case, or another holder")
        return self

    @model_validator(mode="after")
    def _replaces_one_or_says_nothing(self) -> Self:
        if "replaces" in self.model_fields_set and self.replaces is None:
            raise ValueError("what takes nobody's place does not speak of it")
        return self

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        """One entry for each purpose, all at the same place: then one index tells all that is decided of it."""
        if tuple(each.status_purpose for each in self.credential_status) != tuple(Purpose):
            raise ValueError("the certificate has not one status entry for each purpose")
        if len({each.status_list_index for each in self.credential_status}) != 1:
            raise ValueError("the certificate has several places in the status lists")
        return self


def credential_id(case: str, examination: int, holder: int = 1) -> str:
    """Return the certificate's own id; the first holder's says nothing of holders."""
    return f"urn:adriel:{case}:{examination}" + (f":{holder}" if holder > 1 else "")


def unsigned(document: Report | Certificate) -> Document:
    """Return the document as JSON, ready to be signed."""
    first = isinstance(document, Certificate) and document.replaces is None
    return document.model_dump(mode="json", by_alias=True, exclude={"proof", "replaces"} if first else {"proof"})
