"""The examination from photos to findings, on one screen."""

from models import prompts
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import STAND_IN, Examination, Examined, NotExamined, Unavailable
from models.vocabulary.views import Component, Profile
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.vision.agreement import agree
from pipeline.examiners.vision.exhibits import Exhibition, exhibit
from pipeline.examiners.vision.findings import NAME, VERSION, findings, steering, unseen
from pipeline.examiners.vision.looks import Heard, Looks, Purse, look
from pipeline.examiners.vision.nearer import Nearer, look_nearer
from pipeline.examiners.vision.references import with_references
from pipeline.examiners.vision.sightings import sightings


def depends(knowledge: Knowledge) -> dict[str, str]:
    """Return what the answer depends on besides case and code."""
    plan = knowledge.vision_plan
    asked = {f"prompt.{each}": prompts.current(each).digest for each in Profile}
    shaped = {f"schema.{each}": prompts.current(each).schema_digest for each in Profile}
    nearer = {"prompt.nearer": prompts.NEARER.digest, "schema.nearer": prompts.NEARER.schema_digest}
    planned = {"passes": str(plan.passes), "budget": str(plan.budget_usd)}
    return {"model": knowledge.vision.name} | planned | asked | shaped | nearer


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    """Ask the model about a case, within the deadlines and the budget of ``knowledge.vision_plan``."""
    own = exhibit(photos)
    if not own.exhibits:
        return Unavailable(examiner=NAME, version=VERSION, why="no photos", passing=False)
    shown = with_references(own, case, photos, knowledge.references)
    purse = Purse(knowledge.vision, knowledge.vision_plan)
    looks = look(purse, prompts.current(case.profile), case.claim, _components(case), shown)
    if not looks.heard:
        return _unavailable(looks, purse)
    agreed = agree([sightings(case, each.answer) for each in looks.heard], planned=looks.planned)
    nearer = look_nearer(purse, case, photos, knowledge.references, shown, agreed)
    return _examined(case, shown, looks, nearer, purse)


def _components(case: CaseFile) -> tuple[Component, ...]:
    """What is asked about: of a part, itself and the papers that came with it."""
    own = prompts.current(case.profile).components
    return own or tuple(each for each in (case.claim.part, Component.PAPERS) if each is not None)


NEEDS_SOMEBODY = frozenset({"no key", "bad key"})
"""Causes that pass when a person has done something: waiting for them within a case is in vain."""


def _unavailable(looks: Looks, purse: Purse) -> Unavailable:
    """Give the cause that may pass, where there is one: then the case is asked again."""
    cause = next((each for each in looks.failed if each.passing), looks.failed[0])
    return Unavailable(
        examiner=NAME,
        version=VERSION,
        why=cause.why,
        passing=cause.passing,
        patient=cause.why not in NEEDS_SOMEBODY,
        retry_after=cause.retry_after,
        usage=purse.usage,
    )


def _examined(case: CaseFile, shown: Exhibition, looks: Looks, nearer: Nearer, purse: Purse) -> Examined:
    answers = [each.answer for each in looks.heard]
    had_to_be_seen = prompts.current(case.profile).components or tuple(filter(None, [case.claim.part]))
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=(
            *findings(case.claim, shown.exhibits, nearer.agreed),
            *steering(answers),
        ),
        photos=tuple(dict.fromkeys(each.photo for each in shown.exhibits)),
        not_examined=(
            *unseen(had_to_be_seen, nearer.agreed, frozenset().union(*(each.poorly for each in answers))),
            *_left_out(shown),
            *_missing(looks, nearer),
            *_not_compared(case, shown),
        ),
        versions=_versions(case, shown, looks, nearer),
        usage=purse.usage,
    )


def _left_out(shown: Exhibition) -> list[NotExamined]:
    return [NotExamined(what=label, why="more photos than one question holds") for label in shown.left_out]


def _missing(looks: Looks, nearer: Nearer) -> list[NotExamined]:
    """Say which looks are missing, and how much of the others' answers was not believed."""
    missing = [
        NotExamined(what=f"vision, look {each.number} of {looks.planned}", why=each.why) for each in looks.failed
    ]
    if nearer.failed is not None:
        missing.append(NotExamined(what="vision, nearer look", why=nearer.failed.why))
    rejected = sum(each.answer.rejected for each in (*looks.heard, *_answered(nearer)))
    if rejected:
        missing.append(NotExamined(what="vision", why=f"{rejected} malformed observations were not used"))
    return missing


def _answered(nearer: Nearer) -> tuple[Heard, ...]:
    return (nearer.heard,) if nearer.heard is not None else ()


def _not_compared(case: CaseFile, shown: Exhibition) -> list[NotExamined]:
    """Say so where reference photos were to be compared with and none could be shown."""
    if "references" not in case.knowledge or shown.references:
        return []
    return [NotExamined(what="vision, reference photos", why="none of these views was at hand")]


def _versions(case: CaseFile, shown: Exhibition, looks: Looks, nearer: Nearer) -> dict[str, str]:
    heard, prompt = (*looks.heard, *_answered(nearer)), prompts.current(case.profile)
    versions = {
        "model": ", ".join(sorted({each.model for each in heard})),
        "prompt": prompt.version,
        "prompt_digest": prompt.digest,
        "schema": prompt.schema_digest,
        "prices": ", ".join(sorted({each.prices for each in heard})),
        "looks": f"{len(looks.heard)} of {looks.planned}",
        "references": f"{len(shown.references)} photos shown",
    }
    if any(each.stand_in for each in heard):
        versions["endpoint"] = STAND_IN
    if nearer.heard is not None:
        versions |= {"nearer": prompts.NEARER.version, "nearer_digest": prompts.NEARER.digest}
    return versions
