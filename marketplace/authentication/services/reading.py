"""Takes the pipeline's progress from its stream: numbers it, stores it in bulk, and fills what is missing.

Events and the position that was read up to are stored in one transaction. Killed at any moment, the reader goes on
where it stood: nothing is stored twice, nothing is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import structlog
from django.db import transaction
from django.utils import timezone

from marketplace.authentication import live
from marketplace.authentication.models import Case, CaseEvent, StreamPosition
from marketplace.authentication.services import events, recorded
from marketplace.authentication.services.course import Course, Told, part_of
from marketplace.common.stores import blobs
from pipeline.ports import Event

log = structlog.get_logger("adriel.reader")

NAME = "progress"
"""Of the position."""

Entry = tuple[str, Event]
"""An event and its position."""

Courses = dict[tuple[str, int], Course]
"""By case and examination."""


class PlaceLost(Exception):
    """Another reader has moved the position since this one read it."""


def position() -> str:
    """Return how far the stream was read and stored."""
    return StreamPosition.objects.get_or_create(name=NAME)[0].position


def go_to(before: str, after: str) -> None:
    """Move the position.

    :raises PlaceLost: it is not where this reader left it.
    """
    if not StreamPosition.objects.filter(name=NAME, position=before).update(position=after):
        raise PlaceLost


def store(before: str, entries: Sequence[Entry]) -> int:
    """Store what was read after a position; return how many events there were to tell.

    :raises PlaceLost: another reader was here.
    """
    with transaction.atomic():
        go_to(before, entries[-1][0])
        return _Batch(entries).store()


def fill(case: Case, examination: int) -> None:
    """Tell those steps of an examination of a locked case that its records know of and its events do not."""
    course = _courses([case.pk])[case.pk, examination]
    missing = [event for event in recorded.steps(blobs(), case.pk, examination) if course.tell(event)]
    if missing:
        log.info("gap_filled", case=case.pk, events=len(missing))
        events.append(case, [row(event, timezone.now()) for event in missing])


class _Batch:
    """What one reading of the stream gave, for many cases."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def store(self) -> int:
        """Number and store the events; send them to whoever watches, on commit. The cases are alive, told or not."""
        cases = _locked({event.case for _, event in self._entries})
        self._courses = _courses(cases)
        new: dict[str, list[CaseEvent]] = defaultdict(list)
        for place, event in self._entries:
            case = cases.get(event.case)
            if case is not None and event.examination <= case.examination:
                new[case.pk] += self._rows(event, _time(place))
        for case in cases.values():
            events.number(case, new[case.pk])
            case.moved_at = timezone.now()
        CaseEvent.objects.bulk_create(row for rows in new.values() for row in rows)
        Case.objects.bulk_update(cases.values(), ["last_event", "moved_at"])
        told = {case: rows for case, rows in new.items() if rows}
        transaction.on_commit(lambda: live.announce(told), robust=True)
        return sum(map(len, told.values()))

    def _rows(self, event: Event, at: datetime) -> list[CaseEvent]:
        """Return an event's row, after those of the steps before it that were missed."""
        course = self._courses[event.case, event.examination]
        told = [each for each in self._missed(event, course) if course.tell(each)]
        if course.tell(event):
            told.append(event)
        return [row(each, at) for each in told]

    @staticmethod
    def _missed(event: Event, course: Course) -> list[Event]:
        """Return the recorded steps of the stages before an event's that were not told."""
        missing = course.missing_before(event.stage)
        if not missing:
            return []
        log.info("gap_found", case=event.case, stages=missing)
        return [each for each in recorded.steps(blobs(), event.case, event.examination) if each.stage in missing]


def _locked(ids: Iterable[str]) -> dict[str, Case]:
    """Hold the rows of those cases that are known here, in the order of their ids, so that no two wait for each other.

    What the command line examines is told on the same stream.
    """
    held = Case.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {case.pk: case for case in held}


def _courses(cases: Iterable[str]) -> Courses:
    told: dict[tuple[str, int], list[Told]] = defaultdict(list)
    rows = CaseEvent.objects.filter(case__in=cases, kind=CaseEvent.Kind.PROGRESS).order_by()
    for row in rows.values_list("case", "examination", "stage", "part", "state", "total", "note"):
        told[row[0], row[1]].append(row[2:])
    courses: Courses = defaultdict(Course)
    courses.update({where: Course(steps) for where, steps in told.items()})
    return courses


def row(event: Event, at: datetime) -> CaseEvent:
    """Return what is stored of an event."""
    return CaseEvent(
        kind=CaseEvent.Kind.PROGRESS,
        at=at,
        examination=event.examination,
        stage=event.stage,
        part=part_of(event)[:40],
        state=event.state,
        total=event.total,
        ms=event.ms,
        note=event.note[:80],
    )


def _time(place: str) -> datetime:
    """Return when Redis took an event: its position begins with milliseconds since 1970."""
    return datetime.fromtimestamp(int(place.partition("-")[0]) / 1000, UTC)
