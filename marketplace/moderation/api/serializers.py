"""What moderation is told, and what it tells: in and out kept apart."""

from collections import Counter
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.moderation.api import examples
from marketplace.moderation.kinds import Kind, Named, Reason
from marketplace.moderation.models import Matter, Measure, MeasureEvent, Report
from marketplace.moderation.states import Action, State
from marketplace.moderation.things import HANDLERS

Plain = serializers.Serializer[dict[str, Any]]
LONGEST = 2000
OPEN = "open"
DECIDED = "decided"
MATTER_STATES = [OPEN, *Matter.Outcome.values]
OUTCOMES = {State.UPHELD.value: Action.UPHOLD, State.RESTORED.value: Action.RESTORE}


# In


class ModerationReportIn(Plain):
    """What should not stand there, and why."""

    kind = serializers.ChoiceField(Named.choices)
    about = serializers.CharField(max_length=40)
    reason = serializers.ChoiceField(Reason.choices)
    text = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")


class MatterQuestionIn(Plain):
    """Which matters are listed."""

    state = serializers.ChoiceField([OPEN, DECIDED], default=OPEN)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    reason = serializers.ChoiceField(Reason.choices, required=False, help_text="One report at least says so.")
    taken = serializers.ChoiceField(["me", "nobody"], required=False, help_text="Who looks into it.")


class DismissalIn(Plain):
    """Why a thing stands."""

    text = serializers.CharField(max_length=LONGEST, help_text="Whoever reported it is told this: name nobody.")


class MeasureIn(Plain):
    """What is taken down, and why."""

    kind = serializers.ChoiceField(Kind.choices)
    about = serializers.CharField(max_length=40)
    reason = serializers.ChoiceField(Reason.choices)
    text = serializers.CharField(max_length=LONGEST, help_text="Whoever it belongs to is told this: name nobody.")


class MeasureQuestionIn(Plain):
    """Which measures are listed."""

    state = serializers.ChoiceField(State.choices, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)


class MeasureAppealIn(Plain):
    """Why a measure is wrong."""

    text = serializers.CharField(max_length=LONGEST)


class MeasureDecisionIn(Plain):
    """What is decided on a measure."""

    outcome = serializers.ChoiceField(list(OUTCOMES))
    text = serializers.CharField(max_length=LONGEST, help_text="Whoever it belongs to is told this: name nobody.")


# Out


@looks_like(examples.TOLD)
class ModerationReportOut(serializers.ModelSerializer[Report]):
    """A report of one's own, with what became of it, never who decided."""

    state = serializers.SerializerMethodField()
    answer = serializers.CharField(source="matter.words")
    decided_at = serializers.DateTimeField(source="matter.closed_at", allow_null=True)

    class Meta:
        """What was said, and what was answered."""

        model = Report
        fields = ("id", "kind", "about", "reason", "text", "created_at", "state", "answer", "decided_at")

    @extend_schema_field(serializers.ChoiceField(MATTER_STATES))
    def get_state(self, report: Report) -> str:
        """Return what became of it."""
        return report.matter.outcome or OPEN


class ThingOut(Plain):
    """What people see, or saw before it was taken down, for operations."""

    says = serializers.CharField()
    pictures = serializers.ListField(child=serializers.CharField(), help_text="Addresses, which operations may open.")


def seen(kind: str, about: str) -> dict[str, Any] | None:
    """Return what stands there, whether anybody sees it or not; None where it is gone."""
    thing = HANDLERS[Kind(kind)].find(about, hidden=True)
    return dict(ThingOut({"says": thing.says, "pictures": thing.pictures}).data) if thing else None


@looks_like(examples.MATTER)
class MatterOut(serializers.ModelSerializer[Matter]):
    """A thing that was reported, for operations."""

    reasons = serializers.SerializerMethodField(help_text="By reason, how many gave it.")
    taken_by = serializers.UUIDField(source="taken_by_id", allow_null=True)
    state = serializers.SerializerMethodField()
    answer = serializers.CharField(source="words")
    decided_at = serializers.DateTimeField(source="closed_at", allow_null=True)

    class Meta:
        """What it is about, how often it was reported, and who looks into it."""

        model = Matter
        fields: tuple[str, ...] = (
            *("id", "kind", "about", "reported", "reasons", "created_at"),
            *("taken_by", "taken_at", "state", "answer", "decided_at"),
        )

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_reasons(self, matter: Matter) -> dict[str, int]:
        """Return how many gave each reason."""
        return dict(Counter(each.reason for each in matter.reports.all()))

    @extend_schema_field(serializers.ChoiceField(MATTER_STATES))
    def get_state(self, matter: Matter) -> str:
        """Return what became of it."""
        return matter.outcome or OPEN


class ReportOfMatterOut(serializers.ModelSerializer[Report]):
    """A report, for operations."""

    by = serializers.UUIDField(source="by_id")

    class Meta:
        """Who reported it stays with operations."""

        model = Report
        fields = ("by", "kind", "about", "reason", "text", "created_at")


@looks_like(examples.WHOLE)
class WholeMatterOut(MatterOut):
    """A matter with all that was said."""

    thing = serializers.SerializerMethodField(help_text="Null: it is gone.")
    reports = ReportOfMatterOut(many=True)

    class Meta(MatterOut.Meta):
        """What people see there, and what was reported."""

        fields = (*MatterOut.Meta.fields, "thing", "reports")

    @extend_schema_field(ThingOut(allow_null=True))
    def get_thing(self, matter: Matter) -> dict[str, Any] | None:
        """Return what people see there."""
        return seen(matter.kind, matter.about)


@looks_like(examples.OWN)
class OwnMeasureOut(serializers.ModelSerializer[Measure]):
    """A measure, for whoever it concerns: why, never who."""

    text = serializers.CharField(source="words")

    class Meta:
        """What was taken down, why, and what became of an appeal."""

        model = Measure
        fields: tuple[str, ...] = (
            *("id", "kind", "about", "reason", "text", "state", "created_at", "appeal", "appealed_at"),
            *("decision", "decided_at", "came_back", "why"),
        )


class MeasureEventOut(serializers.ModelSerializer[MeasureEvent]):
    """Something that happened to a measure, for operations."""

    actor = serializers.UUIDField(source="actor_id")

    class Meta:
        """What, when, and by whom."""

        model = MeasureEvent
        fields = ("number", "at", "action", "state", "actor")


@looks_like(examples.MEASURE)
class MeasureOut(OwnMeasureOut):
    """A measure, for operations."""

    by = serializers.UUIDField(source="by_id")
    decided_by = serializers.UUIDField(source="decided_by_id", allow_null=True)
    events = MeasureEventOut(many=True)

    class Meta(OwnMeasureOut.Meta):
        """Who took it down, who decided, and what it comes back to, too."""

        fields = (*OwnMeasureOut.Meta.fields, "before", "by", "decided_by", "events")


@looks_like(examples.WHOLE_MEASURE)
class WholeMeasureOut(MeasureOut):
    """A measure with what it is against, for whoever decides."""

    thing = serializers.SerializerMethodField(help_text="Null: it is gone.")

    class Meta(MeasureOut.Meta):
        """What people saw there, too."""

        fields = (*MeasureOut.Meta.fields, "thing")

    @extend_schema_field(ThingOut(allow_null=True))
    def get_thing(self, measure: Measure) -> dict[str, Any] | None:
        """Return what people saw there."""
        return seen(measure.kind, measure.about)
