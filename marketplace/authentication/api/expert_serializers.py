"""What experts send and get."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from marketplace.authentication.api import examples
from marketplace.authentication.models import Case, Review
from marketplace.authentication.selectors import queue
from marketplace.common.schema import looks_like
from models.vocabulary.finding import Bearing
from models.vocabulary.review import MAX_REMARK, Opinion
from models.vocabulary.views import Component

MOST_DECISIONS = len(Component)
COMPONENTS = [each.value for each in Component]


class DecisionIn(serializers.Serializer[dict[str, Any]]):
    """What is decided of one component, and why."""

    component = serializers.ChoiceField(choices=COMPONENTS)
    says = serializers.ChoiceField(choices=[each.value for each in Opinion])
    reason = serializers.CharField(max_length=MAX_REMARK, help_text="Printed in the report. Never a serial number.")
    photo = serializers.RegexField(
        r"^[a-z]+(?:-[0-9]{1,2})?$", required=False, help_text="Label of the photo on which it shows best."
    )
    region = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(min_value=0, max_value=1), min_length=2, max_length=2),
        min_length=3,
        max_length=64,
        required=False,
        help_text="A polygon on that photo, in fractions of its width and height.",
    )


class ReviewIn(serializers.Serializer[dict[str, Any]]):
    """Everything that an expert decides of a case: at once, and for good."""

    decisions = serializers.ListField(child=DecisionIn(), min_length=1, max_length=MOST_DECISIONS)
    summary = serializers.CharField(max_length=MAX_REMARK, required=False)


@looks_like(examples.REVIEW)
class ReviewOut(serializers.ModelSerializer[Review]):
    """One's own review."""

    decisions = serializers.ListField(child=DecisionIn())

    class Meta:
        """Another expert's decisions are nowhere to be read."""

        model = Review
        fields = ("examination", "taken_at", "decided_at", "decisions", "summary")


class HolderOut(serializers.Serializer[Review]):
    """An expert who has a case; what they decided is not said."""

    name = serializers.CharField(source="expert.display_name")
    is_me = serializers.SerializerMethodField()
    taken_at = serializers.DateTimeField()
    has_decided = serializers.SerializerMethodField()

    def get_is_me(self, review: Review) -> bool:
        """Return whether it is whoever asks."""
        return review.expert_id == _asking(self).user.pk

    def get_has_decided(self, review: Review) -> bool:
        """Return whether the decision is in."""
        return review.decided_at is not None


@looks_like(examples.WAITING)
class WaitingOut(serializers.ModelSerializer[Case]):
    """A case in the queue."""

    claim = serializers.DictField(help_text="Without the serial number.")
    since = serializers.DateTimeField(source="moved_at", help_text="When it came into the queue.")
    wanted = serializers.SerializerMethodField(help_text="How many experts must decide.")
    holders = HolderOut(source="standing_now", many=True)
    is_appeal = serializers.SerializerMethodField()

    class Meta:
        """Enough to choose one."""

        model = Case
        fields = ("id", "profile", "claim", "examination", "since", "wanted", "holders", "is_appeal")

    def get_wanted(self, case: Case) -> int:
        """Return one, or two where the machine said *counterfeit*."""
        return 2 if getattr(case, "called_counterfeit", False) else 1

    def get_is_appeal(self, case: Case) -> bool:
        """Return whether the owner did not accept the outcome."""
        return bool(getattr(case, "appeals_now", ()))


class PlaceOut(serializers.Serializer[dict[str, Any]]):
    """Where on which photo."""

    photo = serializers.CharField()
    polygon = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class FindingOut(serializers.Serializer[dict[str, Any]]):
    """What an examiner found."""

    number = serializers.IntegerField()
    examiner = serializers.CharField()
    component = serializers.ChoiceField(choices=COMPONENTS)
    criterion = serializers.CharField()
    bearing = serializers.ChoiceField(choices=[each.value for each in Bearing])
    strength = serializers.FloatField()
    sentence = serializers.CharField()
    region = PlaceOut(allow_null=True)


@looks_like(examples.UNDER_REVIEW)
class UnderReviewOut(WaitingOut):
    """A case, as an expert judges it."""

    serial = serializers.SerializerMethodField(
        help_text="To an expert who holds the case and has not decided; empty otherwise."
    )
    outcome = serializers.SerializerMethodField(help_text="What the machine said.")
    findings = serializers.SerializerMethodField()
    photos = serializers.SerializerMethodField(help_text="Labels; each is looked at under the case's photos.")
    same_serial = serializers.SerializerMethodField(
        help_text="In how many cases of other owners the same serial number was claimed."
    )
    appeals = serializers.SerializerMethodField(help_text="Why the owner does not accept the outcome.")
    review = serializers.SerializerMethodField(help_text="One's own; null where the case is not held.")

    class Meta(WaitingOut.Meta):
        """All that is needed to decide."""

        fields = (  # type: ignore[assignment]
            *WaitingOut.Meta.fields,
            "serial",
            "outcome",
            "findings",
            "photos",
            "same_serial",
            "appeals",
            "review",
        )

    def _mine(self, case: Case) -> Review | None:
        me = _asking(self).user.pk
        return next((each for each in getattr(case, "standing_now", ()) if each.expert_id == me), None)

    def get_serial(self, case: Case) -> str:
        """Return the serial number to whoever is deciding the case."""
        mine = self._mine(case)
        return case.serial if mine is not None and mine.decided_at is None else ""

    def get_outcome(self, case: Case) -> str:  # noqa: ARG002 - DRF's signature
        """Return the outcome of the last examination."""
        return str(self.context["report"].get("outcome", ""))

    def get_findings(self, case: Case) -> list[dict[str, Any]]:  # noqa: ARG002 - DRF's signature
        """Return what was found, as the report says it."""
        return list(FindingOut(self.context["report"].get("findings", []), many=True).data)

    def get_photos(self, case: Case) -> list[str]:
        """Return the photos that were examined."""
        found = case.photos.filter(removed_at=None, examination__gt=0).order_by("view", "ordinal")
        return [photo.label for photo in found]

    def get_same_serial(self, case: Case) -> int:
        """Return how often it was claimed elsewhere."""
        return queue.same_serial(case)

    def get_appeals(self, case: Case) -> list[str]:
        """Return the reasons."""
        return [each.reason for each in getattr(case, "appeals_now", ())]

    def get_review(self, case: Case) -> dict[str, Any] | None:
        """Return one's own review."""
        mine = self._mine(case)
        return None if mine is None else dict(ReviewOut(mine).data)


def _asking(serializer: serializers.BaseSerializer[Any]) -> Request:
    asked: Request = serializer.context["request"]
    return asked
