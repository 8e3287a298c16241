"""Measures: operations take something down with a reason, whoever it belongs to appeals once, somebody else decides."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.common.problems import Problem
from marketplace.moderation.kinds import Kind
from marketplace.moderation.models import Matter, Measure, MeasureEvent
from marketplace.moderation.services import matters
from marketplace.moderation.services.owning import concerns
from marketplace.moderation.services.telling import tell
from marketplace.moderation.states import IN_FORCE, Action, after
from marketplace.moderation.things import HANDLERS, Thing
from marketplace.users.letters import Letter
from marketplace.users.models import User


def take_down(*, by: User, kind: str, about: str, reason: str, words: str) -> Measure:
    """Take a thing down, whether it was reported or not, shown or not. An open matter of it is acted on with this.

    :param words: what whoever it belongs to is told beside the reason.
    :raises Problem: ``request:not_found`` where there is no such thing; ``moderation:own``; ``moderation:taken``;
        ``moderation:in_force``.
    """
    with transaction.atomic():
        thing = HANDLERS[Kind(kind)].find(about, hidden=True)  # its owner may have put it out of sight meanwhile
        if thing is None:
            raise Problem("request:not_found")
        if thing.is_of(by):
            raise Problem("moderation:own")
        matter = matters.open_about(kind, thing.about)
        if matter is not None:
            matters.check_free(matter, by)
        made = _taken_down(thing, by, reason, words)
        _note(made, Action.TAKE, by)
        if matter is not None:
            matters.close(matter, by=by, outcome=Matter.Outcome.ACTED)
        record(actor=by, verb=Verb.MEASURE_TAKEN, kind=kind, about=made.about, reason=reason)
        tell(made, Letter.TAKEN_DOWN)
    return made


def appeal(*, measure: uuid.UUID, by: User, text: str) -> Measure:
    """Object to a measure, once. The caller has made sure that it concerns ``by``.

    :raises Problem: ``moderation:appealed``. :raises NotAllowed: it is lifted already.
    """
    with transaction.atomic():
        held = _held(measure)
        if held.appealed_at is not None:
            raise Problem("moderation:appealed")
        held.appeal, held.appealed_at = text, timezone.now()
        _move(held, Action.APPEAL, by)
    return held


def decide(*, measure: uuid.UUID, by: User, action: Action, words: str) -> Measure:
    """Uphold a measure that was appealed against, or lift one. An appeal is decided by another person.

    :param words: what whoever it belongs to is told.
    :raises Problem: ``request:not_found``, ``moderation:same_person`` or ``moderation:own``.
    :raises NotAllowed: not where it stands.
    """
    with transaction.atomic():
        held = _held(measure)
        if concerns(held, by):
            raise Problem("moderation:own")
        if held.appealed_at is not None and held.by_id == by.pk:
            raise Problem("moderation:same_person")
        after(held.standing, action)
        if action is Action.RESTORE:
            back = HANDLERS[Kind(held.kind)].give_back(held.about, held.before, by)
            held.came_back, held.why = back.state, back.why
        held.decision, held.decided_by, held.decided_at = words, by, timezone.now()
        _move(held, action, by)
        verb = Verb.MEASURE_RESTORED if action is Action.RESTORE else Verb.MEASURE_UPHELD
        record(actor=by, verb=verb, kind=held.kind, about=held.about)
        tell(held, Letter.MEASURE_DECIDED)
    return held


def _taken_down(thing: Thing, by: User, reason: str, words: str) -> Measure:
    """Take a thing down. Of two who do at once one does.

    :raises Problem: ``moderation:in_force``.
    """
    there = Measure.objects.filter(kind=thing.kind, about=thing.about, state__in=IN_FORCE)
    if thing.kind is not Kind.ACCOUNT and there.exists():
        raise Problem("moderation:in_force")
    made = Measure(
        kind=thing.kind, about=thing.about, owner=thing.owner, organisation=thing.organisation, reason=reason, by=by
    )
    made.words, made.before = words, HANDLERS[thing.kind].take_down(thing.about, by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Problem("moderation:in_force") from None
    return made


def _held(measure: uuid.UUID) -> Measure:
    held = Measure.objects.select_for_update(of=("self",)).filter(pk=measure).first()
    if held is None:
        raise Problem("request:not_found")
    return held


def _move(held: Measure, action: Action, by: User) -> None:
    held.state = after(held.standing, action)
    _note(held, action, by)


def _note(held: Measure, action: Action, by: User) -> None:
    """Number and store what happened to a measure whose row is held; save it."""
    held.last_event += 1
    held.save()
    MeasureEvent.objects.create(
        measure=held, number=held.last_event, at=timezone.now(), action=action, state=held.state, actor=by
    )
