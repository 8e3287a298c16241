"""What becomes of a case when the pipeline has ended its examination, or could not."""

import json
from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination
from marketplace.authentication.services import events, reading, trials
from marketplace.authentication.services.notices import tell_operations
from marketplace.authentication.signals import certificate_changed
from marketplace.authentication.states import CONCLUSIONS, UNDER_WAY, Action, State
from marketplace.common.stores import blobs
from pipeline import keys, usage

log = structlog.get_logger("adriel.cases")

MAX_DISPATCHES = 6
"""The first sending and five more: as many as two kills in one stage and an emptied Redis need, with two to spare."""


def conclude(case_id: str, number: int) -> bool:
    """Take over what an examination found; return whether it was this call that did. Again, it changes nothing."""
    with transaction.atomic():
        case = events.locked(case_id)
        examination = case.examinations.get(number=number)
        if case.standing not in UNDER_WAY or case.examination != number or not gateway.has_ended(examination):
            return False
        report = json.loads(blobs().get(keys.document(case_id, number, "report.json")))
        _note(examination, report)
        if case.standing is State.SUBMITTED:
            events.move(case, Action.DISPATCH)
        reading.fill(case, number)
        events.move(case, CONCLUSIONS[report["outcome"]], note=examination.assurance)
        events.tell(case, "case.ended")
        _tell_of_earlier_certificates(case, number)
        if not trials.is_one(case):
            transaction.on_commit(lambda: gateway.remember(case_id, number), robust=True)
    return True


def _tell_of_earlier_certificates(case: Case, number: int) -> None:
    """Say that what the case had earned counts differently: a later examination takes its place, or doubts it."""
    earlier = case.examinations.filter(number__lt=number).exclude(certificate="")
    for certificate in earlier.values_list("certificate", flat=True):
        certificate_changed.send(Case, certificate=certificate)


def _note(examination: Examination, report: dict[str, Any]) -> None:
    examination.outcome = report["outcome"]
    examination.assurance = report.get("assurance", "")
    examination.certificate = _certificate(examination)
    examination.without = _unanswered(report) | examination.without
    examination.cost_usd = _cost(examination)
    examination.ended_at = timezone.now()
    examination.save()


def _certificate(examination: Examination) -> str:
    key = keys.document(examination.case_id, examination.number, "certificate.json")
    return str(json.loads(blobs().get(key))["id"]) if blobs().exists(key) else ""


def _unanswered(report: dict[str, Any]) -> dict[str, str]:
    """Return the examiners that gave no answer, and why, as the report says it: whoever left one out wrote a code."""
    return {each["what"]: each["why"] for each in report.get("not_examined", ()) if each["kind"] == "examiner"}


def _cost(examination: Examination) -> Decimal:
    """Return what the examination has spent, on answers that came to nothing too."""
    spent = usage.spent(blobs(), examination.case_id, examination.number)
    return Decimal(str(spent.cost_usd)).quantize(Decimal("0.0001"))


def give_up_or_send_again(case_id: str, number: int, dispatch: str) -> None:
    """Answer a fault of ours: send the case again, as often as is allowed, then call it failed."""
    with transaction.atomic():
        case = events.locked(case_id)
        examination = case.examinations.get(number=number)
        is_current = case.examination == number and examination.dispatch == dispatch
        if case.standing not in UNDER_WAY or not is_current:
            return
        if examination.dispatches < MAX_DISPATCHES:
            gateway.dispatch(case)
        else:
            fail(case, examination, gateway.fault_of(examination) or "stood still")


def fail(case: Case, examination: Examination, fault: str) -> None:
    """End a locked case in a fault of ours: visible, and to be queued again by hand."""
    examination.fault = fault[:40]
    examination.ended_at = timezone.now()
    examination.save(update_fields=["fault", "ended_at"])
    events.move(case, Action.FAIL, note=f"fault:{fault}"[:80])
    events.tell(case, "case.failed")
    log.error("case_failed", case=case.pk, examination=examination.number, fault=fault)
    transaction.on_commit(lambda: tell_operations(f"case {case.pk} failed at {fault}"), robust=True)
