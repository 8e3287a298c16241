"""The examiners, by name: a new one is a module and a line here."""

from pipeline.examiners import dial, expert, identity, integrity, possession, reference, vision
from pipeline.examiners.contract import Examiner

REGISTRY: dict[str, Examiner] = {
    examiner.name: examiner
    for examiner in (
        identity.EXAMINER,
        dial.EXAMINER,
        reference.EXAMINER,
        integrity.EXAMINER,
        possession.EXAMINER,
        vision.EXAMINER,
        expert.EXAMINER,
    )
}
