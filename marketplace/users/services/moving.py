"""Another address for an account."""

from django.db import IntegrityError, transaction

from marketplace.common.problems import Problem
from marketplace.users import links, tasks
from marketplace.users.letters import Letter
from marketplace.users.links import Purpose
from marketplace.users.models import User, normal_email


def ask(*, user: User, email: str) -> None:
    """Tell the old address, and ask the new one to confirm. Whether that has an account already only it is told.

    The old one is told first and before anything has changed: while there is still time to reset the password.
    """
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        held.pending_email = normal_email(email)
        held.save(update_fields=["pending_email"])
        tasks.write(Letter.MOVING, held)
        tasks.write(Letter.MOVE, held)


def confirm(*, token: str) -> None:
    """Give an account its new address.

    :raises Problem: ``account:token_invalid``, also where somebody else has had the address since.
    """
    try:
        with transaction.atomic():
            user = links.account(Purpose.MOVE, token)
            user.email, user.pending_email = user.pending_email, ""
            user.save(update_fields=["email", "pending_email"])
    except IntegrityError:
        raise Problem("account:token_invalid") from None
