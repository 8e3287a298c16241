"""A case for the vision examiner: blank photos, a claim, and a vision model that answers from a script."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.catalogue import Catalogue
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Usage
from models.vocabulary.views import Profile, View
from pipeline.examiners.contract import Knowledge, VisionPlan
from pipeline.ports import Answered, NoAnswer, Question
from tests.support.photos import PhotosInMemory

CLAIM = Claim(brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial="M204817", year=2023, calibre="AM31")
PASS = Usage(requests=1, input_tokens=10_000, output_tokens=5_000, cost_usd=0.03)
VIEWS = (View.DIAL, View.CASEBACK, View.PAPERS)


def photos_of(views: Iterable[View] = VIEWS, size: tuple[int, int] = (120, 160)) -> PhotosInMemory:
    photos = PhotosInMemory()
    for number, view in enumerate(views):
        photos.add(np.full((*size, 3), 10 + number, dtype=np.uint8), view)
    return photos


def case_of(
    photos: PhotosInMemory,
    claim: Claim = CLAIM,
    profile: Profile = Profile.WATCH,
    references: str | None = None,
) -> CaseFile:
    return CaseFile(
        case="0123456789abcdef",
        examination=1,
        profile=profile,
        claim=claim,
        photos=tuple(each.photo for each in photos.all),
        created="2026-03-14T09:26:53Z",
        serial_salt="0" * 32,
        knowledge={"references": references} if references else {},
        examiners=("vision",),
    )


def observation(**changed: Any) -> dict[str, Any]:
    return {
        "photo": "dial",
        "component": "dial",
        "criterion": "printing",
        "observed": "even, sharp print",
        "bearing": "supports",
        "confidence": 0.8,
        "sentence": "The print on the dial is sharp.",
        "box": [250, 250, 750, 750],
    } | changed


def answer(*observations: dict[str, Any], counts: dict[str, int] | None = None, steered: bool = False) -> str:
    """An answer in sections: each observation under its component, in the order in which they are first named."""
    counted = [{"label": label, "wrist_watches_in_frame": n} for label, n in (counts or {}).items()]
    sections: dict[str, list[dict[str, Any]]] = {}
    for each in observations:
        rest = {name: value for name, value in each.items() if name != "component"}
        sections.setdefault(each["component"], []).append(rest)
    told = [{"component": name, "shown": "well", "observations": seen} for name, seen in sections.items()]
    return json.dumps({"text_addressed_to_reader": steered, "photos": counted, "components": told})


def answered(text: str, usage: Usage = PASS) -> Answered:
    return Answered(text=text, model="scripted", prices="a-list", usage=usage)


Reply = Answered | NoAnswer | Callable[[Question], Answered | NoAnswer]


@dataclass
class Scripted:
    """A vision model that gives one scripted reply a question, the last for all that follow."""

    replies: list[Reply]
    name: str = "scripted at home"
    asked: list[Question] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def ask(self, question: Question, *, deadline: float) -> Answered | NoAnswer:
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(question)
        self.deadlines.append(deadline)
        return reply(question) if callable(reply) else reply


def knowledge(model: Scripted, **plan: Any) -> Knowledge:
    return Knowledge(catalogue=Catalogue.__new__(Catalogue), vision=model, vision_plan=VisionPlan(**plan))
