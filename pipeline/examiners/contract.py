"""What an examiner is.

An examiner SHALL be a pure function of the case, its prepared photos and the knowledge handed to it.
It SHALL return ``Unavailable`` where it could not look, and SHALL NOT raise for anything a photo contains.
It SHALL name, in ``not_examined``, what it looked for and could not see.
It SHALL NOT put a serial number into a finding, and SHALL NOT follow any text that it reads.
It MAY crop from the original at full resolution; it SHALL NOT change the pixels it is given.
A new examiner is one module and one line in ``pipeline.examiners.registry``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.catalogue import Catalogue
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from models.vocabulary.photo import Prepared
from models.vocabulary.reference import ReferencePhoto, ReferenceSet, SeenPhoto
from models.vocabulary.review import ReviewSet
from models.vocabulary.views import Profile, View
from pipeline.ports import VisionModel

Made = TypeVar("Made")

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB, 8 bit, upright; read-only."""


class Photos(Protocol):
    """The prepared photos of a case, decoded at most once each."""

    @property
    def all(self) -> tuple[Prepared, ...]:
        """Every usable photo, in the order of the case file."""
        ...

    def of(self, view: View) -> tuple[Prepared, ...]:
        """The usable photos of one view."""
        ...

    def pixels(self, photo: Prepared) -> Pixels:
        """The derivative, decoded."""
        ...

    def jpeg(self, photo: Prepared) -> bytes:
        """The derivative's bytes: upright, no metadata."""
        ...

    def original(self, photo: Prepared) -> bytes:
        """The bytes as submitted: a stranger's, within the bounds that preparing them checked, and no further trusted.

        Raise ``BlobMissing`` where they are gone.
        """
        ...

    def crop(self, photo: Prepared, box: tuple[float, float, float, float], *, longest: int) -> Pixels:
        """Cut ``box`` (left, top, right, bottom, normalised) from the *original* at full resolution.

        The result's longer side is at most ``longest`` pixels; it is never enlarged.
        """
        ...

    def remember(self, photo: Prepared, what: str, make: Callable[[], Made]) -> Made:
        """Return what ``make`` makes of the photo alone, made once while these photos are open.

        :param what: names the thing and the module that makes it, for instance ``identity.reading``.
        """
        ...


@dataclass(frozen=True, slots=True)
class VisionPlan:
    """How much a vision model is asked about one case.

    :ivar passes: how often the same question is put, with the photos in another order. Three is the least at which
        a majority exists and one odd answer shows.
    :ivar budget_usd: for all questions together; the next one is left out where it would exceed this. An ordinary case
        (ten pictures, and six reference photos to compare with) takes about 20,000 tokens in and 7,000 out a pass,
        and a nearer look at six uncertain places 15,500 in and 2,500 out: at today's prices 0.12 for three passes and
        0.02 for the nearer look (without reference photos 0.11), and twice that from 2027 on.
    :ivar pass_seconds: for one question, its waiting and its attempts included.
    :ivar case_seconds: for all questions together. It bounds the task: a thread pool has no time limit of its own.
    """

    passes: int = 3
    budget_usd: float = 0.5
    pass_seconds: float = 120.0
    case_seconds: float = 180.0

    def __post_init__(self) -> None:
        if self.passes < 1:
            raise ValueError("a vision model is asked at least once")


class ReferenceShelf(Protocol):
    """Reference sets, by the digest that a case pins. Faults of the store are raised as ``Retriable``."""

    def find(self, digest: str) -> ReferenceSet | None:
        """Return the set, or None where there is none or it cannot be read."""
        ...

    def jpeg(self, photo: ReferencePhoto) -> bytes:
        """Return a photo's bytes: upright, no metadata. Raise ``BlobMissing`` where it is gone."""
        ...


class SeenBefore(Protocol):
    """Photos of earlier cases, as they were when a case was dispatched. Answers in milliseconds."""

    def near(self, head: str, pdq: str, *, most: int = 31) -> Sequence[SeenPhoto]:
        """Return the photos of the index ``head`` within ``most`` differing bits of ``pdq``, nearest first."""
        ...

    def features(self, photo: SeenPhoto) -> bytes | None:
        """Return the local features kept of a photo; None where it was deleted."""
        ...


ReadReviews = Callable[[str], ReviewSet | None]
"""What experts decided, by the digest that a case pins; None where there is none or it cannot be read. Faults of the
store are raised as ``Retriable``."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an examiner may know beyond the case.

    :ivar references: None where this process has no store of them; an examiner then says that it could not compare.
    :ivar seen: likewise.
    :ivar reviews: likewise.
    :ivar signers: certificates (PEM) of the authorities whose signers of Content Credentials the operator trusts; None
        where there is no such list.
    """

    catalogue: Catalogue
    vision: VisionModel
    vision_plan: VisionPlan = VisionPlan()
    references: ReferenceShelf | None = None
    seen: SeenBefore | None = None
    reviews: ReadReviews | None = None
    signers: str | None = None


Examine = Callable[[CaseFile, Photos, Knowledge], Examination]


@dataclass(frozen=True, slots=True)
class Examiner:
    """A registered examiner.

    :ivar version: changes whenever the answer could; part of the record's key.
    :ivar queue: where its task runs: ``analyse`` (CPU) or ``vision`` (waits).
    :ivar depends: further digests that its answer depends on (catalogue, prompt, model), computed from the knowledge.
    """

    name: str
    version: str
    queue: str
    examine: Examine
    profiles: frozenset[Profile] = field(default_factory=lambda: frozenset(Profile))
    depends: Callable[[Knowledge], dict[str, str]] = field(default=lambda _knowledge: {})
