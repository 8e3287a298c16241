"""Asks the examiner ``dial`` about pictures in memory, whose dials preprocessing finds."""

import cv2
import numpy as np

from models.catalogue import load
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined
from models.vocabulary.photo import Ellipse, NoDial
from models.vocabulary.views import Profile, View
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.dial import EXAMINER
from pipeline.stages.preprocess.dial import find_dial
from tests.support.identity import Answer, Silent
from tests.support.photos import PhotosInMemory, Picture


def outline_of(picture: Picture) -> Ellipse | NoDial:
    """Find the dial as preprocessing does."""
    step = max(1, round(max(picture.shape[:2]) / 512))
    size = (picture.shape[1] // step, picture.shape[0] // step)
    grey = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
    return find_dial(np.asarray(grey, np.uint8))


def ask(*pictures: Picture, dial: Ellipse | NoDial | None = None, view: View = View.DIAL) -> Answer:
    """Examine a case of these pictures; ``dial`` stands for what preprocessing would find."""
    photos = PhotosInMemory()
    for picture in pictures:
        photos.add(picture, view, dial=outline_of(picture) if dial is None else dial)
    case = CaseFile(
        case="k3v9c2m7q1xa",
        examination=1,
        profile=Profile.WATCH,
        claim=Claim(brand="Aldenmoor", model="Fieldmaster"),
        photos=tuple(each.photo for each in photos.all),
        created="2026-01-01T00:00:00Z",
        serial_salt="0" * 32,
        examiners=("dial",),
    )
    answer = EXAMINER.examine(case, photos, Knowledge(load(), Silent()))
    assert isinstance(answer, Examined)
    return Answer(answer)
