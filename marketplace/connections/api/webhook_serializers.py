"""What is told of webhooks, and what they tell: in and out kept apart."""

from typing import Any

from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.connections import kinds, signing
from marketplace.connections.api import examples
from marketplace.connections.models import Attempt, Delivery, Endpoint, Mode
from marketplace.connections.services.addresses import LONGEST

Plain = serializers.Serializer[dict[str, Any]]
MOST_KINDS = 50


class KindsField(serializers.ListField):
    """Kinds of events, each one that some app tells of."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__(
            child=serializers.CharField(max_length=40), max_length=MOST_KINDS, allow_empty=False, **options
        )

    def to_internal_value(self, data: Any) -> list[str]:  # noqa: ANN401 - whatever was sent
        """Return the kinds, or refuse what nobody tells of."""
        given: list[str] = super().to_internal_value(data)
        if set(given) - kinds.every().keys():
            raise serializers.ValidationError(f"One or more of {', '.join(sorted(kinds.every()))}.")
        return given


class EndpointIn(Plain):
    """An endpoint to be made."""

    url = serializers.CharField(max_length=LONGEST)
    mode = serializers.ChoiceField(Mode.choices)
    kinds = KindsField()


class EndpointChangeIn(Plain):
    """What is to be changed."""

    url = serializers.CharField(max_length=LONGEST, required=False)
    kinds = KindsField(required=False)
    enabled = serializers.BooleanField(required=False)


@looks_like(examples.ENDPOINT)
class EndpointOut(serializers.ModelSerializer[Endpoint]):
    """An endpoint."""

    kinds = serializers.ListField(child=serializers.CharField())

    class Meta:
        """Everything but the secret."""

        model = Endpoint
        fields = ("id", "url", "mode", "kinds", "created_at", "overlap_until", "failing_since", "disabled_at")
        read_only_fields = fields


@looks_like(examples.SECRET_ENDPOINT)
class SecretEndpointOut(EndpointOut):
    """An endpoint with its new secret, shown for the only time."""

    secret = serializers.SerializerMethodField(help_text="Keep it: nobody can read it again.")

    class Meta(EndpointOut.Meta):
        """And the secret."""

        fields = (*EndpointOut.Meta.fields, "secret")  # type: ignore[assignment]  # a longer tuple
        read_only_fields = fields  # type: ignore[assignment]  # as above

    def get_secret(self, endpoint: Endpoint) -> str:
        """Return the secret that counts from now on."""
        return signing.shown(endpoint)


class AttemptOut(serializers.ModelSerializer[Attempt]):
    """One try."""

    class Meta:
        """How it went."""

        model = Attempt
        fields = ("at", "status", "fault", "milliseconds", "excerpt")
        read_only_fields = fields


@looks_like(examples.DELIVERY)
class DeliveryOut(serializers.ModelSerializer[Delivery]):
    """A message on its way to an endpoint, with every try."""

    message = serializers.CharField(source="message_id", help_text="The header “webhook-id”.")
    kind = serializers.CharField(source="message.kind")
    attempts = AttemptOut(many=True)

    class Meta:
        """What it is, and how it went."""

        model = Delivery
        fields = ("id", "message", "kind", "state", "created_at", "due_at", "attempts")
        read_only_fields = fields
