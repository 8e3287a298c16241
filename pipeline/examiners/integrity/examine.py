"""Asks whether a photo is a photo: metadata, Content Credentials, recapture, editing, seen before."""

from collections.abc import Callable

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examined, NotExamined
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Prepared
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.integrity import copied, credentials, history, metadata, recapture, seen_before
from pipeline.examiners.integrity.answer import Answer, settled
from pipeline.examiners.integrity.notes import read_notes
from pipeline.examiners.integrity.version import NAME, VERSION
from pipeline.imaging.landmarks import Landmarks, landmarks
from pipeline.imaging.refusal import Refused
from pipeline.imaging.sniff import read_header
from pipeline.ports import BlobMissing

_NO_INDEX = "there is no index of photos of earlier cases"
_UNREADABLE = "the submitted file cannot be read again"


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examined:
    """Examine every photo under every criterion."""
    answers: list[Answer] = []
    missing: list[NotExamined] = []
    for photo in photos.all:
        try:
            answers += _of_photo(case, photo, photos, knowledge.signers)
        except (Refused, BlobMissing):
            missing.append(NotExamined(what=photo.photo.label, why=_UNREADABLE))
    seen, unknown = _seen(case, photos, knowledge)
    answers += seen
    criteria = dict.fromkeys(answer.criterion for answer in answers)
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=tuple(
            finding
            for criterion in criteria
            for finding in settled(answer for answer in answers if answer.criterion == criterion)
        ),
        photos=tuple(photo.photo.sha256 for photo in photos.all),
        not_examined=(*missing, *unknown),
    )


def _of_photo(case: CaseFile, photo: Prepared, photos: Photos, signers: str | None) -> list[Answer]:
    """Examine one file, once. Of the case it depends on the time alone against which those in the metadata are held."""
    return photos.remember(
        photo, f"integrity.file since {case.created}", lambda: _of_file(case, photo, photos, signers)
    )


def _of_file(case: CaseFile, photo: Prepared, photos: Photos, signers: str | None) -> list[Answer]:
    """Examine one file. The original is decoded once, within the bounds under which it was prepared."""
    original = photos.original(photo)
    header = read_header(original)
    pixels = photos.crop(photo, (0.0, 0.0, 1.0, 1.0), longest=max(photo.measurements.width, photo.measurements.height))
    screen = recapture.judge(photo, pixels)
    return [
        metadata.judge(case, photo, read_notes(header), photos.pixels(photo)),
        credentials.judge(photo, header, original, signers),
        screen,
        history.judge(photo, header, original, pixels),
        copied.hidden(photo)
        if screen.bearing is Bearing.CONTRADICTS
        else copied.judge(photo, pixels, history.stored_table(photo, header, original)),
    ]


def _seen(case: CaseFile, photos: Photos, knowledge: Knowledge) -> tuple[list[Answer], list[NotExamined]]:
    head, index = case.knowledge.get("seen"), knowledge.seen
    if head is None or index is None:
        return [], [NotExamined(what=seen_before.CRITERION, why=_NO_INDEX)]
    try:
        return [seen_before.judge(case, photo, _marks(photo, photos), index, head) for photo in photos.all], []
    except BlobMissing:
        return [], [NotExamined(what=seen_before.CRITERION, why=_NO_INDEX)]


def _marks(photo: Prepared, photos: Photos) -> Callable[[], Landmarks]:
    return lambda: photos.remember(photo, "integrity.landmarks", lambda: landmarks(photos.pixels(photo)))
