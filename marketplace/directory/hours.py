"""When a place is open. Pure: local times of a week and of single days in, moments out.

An interval belongs to the day on which it begins. One that ends at or before its beginning ends on the next day:
22:00 to 02:00 of a bar, or 00:00 to 00:00 for a whole day, of 23 or 25 hours where clocks change. What is said of a
single day stands in the place of its weekday; a day without intervals is a holiday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AHEAD = 60
"""Days that are looked ahead for the next opening; a place that opens later still is closed until further notice."""

Intervals = tuple[tuple[time, time], ...]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours in local time.

    :ivar zone: where it is. :ivar week: by weekday, 0 for Monday. :ivar days: of single days, instead of their weekday.
    """

    zone: ZoneInfo
    week: Mapping[int, Intervals] = field(default_factory=dict)
    days: Mapping[date, Intervals] = field(default_factory=dict)

    def of(self, day: date) -> Intervals:
        """Return the intervals that begin on a day."""
        return self.days.get(day, self.week.get(day.weekday(), ()))

    def spans(self, day: date) -> Iterator[Span]:
        """Yield when the intervals of a day begin and end, in UTC.

        Of a time that a change of clocks repeats, an opening means the first and a closing the second. One that it
        leaves out means as much later as clocks were put forward (PEP 495).
        """
        for opens, closes in self.of(day):
            last = day if closes > opens else day + timedelta(days=1)
            begin = datetime.combine(day, opens, self.zone).astimezone(UTC)
            end = datetime.combine(last, closes.replace(fold=1), self.zone).astimezone(UTC)
            if _left_out(last, closes, self.zone):
                end = datetime.combine(last, closes, self.zone).astimezone(UTC)
            if begin < end:
                yield begin, end


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a place is open now.

    :ivar closes_at: when it closes; None where it is closed, or does not close in the days that are looked ahead.
    :ivar opens_at: when it opens; None where it is open, or does not open in the days that are looked ahead.
    """

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None


def status(hours: Hours, now: datetime) -> Status:
    """Return whether a place is open at a moment, and until or from when.

    :param now: with its time zone.
    """
    today = now.astimezone(hours.zone).date()
    until: datetime | None = None
    for begin, end in _ahead(hours, today - timedelta(days=1)):
        if end <= now:
            continue
        if until is None and begin > now:
            return Status(is_open=False, opens_at=begin)
        if until is not None and begin > until:
            return Status(is_open=True, closes_at=until)
        until = max(until or end, end)
    if until is None:
        return Status(is_open=False)
    return Status(is_open=True, closes_at=until if until < now + timedelta(days=AHEAD - 2) else None)


def _ahead(hours: Hours, first: date) -> Iterator[Span]:
    """Yield the spans of the days to come, in the order in which they begin."""
    for number in range(AHEAD):
        yield from sorted(hours.spans(first + timedelta(days=number)))


def _left_out(day: date, at: time, zone: ZoneInfo) -> bool:
    """Return whether a change of clocks leaves out a local time."""
    moment = datetime.combine(day, at, zone)
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None)
