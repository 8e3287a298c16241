"""Asks the examiner ``identity`` about pictures in memory."""

from dataclasses import dataclass

from models.catalogue import load
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined
from models.vocabulary.finding import Finding
from models.vocabulary.views import Profile
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.identity import EXAMINER
from pipeline.ports import Answered, NoAnswer, Question
from tests.support.photos import PhotosInMemory


class Silent:
    """A vision model that nobody asks here."""

    name = "silent"

    def ask(self, question: Question, *, deadline: float) -> Answered | NoAnswer:
        return NoAnswer(why=f"not asked within {deadline} s about {len(question.pictures)} pictures", passing=False)


@dataclass
class Answer:
    """What the examiner said, easy to ask about."""

    examined: Examined

    def of(self, criterion: str) -> list[Finding]:
        return [each for each in self.examined.findings if each.criterion == criterion]

    def one(self, criterion: str) -> Finding:
        (only,) = self.of(criterion)
        return only


def ask(photos: PhotosInMemory, claim: Claim, profile: Profile = Profile.WATCH) -> Answer:
    """Examine a case of these photos and this claim."""
    case = CaseFile(
        case="k3v9c2m7q1xa",
        examination=1,
        profile=profile,
        claim=claim,
        photos=tuple(each.photo for each in photos.all),
        created="2026-01-01T00:00:00Z",
        serial_salt="0" * 32,
        examiners=("identity",),
    )
    answer = EXAMINER.examine(case, photos, Knowledge(load(), Silent()))
    assert isinstance(answer, Examined)
    return Answer(answer)
