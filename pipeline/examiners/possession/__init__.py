"""Checks what the owner was asked to show: the hands at a time, a code in the frame.

``dials``       reads the time from each photo that shows a dial, in two ways
``codes``       looks for the code in whole photos, and reads it twice
``judge_time``  from readings to a finding
``judge_code``  likewise
``examine``     the order of it all

Whether a photo was taken of a screen is for ``integrity`` to say (``screen_recapture``): a photo of a screen is no sign
of possession, however right its hands and code, and scoring lets no such case be ``authentic``. It is judged there
alone, so that one observation does not weigh twice.
"""

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.examiners.possession.version import NAME, VERSION


def _examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    from pipeline.examiners.possession.examine import examine

    return examine(case, photos, knowledge)


EXAMINER = Examiner(name=NAME, version=VERSION, queue="analyse", examine=_examine)

__all__ = ["EXAMINER", "VERSION"]
