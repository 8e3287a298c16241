"""What is told of connections, and what they tell: in and out kept apart."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.connections.api import examples
from marketplace.connections.models import ApiKey, Mode, Scope

Plain = serializers.Serializer[dict[str, Any]]
LONGEST = timedelta(days=366)


class KeyIn(Plain):
    """A key to be made."""

    name = serializers.CharField(max_length=80)
    mode = serializers.ChoiceField(Mode.choices)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices), allow_empty=False, max_length=len(Scope)
    )
    expires_in_days = serializers.IntegerField(min_value=1, max_value=LONGEST.days, default=90)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return what was sent, with the moment in the place of the days.

        A listing is there for everybody: a key of which nothing counts writes none.
        """
        if attrs["mode"] == Mode.TEST and Scope.LISTINGS in attrs["scopes"]:
            raise serializers.ValidationError({"scopes": ["A test key cannot have “listings:write”."]})
        days = attrs.pop("expires_in_days")
        return attrs | {"expires_at": timezone.now() + timedelta(days=days)}


@looks_like(examples.KEY)
class KeyOut(serializers.ModelSerializer[ApiKey]):
    """A key, as it is shown: never the whole."""

    mode = serializers.ChoiceField(Mode.choices, source="robot.mode")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))

    class Meta:
        """What people know it by."""

        model = ApiKey
        fields = ("id", "name", "mode", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        read_only_fields = fields


@looks_like(examples.NEW_KEY)
class NewKeyOut(KeyOut):
    """A key that was just made, shown whole for the only time."""

    key = serializers.SerializerMethodField(help_text="Keep it: nobody can read it again.")

    class Meta(KeyOut.Meta):
        """And the key itself."""

        fields = (*KeyOut.Meta.fields, "key")  # type: ignore[assignment]  # a longer tuple
        read_only_fields = fields  # type: ignore[assignment]  # as above

    def get_key(self, _key: ApiKey) -> str:
        """Return the key."""
        return str(self.context["key"])
