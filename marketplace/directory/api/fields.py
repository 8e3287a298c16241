"""Fields of the directory's own: time zones, intervals of a week and of single days."""

import zoneinfo
from datetime import date, time
from functools import cache
from itertools import pairwise
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MOST_A_DAY, MOST_DAYS, WEEKDAYS = 6, 120, 7
PAIRS = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}, "maxItems": MOST_A_DAY}


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones, without that of this machine, which means another place elsewhere."""
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


@extend_schema_field(OpenApiTypes.STR)
class TimeZone(serializers.CharField):
    """A time zone of the IANA database, such as ``Europe/Zurich``."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__(max_length=64, help_text="Of the IANA database, such as Europe/Zurich.", **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever was sent
        """Return the name of a zone, or refuse what is none."""
        name = super().to_internal_value(data)
        if name not in zones():
            raise serializers.ValidationError(["Name a time zone of the IANA database, such as Europe/Zurich."])
        return name


class _Intervals(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """Intervals by day. Of each: beginning and end, ``HH:MM``; an end at or before it is on the next day."""

    most = 0

    def to_representation(self, value: Any) -> Any:  # noqa: ANN401 - JSON, as it is kept
        """Return them as they are kept."""
        return value

    def to_internal_value(self, data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        """Return them as they are kept, each day's in their order, or refuse what is none."""
        if not isinstance(data, dict) or len(data) > self.most:
            raise serializers.ValidationError([f"Send an object of at most {self.most} days."])
        return {self.day(each): _pairs(pairs) for each, pairs in data.items()}

    def day(self, name: str) -> str:
        """Return a day as it is kept."""
        raise NotImplementedError


@extend_schema_field({"type": "object", "additionalProperties": PAIRS, "description": "By weekday, 0 is Monday."})
class Week(_Intervals):
    """By weekday, ``0`` is Monday."""

    most = WEEKDAYS

    def day(self, name: str) -> str:
        """Return a weekday."""
        if name not in {str(number) for number in range(WEEKDAYS)}:
            raise serializers.ValidationError(["Weekdays are 0, for Monday, to 6."])
        return name


@extend_schema_field({"type": "object", "additionalProperties": PAIRS, "description": "By date; none: closed."})
class Days(_Intervals):
    """By date; a day without intervals is a holiday."""

    most = MOST_DAYS

    def day(self, name: str) -> str:
        """Return a date."""
        return on(name)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "maxLength": 80}})
class Notes(serializers.DictField):
    """By date, why a day is unlike its weekday."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__(child=serializers.CharField(max_length=80, allow_blank=True), **options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        """Return the notes by date."""
        given = super().to_internal_value(data)
        if len(given) > MOST_DAYS:
            raise serializers.ValidationError([f"At most {MOST_DAYS} days."])
        return {on(name): text for name, text in given.items()}


def on(name: str) -> str:
    """Return a date as it is kept.

    :raises ValidationError: it is none, or one at which calendars end.
    """
    try:
        day = date.fromisoformat(name)
    except ValueError:
        day = date.min
    if not date(2000, 1, 1) <= day <= date(2200, 1, 1):
        raise serializers.ValidationError(["Dates are written 2026-12-25."])
    return day.isoformat()


def _pairs(pairs: Any) -> list[list[str]]:  # noqa: ANN401 - whatever was sent
    if not isinstance(pairs, list) or len(pairs) > MOST_A_DAY:
        raise serializers.ValidationError([f"A day has at most {MOST_A_DAY} intervals."])
    found = sorted(_pair(each) for each in pairs)
    if any(not begin < end <= following for (begin, end), (following, _) in pairwise(found)):
        raise serializers.ValidationError(["The intervals of a day do not overlap; the last one may pass midnight."])
    return [list(each) for each in found]


def _pair(pair: Any) -> tuple[str, str]:  # noqa: ANN401 - whatever was sent
    try:
        opens, closes = (time.fromisoformat(each) for each in pair)
    except (TypeError, ValueError):
        raise serializers.ValidationError(["An interval is two times, [“09:00”, “18:00”]."]) from None
    if opens.tzinfo or closes.tzinfo:
        raise serializers.ValidationError(["Times are local: without an offset."])
    return opens.strftime("%H:%M"), closes.strftime("%H:%M")
