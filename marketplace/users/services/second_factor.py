"""A second factor: an app's codes, and recovery codes for when it is lost."""

from base64 import b32encode
from dataclasses import dataclass

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from marketplace.common.problems import Problem
from marketplace.users import tasks
from marketplace.users.letters import Letter
from marketplace.users.models import User
from marketplace.users.services import credentials


@dataclass(frozen=True, slots=True)
class Begun:
    """What an app needs: as text to type, and as an address to show as a QR code."""

    secret: str
    uri: str


def begin(*, user: User) -> Begun:
    """Make a secret for an app. Nothing is asked for until a code of it was shown.

    :raises Problem: ``account:second_factor_on``.
    """
    with transaction.atomic():
        _hold(user)
        if credentials.has_second_factor(user):
            raise Problem("account:second_factor_on")
        TOTPDevice.objects.filter(user=user).delete()
        device = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    return Begun(secret=b32encode(device.bin_key).decode(), uri=device.config_url)


def confirm(*, user: User, code: str) -> list[str]:
    """Ask for codes from now on, once one of them is right; return the recovery codes.

    :raises Problem: ``account:second_factor_off``, ``…_wrong`` or ``…_wait``.
    """
    codes: list[str] = []
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None:
            raise Problem("account:second_factor_off")
        if credentials.verify(device, code):
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = credentials.new_recovery_codes(user)
            tasks.write(Letter.SECOND_FACTOR_ON, user)
    if not codes:  # outside: a wrong code is counted
        raise Problem("account:second_factor_wrong")
    return codes


def renew_recovery_codes(*, user: User) -> list[str]:
    """Return new recovery codes; the old ones are void.

    :raises Problem: ``account:second_factor_off``.
    """
    with transaction.atomic():
        _hold(user)
        if not credentials.has_second_factor(user):
            raise Problem("account:second_factor_off")
        return credentials.new_recovery_codes(user)


def disable(*, user: User) -> None:
    """Ask for no codes any more.

    :raises Problem: ``account:second_factor_off``.
    """
    with transaction.atomic():
        _hold(user)
        if not credentials.has_second_factor(user):
            raise Problem("account:second_factor_off")
        forget(user)
        tasks.write(Letter.SECOND_FACTOR_OFF, user)


def forget(user: User) -> None:
    """Remove every device of an account."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _hold(user: User) -> None:
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
