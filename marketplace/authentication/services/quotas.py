"""How much an account may have examined, and all accounts together may spend on Gemini in a day."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from marketplace.authentication.models import Case, Examination
from marketplace.authentication.states import OPEN
from marketplace.common.problems import Problem
from marketplace.users.models import User

DAY = timedelta(days=1)
LOOK_AGAIN = 60
"""Seconds after which it is worth asking whether a case has ended: most do in less."""


def hold(owner: User) -> None:
    """Have everybody else who counts this account's cases wait until the transaction ends.

    A lock of its own, not the account's row: whoever removes an account holds that and then asks for its cases.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [owner.pk.int >> 65])  # 63 bits: positive in PostgreSQL


def check(owner: User, *, beside: str = "") -> None:
    """Return if the account may have one more case under way, and one more examined today.

    :param beside: the case that it is about.
    :raises Problem: it may not; says when to ask again.
    """
    check_open(owner, beside=beside)
    _check_day(owner)


def check_open(owner: User, *, beside: str = "") -> None:
    """Return if the account may have one more open case. Drafts count too: each may hold a gigabyte of uploads.

    :raises Problem: it may not.
    """
    others = Case.objects.filter(owner=owner, state__in=OPEN).exclude(pk=beside)
    if others.count() >= settings.CASES_OPEN_AT_ONCE:
        raise Problem("case:too_many_open", retry_after=LOOK_AGAIN)


def _check_day(owner: User) -> None:
    now, most = timezone.now(), settings.CASES_A_DAY
    asked = Examination.objects.filter(case__owner=owner, created_at__gt=now - DAY)
    recent = list(asked.exclude(kind=Examination.Kind.REVIEW).order_by("-created_at").values_list("created_at")[:most])
    if len(recent) >= most:
        free = recent[-1][0] + DAY if recent else now + DAY
        raise Problem("case:too_many_today", retry_after=max(1, round((free - now).total_seconds())))


def left_out() -> dict[str, str]:
    """Return who is not asked for the moment, and why: Gemini, once the budget of the day (UTC) is spent."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    spent = Examination.objects.filter(ended_at__gte=today).aggregate(all=Sum("cost_usd"))["all"] or Decimal(0)
    return {"vision": "daily budget"} if spent >= Decimal(str(settings.GEMINI_DAILY_BUDGET_USD)) else {}
