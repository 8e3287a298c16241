"""What accounts are told, and what they tell: in and out kept apart."""

from typing import Any

from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.users.api import examples
from marketplace.users.models import Invitation, Membership, Organisation, User, normal_email
from marketplace.users.services.credentials import has_second_factor

Plain = serializers.Serializer[dict[str, Any]]


class Email(serializers.EmailField):
    """An address, as accounts keep it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__(max_length=254, **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever was sent
        """Return the address, or refuse what is none."""
        return normal_email(super().to_internal_value(data))


class Password(serializers.CharField):
    """A password: every character counts, the spaces at its ends too."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__(max_length=128, trim_whitespace=False, write_only=True, **options)


class SecondFactorCode(serializers.CharField):
    """Digits of an app, or a recovery code."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__(max_length=20, help_text="Six digits of the app, or a recovery code.", **options)


# In


class RegisterIn(Plain):
    """Somebody opens an account."""

    email = Email()
    password = Password()
    display_name = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class AddressIn(Plain):
    """Something is to be sent to an address."""

    email = Email()


class TokenIn(Plain):
    """What was sent to an address."""

    token = serializers.CharField(max_length=500)


class ResetIn(TokenIn):
    """A new password, by what was sent."""

    password = Password()


class LogInIn(Plain):
    """Somebody logs in."""

    email = Email()
    password = Password()
    code = SecondFactorCode(required=False, allow_blank=True, default="")


class RefreshIn(Plain):
    """A refresh token."""

    refresh = serializers.CharField(max_length=2000)


class PasswordChangeIn(Plain):
    """A new password, by the old one."""

    old_password = Password()
    password = Password()


class MoveIn(Plain):
    """A new address; the password says that it is the owner who asks."""

    email = Email()
    password = Password()


class PasswordIn(Plain):
    """The password once more."""

    password = Password()


class BothFactorsIn(PasswordIn):
    """Password and, where the account has a second factor, a code."""

    code = SecondFactorCode(required=False, allow_blank=True, default="")


class CodeIn(Plain):
    """A code of the app."""

    code = SecondFactorCode()


class ProfileIn(serializers.ModelSerializer[User]):
    """What an account may change of its profile by itself."""

    class Meta:
        """Its name."""

        model = User
        fields = ("display_name",)


class FoundIn(serializers.ModelSerializer[Organisation]):
    """A new organisation."""

    class Meta:
        """Its kind and name."""

        model = Organisation
        fields = ("kind", "name")


class RenameIn(serializers.ModelSerializer[Organisation]):
    """Another name."""

    class Meta:
        """The name alone: a store does not become a repair shop."""

        model = Organisation
        fields = ("name",)


class AppointIn(Plain):
    """What a member is to be."""

    kind = serializers.ChoiceField(choices=Membership.Kind.choices)


class InviteIn(Plain):
    """Who is to join, and as what."""

    email = Email()
    kind = serializers.ChoiceField(choices=Membership.Kind.choices, default=Membership.Kind.STAFF.value)


# Out


@looks_like(examples.PAIR)
class PairOut(Plain):
    """What somebody is logged in by."""

    access = serializers.CharField(help_text="Sent as “Authorization: Bearer …”; valid for minutes.")
    refresh = serializers.CharField(help_text="Used once, for the next pair.")


class BegunOut(Plain):
    """What an app needs."""

    secret = serializers.CharField(help_text="To type, in base 32.")
    uri = serializers.CharField(help_text="otpauth://…, to show as a QR code.")


class RecoveryOut(Plain):
    """Recovery codes: shown this once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class OrganisationOut(serializers.ModelSerializer[Organisation]):
    """An organisation."""

    class Meta:
        """What its members see."""

        model = Organisation
        fields = ("id", "kind", "name", "created_at")
        read_only_fields = fields


@looks_like(examples.MEMBERSHIP)
class MembershipOut(serializers.ModelSerializer[Membership]):
    """An organisation, and what one is in it."""

    organisation = OrganisationOut(read_only=True)

    class Meta:
        """Of one's own memberships."""

        model = Membership
        fields = ("organisation", "kind", "created_at")
        read_only_fields = fields


@looks_like(examples.MEMBER)
class MemberOut(serializers.ModelSerializer[Membership]):
    """A member, to the others: a name and no address."""

    id = serializers.UUIDField(source="user_id", read_only=True)
    display_name = serializers.CharField(source="user.display_name", read_only=True)

    class Meta:
        """Who, as what, since when."""

        model = Membership
        fields = ("id", "display_name", "kind", "created_at")
        read_only_fields = fields


@looks_like(examples.INVITATION)
class InvitationOut(serializers.ModelSerializer[Invitation]):
    """An invitation, to the managers."""

    class Meta:
        """Whom, as what, until when."""

        model = Invitation
        fields = ("id", "email", "kind", "created_at", "expires_at")
        read_only_fields = fields


@looks_like(examples.PROFILE)
class ProfileOut(serializers.ModelSerializer[User]):
    """An account, to its owner."""

    memberships = MembershipOut(many=True, read_only=True)
    pending_email = serializers.CharField(read_only=True, help_text="A new address, until it is confirmed; or empty.")
    second_factor = serializers.SerializerMethodField()

    class Meta:
        """What it is and may do."""

        model = User
        fields = (
            "id",
            "email",
            "pending_email",
            "display_name",
            "role",
            "second_factor",
            "memberships",
            "created_at",
        )
        read_only_fields = fields

    def get_second_factor(self, user: User) -> bool:
        """Return whether the account asks for a code."""
        return has_second_factor(user)


@looks_like(examples.EXPORT)
class ExportOut(Plain):
    """Everything that is kept of an account. Other apps add what they keep, each under its name."""

    profile = serializers.DictField()
    log_ins = serializers.ListField(child=serializers.DictField())
    memberships = serializers.ListField(child=serializers.DictField())
    invitations_sent = serializers.ListField(child=serializers.DictField())
    invitations_received = serializers.ListField(child=serializers.DictField())
