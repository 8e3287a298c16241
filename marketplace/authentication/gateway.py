"""The one door to the pipeline's canvas: sends examinations, on commit, and takes what they report."""

import secrets

import redis
import structlog
from celery import Celery
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from marketplace.authentication.models import Case, Examination
from marketplace.authentication.services import events
from marketplace.authentication.signals import certificate_changed
from marketplace.authentication.states import Action
from marketplace.common.stores import blobs
from models.vocabulary.case import CaseFile
from models.vocabulary.errors import Retriable
from pipeline import broker, keys
from pipeline.certificate.shapes import Because
from pipeline.lifecycle.successions import Successions
from pipeline.status.decisions import Action as CertificateAction
from pipeline.status.decisions import Decision, Decisions
from pipeline.workflow import Canvas

log = structlog.get_logger("adriel.gateway")

QUEUE = "marketplace"
"""The queue of the marketplace's own tasks: whoever sends them, a worker of the pipeline too, names it."""

DONE, FAILED = "marketplace.case_done", "marketplace.case_failed"
"""Names of the tasks by which the pipeline says how an examination ended."""

EPOCH = "adriel:marketplace:epoch"
"""A key that only a Redis which lost everything does not hold."""


def dispatch(case: Case) -> None:
    """Send the last examination of a locked case, once the transaction is committed.

    Sent again, it goes on where it stopped: what is recorded is not done again.
    """
    examination = case.examinations.get(number=case.examination)
    examination.dispatch = secrets.token_hex(4)
    examination.dispatches += 1
    examination.sent_at = timezone.now()
    examination.save(update_fields=["dispatch", "dispatches", "sent_at"])
    events.move(case, Action.DISPATCH)
    transaction.on_commit(lambda: _send(examination))


def _send(examination: Examination) -> None:
    """Send the canvas. Where the broker cannot be reached the reaper sends it later: the case is not lost."""
    from marketplace.config.celery import app

    try:
        _canvas(app, examination).examination().apply_async()
    except (OperationalError, Retriable, redis.RedisError, OSError) as fault:
        log.warning("case_not_sent", case=examination.case_id, error=type(fault).__name__)


def _canvas(app: Celery, examination: Examination) -> Canvas:
    where = (examination.case_id, examination.number)
    file = CaseFile.model_validate_json(blobs().get(keys.case_file(*where)))
    told = (*where, examination.dispatch)
    done, failed = (app.signature(name, told, immutable=True, queue=QUEUE) for name in (DONE, FAILED))
    return Canvas(app, file, examination.dispatch, on_done=done, on_failed=failed)


def remember(case: str, examination: int) -> None:
    """Have a worker add the photos of a case that has ended to those seen before."""
    from marketplace.config.celery import app

    app.send_task("pipeline.remember", (case, examination))


def erase(case: str) -> None:
    """Have a worker erase the photos of a case, and all that was made of them."""
    from marketplace.config.celery import app

    app.send_task("pipeline.erase_photos", (case,))


def adopt_references(draft: str) -> None:
    """Have a worker make a reference set of what was handed in."""
    from marketplace.config.celery import app

    app.send_task("pipeline.adopt_references", (draft,))


def check_document(check: str) -> None:
    """Have a worker check a document that was handed in. Where the broker is away, whoever asks later has it sent."""
    from marketplace.config.celery import app

    try:
        app.send_task("pipeline.check_document", (check,))
    except (OperationalError, redis.RedisError, OSError) as fault:
        log.warning("check_not_sent", error=type(fault).__name__)


def decide(certificate: str, action: CertificateAction, *, reason: str, by: str) -> None:
    """Record a decision about a certificate, or about the one that stands in its place now, and have the lists say it.

    Whoever shows the certificate hears of it twice: now, and once the lists say it, which is when a restored one
    counts again. A message that is lost costs time only: the lists are signed anew by the clock, with all that was
    decided.

    :raises UnknownCertificate: none of that number was issued.
    """
    from marketplace.config.celery import app

    current = Successions(blobs()).current(certificate)
    Decisions(blobs()).decide(current, action, reason=reason, by=by, now=timezone.now())
    settled = app.signature("marketplace.certificate_settled", (current,), immutable=True, queue=QUEUE)
    transaction.on_commit(lambda: app.send_task("pipeline.set_status", ([current],), link=settled), robust=True)
    certificate_changed.send(Decisions, certificate=current)


def succeed(certificate: str) -> None:
    """Have a worker carry out that another certificate takes this one's place. A lost message costs time only."""
    from marketplace.config.celery import app

    transaction.on_commit(lambda: app.send_task("pipeline.succeed", (certificate,)), robust=True)


def handed_over(certificate: str) -> bool:
    """Return whether another holder took a certificate over, which the lists say a moment later."""
    found = Successions(blobs()).of(certificate)
    return found is not None and found.because is Because.TRANSFER


def decided(certificate: str) -> tuple[Decision, ...]:
    """Return what was decided about a certificate, or about the one that stands in its place now, first to last."""
    return Decisions(blobs()).decisions(Successions(blobs()).current(certificate))


def has_ended(examination: Examination) -> bool:
    """Return whether everything that an examination makes is there."""
    return blobs().exists(keys.document(examination.case_id, examination.number, "report.pdf"))


def has_failed(examination: Examination) -> bool:
    """Return whether a fault of ours ended the sending that counts."""
    return blobs().exists(keys.failed(examination.case_id, examination.number, examination.dispatch))


def fault_of(examination: Examination) -> str:
    """Return the stage at which a fault of ours ended the sending that counts; empty where none did."""
    key = keys.failed(examination.case_id, examination.number, examination.dispatch)
    return blobs().get(key).decode() if blobs().exists(key) else ""


def redis_lost_everything() -> bool:
    """Return whether Redis has forgotten what it held since this was asked last, and remember it from now on."""
    with redis.Redis.from_url(settings.PIPELINE.redis.client(2)) as client:
        return bool(client.set(EPOCH, secrets.token_hex(8), nx=True))


def broker_is_idle() -> bool:
    """Return whether no message waits and none is held by a worker."""
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client:
        return broker.is_idle(client)
