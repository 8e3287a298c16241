"""Checks what the owner was asked to show: the hands at a time, a code in the frame."""

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.possession.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.possession.examine import examine

    return examine(case, photos, knowledge)


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine)

__all__ = ["EXAMINER", "VERSION"]
