"""The tasks of cases, on the queue ``marketplace``: each loads, calls and returns, and may be run again at any time."""

from typing import Any

import redis
from celery import shared_task
from django.db import InterfaceError, OperationalError, transaction

from marketplace.authentication.services import conclusions, reaping, reference_sets, reviewing, tidying
from marketplace.authentication.signals import certificate_changed
from models.vocabulary.errors import Retriable

PATIENT: dict[str, Any] = {
    "ignore_result": True,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "autoretry_for": (Retriable, OperationalError, InterfaceError, redis.RedisError),
    "retry_backoff": True,
    "retry_backoff_max": 30,
    "max_retries": 20,
    "soft_time_limit": 120,
    "time_limit": 135,
}
"""Repeated while the database or the store is away; after that the reaper sees to it."""


@shared_task(name="marketplace.case_done", **PATIENT)
def case_done(case: str, examination: int, dispatch: str) -> None:  # noqa: ARG001 - whichever sending ended it
    """Take over what an examination found."""
    conclusions.conclude(case, examination)


@shared_task(name="marketplace.case_failed", **PATIENT)
def case_failed(case: str, examination: int, dispatch: str) -> None:
    """Answer a fault of ours."""
    conclusions.give_up_or_send_again(case, examination, dispatch)


@shared_task(name="marketplace.certificate_settled", **PATIENT)
def certificate_settled(certificate: str) -> None:
    """Say that the signed lists have what was decided of a certificate."""
    with transaction.atomic():
        certificate_changed.send(certificate_settled, certificate=certificate)


@shared_task(name="marketplace.reap", **{**PATIENT, "autoretry_for": (), "max_retries": 0})
def reap() -> None:
    """Look at what stands still."""
    reaping.reap()


@shared_task(name="marketplace.tidy", **PATIENT)
def tidy() -> None:
    """Remove uploads that nobody will submit, and what was left of withdrawn cases."""
    tidying.tidy()


@shared_task(name="marketplace.release_reviews", **PATIENT)
def release_reviews() -> None:
    """Put back what experts held too long, and go on where a decision was not acted on."""
    reviewing.release_overdue()


@shared_task(name="marketplace.settle_references", **PATIENT)
def settle_references() -> None:
    """Take over what became of reference sets that were handed in."""
    reference_sets.settle()
