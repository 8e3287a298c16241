"""Compares the watch with verified photos of the same reference."""

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.reference.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.reference.examine import examine

    return examine(case, photos, knowledge)


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine)

__all__ = ["EXAMINER", "VERSION"]
