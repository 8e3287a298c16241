"""How much an account may do in a day: less in its first day, more in its first week, most afterwards.

Whoever opens accounts to flood others finds that each can do little; nobody who means well notices. The settings say
how much, and operations change them.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.users.models import User

DAY = timedelta(days=1)
AGES = (("its first day", DAY), ("its first week", timedelta(days=7)), ("this age", None))
"""Ages of accounts, each with when it ends."""


class Act(StrEnum):
    """What is counted; each has a setting in ``A_DAY``."""

    PUBLISH = "publish"
    REPORT = "report"
    REVIEW = "review"
    ASK = "ask"


WORDS = {
    Act.PUBLISH: "publishes {most} listings a day",
    Act.REPORT: "reports {most} things a day",
    Act.REVIEW: "writes {most} reviews a day",
    Act.ASK: "asks for {most} fresh photos a day",
}


def check(act: Act, *, user: User, done: QuerySet[Any], at: str, trusted: bool = False) -> None:
    """Return if an account may do something once more today. Called in the transaction in which it does.

    :param done: the rows that say that it did so. :param at: their column that says when.
    :param trusted: it acts for a store that operations verified: its age is no matter.
    :raises Problem: ``account:enough_today``; says how much there is in a day, and when again.
    """
    held = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    now = timezone.now()
    age = len(AGES) - 1 if trusted else _age(held, now)
    most = settings.A_DAY[act][age]
    newest = done.filter(**{f"{at}__gt": now - DAY}).order_by(f"-{at}")
    recent = list(newest.values_list(at, flat=True)[:most])
    if len(recent) < most:
        return
    free = recent[-1] + DAY if recent else now + DAY
    words, ends = AGES[age]
    if ends is not None and settings.A_DAY[act][age + 1] > len(recent):
        free = min(free, held.created_at + ends)
    said = f"An account of {words} {WORDS[act].format(most=most)}."
    raise Problem("account:enough_today", said, retry_after=max(1, round((free - now).total_seconds())))


def _age(user: User, now: datetime) -> int:
    """Return the number of an account's age in ``AGES``."""
    return next(number for number, (_, ends) in enumerate(AGES) if ends is None or now - user.created_at < ends)
