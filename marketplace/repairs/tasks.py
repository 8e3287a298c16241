"""The task of repairs, on the queue ``marketplace``: its message carries an id alone."""

from functools import partial

import structlog
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway

from marketplace.repairs import letters
from marketplace.users.tasks import DELIVERED

log = structlog.get_logger("adriel.repairs")


@shared_task(name="marketplace.ask_consent", **DELIVERED)
def ask_consent(repair: str) -> None:
    """Ask a customer for consent."""
    letters.ask(repair)


def ask_later(repair: str) -> None:
    """Have a customer asked once the transaction is committed."""
    transaction.on_commit(partial(_send, repair), robust=True)


def _send(repair: str) -> None:
    """Send the message. Where the broker is away the letter is lost, and can be asked for again."""
    try:
        ask_consent.delay(repair)
    except (BrokerAway, OSError) as fault:
        log.warning("letter_not_sent", task=ask_consent.name, error=type(fault).__name__)
