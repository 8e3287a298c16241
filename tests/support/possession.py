"""Asks the examiner ``possession`` about pictures in memory."""

import numpy as np

from models.catalogue import load
from models.vocabulary.case import CaseFile, Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined
from models.vocabulary.views import Profile, View
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.possession import EXAMINER
from tests.support.identity import Answer, Silent
from tests.support.photos import PhotosInMemory

TABLE = np.full((200, 300, 3), 128, np.uint8)
"""A photo of nothing."""

__all__ = ["TABLE", "View", "ask"]


def ask(photos: PhotosInMemory, *, time: str | None = None, code: str | None = None) -> Answer:
    """Examine a case of these photos and this challenge; of none where neither is given."""
    case = CaseFile(
        case="k3v9c2m7q1xa",
        examination=1,
        profile=Profile.WATCH,
        claim=Claim(brand="Aldenmoor"),
        photos=tuple(each.photo for each in photos.all),
        created="2026-01-01T00:00:00Z",
        serial_salt="0" * 32,
        challenge=Challenge(time=time, code=code) if time or code else None,
        examiners=("possession",),
    )
    answer = EXAMINER.examine(case, photos, Knowledge(load(), Silent()))
    assert isinstance(answer, Examined)
    return Answer(answer)
