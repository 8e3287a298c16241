"""Asks whether a photo is a photo: metadata, Content Credentials, recapture, editing, seen before."""

import hashlib

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.integrity.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.integrity.examine import examine

    return examine(case, photos, knowledge)


def _depends(knowledge: Knowledge) -> dict[str, str]:
    signers = knowledge.signers
    return {} if signers is None else {"signers": hashlib.sha256(signers.encode()).hexdigest()}


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine, depends=_depends)

__all__ = ["EXAMINER", "VERSION"]
