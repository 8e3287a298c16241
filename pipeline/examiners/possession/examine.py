"""Checks what the owner was asked to show: the hands at a time, a code in the frame."""

from models.vocabulary.case import CaseFile, Challenge
from models.vocabulary.examination import Examined, NotExamined
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Prepared
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.possession import codes, dials
from pipeline.examiners.possession.codes import Found, Sighting
from pipeline.examiners.possession.judge_code import judge_code
from pipeline.examiners.possession.judge_time import judge_time
from pipeline.examiners.possession.version import NAME, VERSION
from pipeline.imaging import ocr


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examined:
    """Examine a case: one finding for each thing that was asked, none where nothing was."""
    del knowledge
    findings, looked_at = _answers(case.challenge, photos) if case.challenge else ([], [])
    unknown = [each for each in findings if each.bearing is Bearing.UNREADABLE]
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=tuple(findings),
        photos=tuple(dict.fromkeys(photo.photo.sha256 for photo in looked_at)),
        not_examined=tuple(NotExamined(what=each.component, why=each.sentence) for each in unknown),
        versions={"code": VERSION, "ocr": ocr.NETWORKS},
    )


def _answers(asked: Challenge, photos: Photos) -> tuple[list[Finding], list[Prepared]]:
    findings: list[Finding] = []
    looked_at: list[Prepared] = []
    if asked.time is not None:
        shown = dials.shown(photos)
        findings.append(judge_time(asked.time, [dials.look(photos, photo) for photo in shown]))
        looked_at += shown
    if asked.code is not None:
        read, seen = _search(asked.code, photos)
        findings.append(judge_code(seen))
        looked_at += read
    return findings, looked_at


def _search(code: str, photos: Photos) -> tuple[list[Prepared], list[Sighting]]:
    """Read photo after photo until the code is found."""
    read: list[Prepared] = []
    seen: list[Sighting] = []
    for photo in codes.offered(photos):
        read.append(photo)
        seen += codes.sightings(photos, photo, code)
        if any(each.found is Found.RIGHT for each in seen):
            break
    return read, seen
