"""Reports: anybody who is logged in may tell operations of something that should not stand there."""

from django.db import transaction

from marketplace.common.problems import Problem
from marketplace.moderation.kinds import Named
from marketplace.moderation.models import Matter, Report
from marketplace.moderation.things import named
from marketplace.users.models import User
from marketplace.users.services import allowances
from marketplace.users.services.allowances import Act


def report(*, by: User, kind: str, about: str, reason: str, text: str) -> tuple[Report, bool]:
    """Report a thing; return the report, and whether it is new. Nothing follows by itself, however many there are.

    :param kind: what is named, see ``Named``. :param about: its id, or that of where a person is seen.
    :raises Problem: ``request:not_found`` where there is no such thing to be seen; ``report:own``;
        ``account:enough_today``.
    """
    thing = named(Named(kind), about)
    if thing is None:
        raise Problem("request:not_found")
    if thing.is_of(by):
        raise Problem("report:own")
    with transaction.atomic():
        matter, _ = Matter.objects.get_or_create(kind=thing.kind, about=thing.about, closed_at=None)
        held = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
        if held.closed_at is not None:  # decided at this moment: what is reported now is another matter
            held = Matter.objects.create(kind=thing.kind, about=thing.about)
        first = held.reports.filter(by=by).first()
        if first is not None:
            return first, False
        allowances.check(Act.REPORT, user=by, done=by.reports.all(), at="created_at")
        held.reported += 1
        held.save(update_fields=["reported"])
        return held.reports.create(by=by, kind=kind, about=about, reason=reason, text=text), True
