"""Opening an account, and showing that its address is one's own.

Whoever asks learns nothing about whether an address has an account: the answer is the same, a password is hashed
either way, and a message leaves either way. What there is to say is written to the address.
"""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from marketplace.users import links, tasks
from marketplace.users.letters import Letter
from marketplace.users.links import Purpose
from marketplace.users.models import User, normal_email
from marketplace.users.services.passwords import must_be_hard_to_guess


def register(*, email: str, password: str, display_name: str = "") -> None:
    """Open an account, which can be used once its address is confirmed.

    While it is not, whoever registers the address again takes the account over: nobody has shown that it is theirs,
    and a stranger's password must not wait there for its owner to confirm.

    :raises Problem: ``request:invalid`` for a password that is too easy to guess.
    """
    email = normal_email(email)
    must_be_hard_to_guess(password, User(email=email, display_name=display_name))
    fields = {"password": make_password(password), "display_name": display_name}
    with transaction.atomic():
        user, _ = User.objects.get_or_create(email=email, defaults=fields)
        is_waiting = User.objects.filter(pk=user.pk, confirmed_at=None).update(**fields)
        tasks.write(Letter.CONFIRM if is_waiting else Letter.REGISTERED_ALREADY, user)


def ask_again(*, email: str) -> None:
    """Send the confirmation once more, where there is an account that waits for it."""
    tasks.write(Letter.CONFIRM, User.objects.filter(email=normal_email(email), confirmed_at=None).first())


def confirm(*, token: str) -> None:
    """Confirm an address.

    :raises Problem: ``account:token_invalid``.
    """
    with transaction.atomic():
        user = links.account(Purpose.CONFIRM, token)
        user.confirmed_at = timezone.now()
        user.save(update_fields=["confirmed_at"])
