"""The tasks of accounts, on the queue ``marketplace``: letters, and what is done by the clock.

Messages carry ids alone. An address, a name and a token are read or made where the letter is written.
"""

import smtplib
from functools import partial
from typing import Any

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError, transaction
from kombu.exceptions import OperationalError as BrokerAway

from marketplace.users import letters
from marketplace.users.letters import Letter
from marketplace.users.models import Invitation, User
from marketplace.users.services import tidying

log = structlog.get_logger("adriel.accounts")

DELIVERED: dict[str, Any] = {
    "ignore_result": True,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "autoretry_for": (OperationalError, InterfaceError, smtplib.SMTPException, OSError),
    "retry_backoff": True,
    "retry_backoff_max": 60,
    "max_retries": 10,
    "soft_time_limit": 60,
    "time_limit": 75,
}
"""A letter may come twice, and is repeated while the mail server is away."""


@shared_task(name="marketplace.send_letter", **DELIVERED)
def send_letter(letter: str, account: str) -> None:
    """Send an account a letter. Nobody has the empty id: it is asked for where an address is unknown."""
    user = User.objects.filter(pk=account).first() if account else None
    if user is not None:
        letters.to_account(Letter(letter), user)


@shared_task(name="marketplace.send_invitation", **DELIVERED)
def send_invitation(invitation: str) -> None:
    """Send an invitation to its address."""
    found = Invitation.objects.filter(pk=invitation).first()
    if found is not None:
        letters.to_invited(found)


@shared_task(name="marketplace.tidy_accounts", ignore_result=True, soft_time_limit=120, time_limit=135)
def tidy_accounts() -> None:
    """Forget what has expired. What fails is done an hour later."""
    tidying.tidy()


def write(letter: Letter, user: User | None) -> None:
    """Have a letter sent once the transaction is committed.

    :param user: None where an address has no account: the message is sent all the same and leads to nothing, so that
        the time an answer takes does not tell who has an account.
    """
    transaction.on_commit(partial(_send, send_letter, letter.value, str(user.pk) if user else ""), robust=True)


def invite(invitation: Invitation) -> None:
    """Have an invitation sent once the transaction is committed."""
    transaction.on_commit(partial(_send, send_invitation, str(invitation.pk)), robust=True)


def _send(task: Any, *told: str) -> None:  # noqa: ANN401 - Celery's tasks have no common type
    """Send a message. Where the broker is away the letter is lost, and can be asked for again."""
    try:
        task.delay(*told)
    except (BrokerAway, OSError) as fault:
        log.warning("letter_not_sent", task=task.name, error=type(fault).__name__)
