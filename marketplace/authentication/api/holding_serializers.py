"""Certificates that are handed over, as the API takes and gives them."""

from rest_framework import serializers

from marketplace.authentication.models import Holding
from marketplace.common.schema import looks_like
from marketplace.users.api.serializers import Plain
from models.vocabulary.claim import MAX_TEXT

CERTIFICATE = "urn:adriel:k3v9q2m7x4p1:1"
HEX = r"^[0-9a-f]{32}$"


class SecretIn(Plain):
    """What shows that one holds a certificate: as it was answered to whoever took it over."""

    serial = serializers.CharField(max_length=MAX_TEXT, required=False, allow_null=True)
    salt = serializers.RegexField(HEX, required=False)
    holder = serializers.RegexField(HEX, required=False)


class OfferIn(Plain):
    """A certificate that is to be offered."""

    secret = SecretIn(required=False, help_text="Of whoever took it over; the first holder's is known.")


class TakeOverIn(Plain):
    """A code that a certificate's holder told."""

    certificate = serializers.CharField(max_length=80)
    code = serializers.CharField(max_length=40)
    organisation = serializers.UUIDField(
        required=False, default=None, allow_null=True, help_text="A store of one's own, for which it is."
    )


@looks_like({"certificate": CERTIFICATE, "code": "7K3M-9QXT-04HB", "until": "2026-12-02T10:00:00Z"})
class CertificateOfferOut(Plain):
    """An offer."""

    certificate = serializers.CharField()
    code = serializers.CharField(help_text="Tell it to the next holder alone. Shown this once.")
    until = serializers.DateTimeField()


HELD = {
    "certificate": f"{CERTIFICATE}:2",
    "replaces": CERTIFICATE,
    "organisation": None,
    "created_at": "2026-11-25T10:00:00Z",
}


@looks_like(HELD)
class HeldOut(serializers.ModelSerializer[Holding]):
    """A certificate that one took over. It lies, as any, under ``certificates/<id>``, once it is signed."""

    organisation = serializers.UUIDField(source="organisation_id", allow_null=True)

    class Meta:
        """What its holder sees."""

        model = Holding
        fields = ("certificate", "replaces", "organisation", "created_at")


@looks_like(
    {"serial": "M204817", "salt": "00112233445566778899aabbccddeeff", "holder": "ffeeddccbbaa99887766554433221100"}
)
class SecretOut(Plain):
    """What shows that one holds a certificate."""

    serial = serializers.CharField(required=False, allow_null=True)
    salt = serializers.CharField(required=False)
    holder = serializers.CharField(required=False, help_text="Missing where it went with an answer that was lost.")


@looks_like(HELD | {"secret": {"holder": "ffeeddccbbaa99887766554433221100"}})
class TakenOverOut(Plain):
    """A certificate with its secret, which is kept nowhere: whoever wants to hand it on shows it."""

    certificate = serializers.CharField()
    replaces = serializers.CharField()
    organisation = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    secret = SecretOut()
