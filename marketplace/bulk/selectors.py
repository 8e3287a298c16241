"""Imports, as whoever handed them in may read them."""

from django.db.models import Count, Prefetch, Q, QuerySet

from marketplace.authentication.models import Examination
from marketplace.bulk.models import Import, Row
from marketplace.users.models import User


def own(user: User, of: Import.Of) -> QuerySet[Import]:
    """Return an account's imports of one kind; of cases, with how many wait and how many were submitted."""
    found = Import.objects.filter(owner=user, of=of)
    if of is Import.Of.LISTINGS:
        return found
    return found.annotate(
        waiting=Count("report", filter=Q(report__outcome=Row.Outcome.WAITING)),
        submitted=Count("report", filter=Q(report__outcome=Row.Outcome.SUBMITTED)),
    )


def report(job: Import) -> QuerySet[Row]:
    """Return what became of each row, in their order, with the cases as they stand."""
    rows = Row.objects.filter(job=job).order_by("number")
    if job.of == Import.Of.LISTINGS:
        return rows
    examinations = Prefetch("case__examinations", Examination.objects.order_by("number"))
    return rows.select_related("case").prefetch_related(examinations, "case__photos")
