"""Proof that somebody is who they say: password, and second factor where the account has one."""

import math
import secrets

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.users.models import User, normal_email

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another: a recovery code is read from paper."""


def by_password(*, request: HttpRequest, email: str, password: str) -> User:
    """Return the account of an address and its password. Failed tries are counted; the middleware answers the locked.

    :raises Problem: ``account:credentials``, whatever is wrong.
    """
    user = authenticate(request, username=normal_email(email), password=password)
    if user is None:
        raise Problem("account:credentials")
    return user


def confirm_password(*, request: HttpRequest, user: User, password: str) -> None:
    """Have somebody who is logged in prove it anew, before something that a lent device must not do.

    :raises Problem: ``account:password_wrong``.
    """
    if authenticate(request, username=user.email, password=password) is None:
        raise Problem("account:password_wrong")


def confirm_second_factor(*, user: User, code: str) -> Device | None:
    """Have somebody prove that they hold their second factor; return it, or None where the account has none.

    :param code: of the app, or a recovery code, which this uses up.
    :raises Problem: ``account:second_factor_needed``, ``…_wrong`` or ``…_wait``.
    """
    if not has_second_factor(user):
        return None
    if not code:
        raise Problem("account:second_factor_needed")
    return _matching_device(user, code)


def has_second_factor(user: User) -> bool:
    """Return whether the account asks for a code."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def _matching_device(user: User, code: str) -> Device:
    """Return the device that a code is of. A code of the app counts once, a recovery code is removed.

    :raises Problem: ``account:second_factor_wrong`` or ``…_wait``.
    """
    is_recovery = len(_plain(code)) > _longest_app_code(user)
    with transaction.atomic():
        devices = (StaticDevice if is_recovery else TOTPDevice).objects.select_for_update()
        device = devices.filter(user=user, confirmed=True).first()
        matches = device is not None and verify(device, stored(code) if is_recovery else _plain(code))
    if device is None or not matches:
        raise Problem("account:second_factor_wrong")
    return device


def verify(device: Device, code: str) -> bool:
    """Return whether a code is the device's. After each wrong one it waits twice as long before it hears another.

    :raises Problem: ``account:second_factor_wait``.
    """
    allowed, why = device.verify_is_allowed()
    if not allowed:
        wait = math.ceil((why["locked_until"] - timezone.now()).total_seconds())
        raise Problem("account:second_factor_wait", retry_after=max(wait, 1))
    verified: bool = device.verify_token(code)
    return verified


def new_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes in place of the old ones: shown once, kept as keyed hashes."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    StaticToken.objects.bulk_create(StaticToken(device=device, token=stored(code)) for code in codes)
    return codes


def stored(code: str) -> str:
    """Return what is kept of a recovery code: 64 bits of a keyed hash, as much as the table's column holds."""
    return keyed("recovery code", _plain(code))[:16]


def _recovery_code() -> str:
    word = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join((word[:4], word[4:8], word[8:]))


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _longest_app_code(user: User) -> int:
    return max(TOTPDevice.objects.filter(user=user).values_list("digits", flat=True), default=0)
