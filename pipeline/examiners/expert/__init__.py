"""Says what experts decided of the case, as findings like any other's. It opens no photo.

``opinions``  the decisions about one component, side by side
``examine``   from a review set to an examination
"""

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.expert.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.expert.examine import examine

    return examine(case, photos, knowledge)


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine)

__all__ = ["EXAMINER", "VERSION"]
