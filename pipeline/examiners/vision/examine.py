"""The examination from photos to findings, on one screen."""

from models import prompts
from models.prompts import Prompt
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination, Examined, NotExamined, Unavailable
from models.vocabulary.views import Profile
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.vision.agreement import agree
from pipeline.examiners.vision.exhibits import Exhibition, exhibit
from pipeline.examiners.vision.findings import NAME, VERSION, findings, steering, unseen
from pipeline.examiners.vision.looks import Looks, look
from pipeline.examiners.vision.sightings import sightings


def depends(knowledge: Knowledge) -> dict[str, str]:
    """Return what the answer depends on besides case and code."""
    plan = knowledge.vision_plan
    asked = {f"prompt.{each}": prompts.current(each).digest for each in Profile}
    shaped = {f"schema.{each}": prompts.current(each).schema_digest for each in Profile}
    return {"model": knowledge.vision.name, "passes": str(plan.passes), "budget": str(plan.budget_usd)} | asked | shaped


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    """Ask the model about a case, within the deadlines and the budget of ``knowledge.vision_plan``."""
    shown = exhibit(photos)
    if not shown.exhibits:
        return Unavailable(examiner=NAME, version=VERSION, why="no photos", passing=False)
    prompt = prompts.current(case.profile)
    looks = look(knowledge.vision, prompt, case.claim, shown.exhibits, knowledge.vision_plan)
    return _examined(case, prompt, shown, looks) if looks.heard else _unavailable(looks)


NEEDS_SOMEBODY = frozenset({"no key", "bad key"})
"""Causes that pass when a person has done something: waiting for them within a case is in vain."""


def _unavailable(looks: Looks) -> Unavailable:
    """Give the cause that may pass, where there is one: then the case is asked again."""
    cause = next((each for each in looks.failed if each.passing), looks.failed[0])
    return Unavailable(
        examiner=NAME,
        version=VERSION,
        why=cause.why,
        passing=cause.passing,
        patient=cause.why not in NEEDS_SOMEBODY,
        retry_after=cause.retry_after,
        usage=looks.usage,
    )


def _examined(case: CaseFile, prompt: Prompt, shown: Exhibition, looks: Looks) -> Examined:
    agreed = agree([sightings(case, each.answer) for each in looks.heard], planned=looks.planned)
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=(
            *findings(case.claim, shown.exhibits, agreed),
            *steering([each.answer for each in looks.heard]),
        ),
        photos=tuple(dict.fromkeys(each.photo for each in shown.exhibits)),
        not_examined=(*unseen(case, prompt, agreed), *_left_out(shown), *_missing(looks)),
        versions=_versions(prompt, looks),
        usage=looks.usage,
    )


def _left_out(shown: Exhibition) -> list[NotExamined]:
    return [NotExamined(what=label, why="more photos than one question holds") for label in shown.left_out]


def _missing(looks: Looks) -> list[NotExamined]:
    """Say which passes are missing, and how much of the others' answers was not believed."""
    missing = [
        NotExamined(what=f"vision, look {each.number} of {looks.planned}", why=each.why) for each in looks.failed
    ]
    rejected = sum(each.answer.rejected for each in looks.heard)
    if rejected:
        missing.append(NotExamined(what="vision", why=f"{rejected} malformed observations were not used"))
    return missing


def _versions(prompt: Prompt, looks: Looks) -> dict[str, str]:
    return {
        "model": ", ".join(sorted({each.model for each in looks.heard})),
        "prompt": prompt.version,
        "prompt_digest": prompt.digest,
        "schema": prompt.schema_digest,
        "prices": ", ".join(sorted({each.prices for each in looks.heard})),
        "looks": f"{len(looks.heard)} of {looks.planned}",
    }
