"""A case whose truth is known, before and after it was examined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from models.profiles import requirements
from models.scoring.labelled import LabelledCase, Truth
from models.vocabulary.admission import Admission, Admitted
from models.vocabulary.case import CaseFile, Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examination, Examined
from models.vocabulary.photo import Preparation
from models.vocabulary.value import Value
from models.vocabulary.verdict import Verdict
from models.vocabulary.views import Profile, View
from pipeline.stages.admit import shown

Photo = tuple[View, int, bytes]
"""View, ordinal, and the bytes as an owner would hand them in."""


@dataclass(frozen=True)
class KnownCase:
    """A case that can be examined.

    :ivar name: unique in its set; letters, digits and dashes.
    :ivar photos: makes the photos; called where the case is examined, since a drawn photo takes a second.
    :ivar owner: who hands it in, as ``CaseFile.owner``.
    :ivar examiners: who is asked; None for all of the profile's.
    :ivar references: makes the folder of the reference set and returns it; None where the case has none.
    """

    name: str
    truth: Truth
    claim: Claim
    photos: Callable[[], tuple[Photo, ...]]
    references: Callable[[], Path] | None = None
    challenge: Challenge | None = None
    profile: Profile = Profile.WATCH
    examiners: tuple[str, ...] | None = None
    owner: str | None = None


class ExaminedCase(Value):
    """What the examiners said of it: everything that a verdict is made from, so that scoring needs no photo.

    :ivar seconds: CPU time by examiner; ``draw`` and ``preprocess`` beside them.
    :ivar code: digest of each examiner's code.
    """

    name: str
    truth: Truth
    case: CaseFile
    preparations: tuple[Preparation, ...]
    admission: Admission
    examinations: tuple[Examination, ...]
    seconds: dict[str, float]
    code: dict[str, str] = Field(default={})

    def answers_by(self, code: Mapping[str, str]) -> dict[str, Examination]:
        """Return the answers of the examiners whose code is still that, by name."""
        return {
            each.examiner: each for each in self.examinations if self.code.get(each.examiner) == code[each.examiner]
        }

    def labelled(self, verdict: Verdict | None = None) -> LabelledCase:
        """Return what a calibration is fitted from."""
        needs = requirements(self.case.profile, self.case.claim)
        visible = shown(self.preparations, needs) if isinstance(self.admission, Admitted) else frozenset()
        found = [finding for each in self.examinations if isinstance(each, Examined) for finding in each.findings]
        return LabelledCase(
            name=self.name,
            profile=self.case.profile,
            truth=self.truth,
            shown=tuple(sorted(visible)),
            findings=tuple(found),
            verdict=verdict,
        )
