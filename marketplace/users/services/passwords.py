"""Another password: for whoever knows the old one, and for whoever reads the address's mail."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.users import links, tasks
from marketplace.users.letters import Letter
from marketplace.users.links import Purpose
from marketplace.users.models import User, normal_email


def forget(*, email: str) -> None:
    """Send a token for choosing a new password, where the address has an account; nobody is told whether it has."""
    tasks.write(Letter.RESET, User.objects.filter(email=normal_email(email)).first())


def reset(*, token: str, password: str) -> None:
    """Set the password of whoever a token was sent to. That confirms the address as well. A second factor stays.

    :raises Problem: ``account:token_invalid``; ``request:invalid`` for a password that is too easy to guess.
    """
    with transaction.atomic():
        user = links.account(Purpose.RESET, token)
        user.confirmed_at = user.confirmed_at or timezone.now()
        _set(user, password)


def change(*, user: User, password: str) -> User:
    """Set the password of an account, and return it as it is now.

    :raises Problem: ``request:invalid`` for a password that is too easy to guess.
    """
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        _set(held, password)
    return held


def must_be_hard_to_guess(password: str, user: User) -> None:
    """Refuse a password that is short, common, or like the address or name.

    :raises Problem: ``request:invalid``.
    """
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Problem("request:invalid", errors={"password": fault.messages}) from None


def _set(user: User, password: str) -> None:
    """Set a password; whoever was logged in with the old one is so no more."""
    must_be_hard_to_guess(password, user)
    user.set_password(password)
    user.generation += 1
    user.save(update_fields=["password", "generation", "confirmed_at"])
    tasks.write(Letter.PASSWORD_CHANGED, user)
