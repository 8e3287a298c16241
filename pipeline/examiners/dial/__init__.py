"""Measures the rectified dial: markers, rings, symmetry, date window, print, hands. It needs no reference."""

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.dial.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.dial.examine import examine

    return examine(case, photos, knowledge)


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine)

__all__ = ["EXAMINER", "VERSION"]
