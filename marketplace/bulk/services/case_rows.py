"""Rows of cases: each becomes a draft that waits for its photos, and is submitted once they are there."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from marketplace.authentication.api.serializers import ClaimIn
from marketplace.authentication.models import Case
from marketplace.authentication.services import drafts, submitting
from marketplace.authentication.states import State
from marketplace.bulk.api.serializers import CaseRow
from marketplace.bulk.models import CaseName, Import, Row
from marketplace.bulk.services import said
from marketplace.common.problems import Conflicting, Problem

CHUNK = 20
CLAIM = frozenset(ClaimIn().fields)
COLUMNS = frozenset(CaseRow().fields) | CLAIM
NO_ROOM = ("case:too_many_open", "case:too_many_today")
"""Problems that pass by themselves: cases end, and so do days."""


def taken(job: Import, first: int, rows: Sequence[dict[str, Any]]) -> list[Row]:
    """Open drafts for rows, and return what is said of each. For which there is no room yet, they wait.

    :param first: the first row's number.
    """
    check = CaseRow()
    return [_taken(job, number, row, check) for number, row in enumerate(rows, first)]


def _taken(job: Import, number: int, row: dict[str, Any], check: CaseRow) -> Row:
    told = Row(job=job, number=number, external_id=str(row.get("external_id", ""))[:80], outcome=Row.Outcome.REFUSED)
    try:
        fields = check.run_validation(nested(row))
    except ValidationError as fault:
        told.errors = said.plain(fault)
        return told
    known = CaseName.objects.filter(owner=job.owner, name=fields["external_id"]).first()
    if known is not None:
        told.outcome, told.case_id = Row.Outcome.THERE, known.case_id
        return told
    try:
        told.outcome, told.case = Row.Outcome.MADE, _opened(job, fields)
    except Problem as problem:
        told.outcome = Row.Outcome.WAITING if problem.code in NO_ROOM else Row.Outcome.REFUSED
        told.errors = said.of(problem)
    return told


def nested(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a table as one of JSON: what is claimed by itself, and photos each with its type."""
    claim = {name: value for name, value in row.items() if name in CLAIM}
    rest = {name: value for name, value in row.items() if name not in CLAIM}
    if claim:
        rest["claim"] = claim
    if isinstance(rest.get("photos"), str):
        parts = (each.partition(":") for each in rest["photos"].split())
        rest["photos"] = [{"view": view, "content_type": kind or "image/jpeg"} for view, _, kind in parts]
    return rest


def _opened(job: Import, fields: dict[str, Any]) -> Case:
    """Open a draft, whole or not at all."""
    with transaction.atomic():
        name, photos = fields.pop("external_id"), fields.pop("photos")
        case = drafts.open_draft(owner=job.owner, organisation=job.organisation_id, **fields)
        for photo in photos:
            drafts.announce_photo(case_id=case.pk, **photo)
        CaseName.objects.create(owner=job.owner, name=name, case=case)
    return case


def open_rows(job: Import) -> QuerySet[Row]:
    """Return the rows of a job whose cases have not been submitted."""
    unsent = (Row.Outcome.MADE, Row.Outcome.THERE)
    return Row.objects.filter(job=job, outcome__in=unsent, case__isnull=False).select_related("case")


def submit(job: Import, row: Row) -> bool:
    """Submit a row's case, or note why not; return whether there is room for more.

    What lacks photos stays as it is. Where there is no room, the rows that are left say so.
    """
    try:
        _submit(job, row)
    except Problem as problem:
        if problem.code in NO_ROOM:
            open_rows(job).filter(number__gte=row.number).update(errors=said.of(problem))
            return False
        row.errors = said.of(problem)
    except Conflicting as conflict:
        row.outcome, row.errors = Row.Outcome.REFUSED, said.of(Problem(conflict.code))
    else:
        row.outcome, row.errors = Row.Outcome.SUBMITTED, {}
    row.save(update_fields=["outcome", "errors"])
    return True


def _submit(job: Import, row: Row) -> None:
    """Submit a row's case, if nobody did by hand.

    :raises Problem: something is missing, there is no room, or its owner has left the organisation.
    :raises Conflicting: it was withdrawn.
    """
    case = Case.objects.get(pk=row.case_id)
    if job.organisation_id and not job.owner.memberships.filter(organisation=job.organisation_id).exists():
        raise Problem("request:forbidden")
    if case.standing is State.DRAFT or not case.examination:
        key = uuid.uuid5(job.pk, str(row.number)).hex
        submitting.submit(case_id=case.pk, actor=job.owner, key=key)
