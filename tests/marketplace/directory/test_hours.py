"""Opening hours: over midnight, on holidays, and where clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.directory.hours import Hours, Status, status

ZURICH = ZoneInfo("Europe/Zurich")


def at(text, zone=ZURICH):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def t(text):
    return tuple(time.fromisoformat(each) for each in text.split("-"))


def hours(week, days=None, zone=ZURICH):
    return Hours(
        zone,
        {day: tuple(map(t, spans)) for day, spans in week.items()},
        {date.fromisoformat(day): tuple(map(t, spans)) for day, spans in (days or {}).items()},
    )


SPLIT = {0: ["09:00-12:00", "13:00-18:00"], 5: ["22:00-02:00"]}
"""Mondays with a break, Saturday night."""


@pytest.mark.parametrize(
    ("now", "is_open", "closes", "opens"),
    [
        ("2026-11-23T08:59", False, None, "2026-11-23T09:00"),
        ("2026-11-23T09:00", True, "2026-11-23T12:00", None),
        ("2026-11-23T12:00", False, None, "2026-11-23T13:00"),
        ("2026-11-23T18:00", False, None, "2026-11-28T22:00"),
        ("2026-11-29T01:59", True, "2026-11-29T02:00", None),
        ("2026-11-29T02:00", False, None, "2026-11-30T09:00"),
    ],
)
def test_a_week_with_breaks_and_a_night(now, is_open, closes, opens):
    found = status(hours(SPLIT), at(now))
    assert found == Status(is_open, at(closes) if closes else None, at(opens) if opens else None)


def test_a_single_day_stands_in_the_place_of_its_weekday():
    week = {day: ["09:00-18:00"] for day in range(7)}
    found = status(hours(week, {"2026-12-25": [], "2026-12-26": ["11:00-12:00"]}), at("2026-12-24T19:00"))
    assert found == Status(is_open=False, opens_at=at("2026-12-26T11:00"))


def test_a_night_goes_on_into_a_holiday():
    assert status(hours(SPLIT, {"2026-11-29": []}), at("2026-11-29T01:00")).is_open


def test_a_night_is_a_holiday_where_it_would_begin():
    assert not status(hours(SPLIT, {"2026-11-28": []}), at("2026-11-29T01:00")).is_open


@pytest.mark.parametrize(("day", "long"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-25", 24)])
def test_a_whole_day_is_as_long_as_clocks_make_it(day, long):
    [(begin, end)] = hours({n: ["00:00-00:00"] for n in range(7)}).spans(date.fromisoformat(day))
    assert end - begin == timedelta(hours=long)


@pytest.mark.parametrize(
    ("day", "span", "begins", "ends"),
    [
        ("2026-10-25", "02:30-02:45", "00:30", "01:45"),  # twice: from the first to the second
        ("2026-03-29", "01:30-02:30", "00:30", "01:30"),  # 02:30 is left out: an hour later by the clock
        ("2026-03-29", "02:15-02:45", "01:15", "01:45"),
    ],
)
def test_times_that_clocks_repeat_or_leave_out(day, span, begins, ends):
    [found] = hours({6: [span]}).spans(date.fromisoformat(day))
    assert found == (at(f"{day}T{begins}", UTC), at(f"{day}T{ends}", UTC))


def test_what_never_closes_says_no_time():
    assert status(hours({day: ["00:00-00:00"] for day in range(7)}), at("2026-11-25T10:00")) == Status(is_open=True)


def test_what_never_opens_says_no_time():
    assert status(hours({}), at("2026-11-25T10:00")) == Status(is_open=False)


def test_the_day_is_that_of_the_place():
    kiritimati = ZoneInfo("Pacific/Kiritimati")
    assert status(hours({3: ["00:00-06:00"]}, zone=kiritimati), at("2026-11-25T11:00", UTC)).is_open
