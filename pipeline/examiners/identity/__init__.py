"""Reads what is written on the watch and its papers, and holds it against the claim and the catalogue.

``looking``   reads each photo (``pipeline.imaging.ocr``) in up to three passes (``ring``) into a ``reading``
``expected``  what the claim and the catalogue let us expect to be written
``judge_*``   pure functions from readings and expectations to findings
``examine``   the order of it all
"""

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.identity.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.identity.examine import examine

    return examine(case, photos, knowledge)


def _depends(knowledge: Knowledge) -> dict[str, str]:
    return {"catalogue": knowledge.catalogue.version}


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine, depends=_depends)

__all__ = ["EXAMINER", "VERSION"]
