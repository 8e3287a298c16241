"""The Celery tasks: each loads its message, calls its step and maps what passes by itself to a retry."""

import contextlib
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog
from celery import Task, shared_task
from celery.canvas import Signature
from celery.exceptions import Ignore

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError, RecordsMissing, Retriable
from pipeline import (
    checking,
    erasure,
    handed_in,
    issuer,
    keys,
    listing_badges,
    listing_photos,
    listing_possession,
    references,
    seen,
    service_book,
    steps,
    succeeding,
)
from pipeline.erasure import take_back
from pipeline.messages import Message
from pipeline.ports import BlobMissing
from pipeline.records import Records, attempted, marked
from pipeline.transparency.witnessing import confirm
from pipeline.wiring import Workshop, workshop
from pipeline.workflow import Canvas

log = structlog.get_logger("adriel.tasks")

MAX_RETRIES = 12
"""Of what passes by itself, such as a disk that is full: with pauses that double up to a minute, eight minutes. An
examiner that cannot be reached is not counted: the case's patience ends that."""
LONGEST_PAUSE = 60.0
"""Seconds. Celery holds a task that waits unacknowledged: see ``app.VISIBILITY_TIMEOUT``."""

CLERICAL: Mapping[str, Any] = {
    "bind": True,
    "ignore_result": True,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "typing": False,
    "autoretry_for": (Retriable,),
    "retry_backoff": True,
    "retry_backoff_max": int(LONGEST_PAUSE),
    "max_retries": MAX_RETRIES,
    "soft_time_limit": 120,
    "time_limit": 135,
}
"""Of tasks about certificates that are there already: each may be run again, and at any time."""

Payload = dict[str, Any]


class StageTask(Task):  # type: ignore[type-arg]
    """Acknowledged when done; given back when its worker is killed; counted, timed and logged without private data."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    max_retries = None
    typing = False

    def perform(self, step: steps.Step, payload: Payload) -> str:
        """Run a step, counted and told to whoever follows the case; return its code."""
        with self.guarded(payload) as (shop, message):
            stage = self._stage()
            with self._counted(shop, message), steps.tracked(shop, message, stage) as note:
                code = step(shop, message)
                if steps.is_gone(shop, message):  # deleted while this worked: leave nothing of it behind
                    take_back(shop.store, message.case)
                    raise Ignore
                note(code)
            return code

    @contextlib.contextmanager
    def guarded(self, payload: Payload) -> Iterator[tuple[Workshop, Message]]:
        """Map what passes by itself to a retry, and any other fault to one whose text holds nothing private.

        :raises Ignore: where the case was deleted meanwhile: there is nothing left to do, and nobody to tell.
        """
        message, shop = Message.read(payload), workshop()
        try:
            with self._told(shop, message):
                yield shop, message
        except steps.StillUnavailable as cause:
            raise self._again(shop, message, cause, cause.retry_after) from None
        except (Retriable, RecordsMissing) as cause:
            with contextlib.suppress(Retriable):  # a store that is away cannot tell: it is asked the next time
                if steps.is_gone(shop, message):
                    raise Ignore from None
            if self.request.retries >= MAX_RETRIES:
                with contextlib.suppress(Retriable):
                    steps.record_fault(shop, message, self._stage())
                raise
            raise self._again(shop, message, cause, getattr(cause, "retry_after", 1.0)) from None

    @contextlib.contextmanager
    def _told(self, shop: Workshop, message: Message) -> Iterator[None]:
        """Map a fault of ours to one whose text holds nothing private, and record it.

        :raises Retriable: the store, where that is recorded, cannot be reached: the step is repeated instead.
        """
        try:
            yield
        except (steps.StillUnavailable, Retriable, RecordsMissing, Ignore):
            raise
        except Exception as fault:
            if steps.is_gone(shop, message):
                take_back(shop.store, message.case)
                raise Ignore from None
            steps.record_fault(shop, message, self._stage())
            if isinstance(fault, PipelineError):
                raise
            raise steps.StageFailed(self._stage(), type(fault).__name__, _place(fault)) from None

    def _again(self, shop: Workshop, message: Message, cause: PipelineError, first: float) -> Exception:
        steps.emit(shop, message, self._stage(), "retried", note=str(cause))
        pause = min(LONGEST_PAUSE, first * 2 ** min(self.request.retries, 6))
        return self.retry(exc=cause, countdown=pause, throw=False)

    def _stage(self) -> str:
        return self.name.removeprefix("pipeline.")

    def _counted(self, shop: Workshop, message: Message) -> contextlib.AbstractContextManager[None]:
        redelivered = (self.request.delivery_info or {}).get("redelivered")
        return attempted(shop.store, message, self._stage()) if redelivered else contextlib.nullcontext()

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:  # noqa: ANN401, ARG002
        """Log a fault. Only our own errors come here with a text, and theirs holds nothing private."""
        where = {name: args[0].get(name) for name in ("case", "part")}
        detail = str(exc) if isinstance(exc, PipelineError) else type(exc).__name__
        log.error("stage_failed", stage=self.name, error=detail, **where)


def _place(fault: BaseException) -> str:
    """Return file and line where a fault was raised: a traceback would quote what was being handled."""
    frames = traceback.extract_tb(fault.__traceback__, limit=-1)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


@shared_task(name="pipeline.preprocess", base=StageTask, bind=True, soft_time_limit=60, time_limit=75)
def preprocess(self: StageTask, message: Payload) -> None:
    """Prepare one photo."""
    self.perform(steps.preprocess, message)


@shared_task(name="pipeline.admit", base=StageTask, bind=True, ignore_result=True, soft_time_limit=20, time_limit=30)
def admit(self: StageTask, message: Payload, on_done: Payload | None, on_failed: Payload | None) -> None:
    """Continue with the examination, or ask for better photos."""
    admitted = self.perform(steps.admit, message) == "admitted"
    with self.guarded(message) as (shop, read):
        case = Records(shop.store, read).case_file()
    done, failed = (Signature.from_dict(sent, app=self.app) if sent else None for sent in (on_done, on_failed))
    canvas = Canvas(self.app, case, read.dispatch, on_done=done, on_failed=failed)
    raise self.replace(canvas.examine() if admitted else canvas.ask_for_photos())


@shared_task(name="pipeline.analyse", base=StageTask, bind=True, soft_time_limit=150, time_limit=165)
def analyse(self: StageTask, message: Payload) -> None:
    """Let one examiner look."""
    self.perform(steps.analyse, message)


@shared_task(name="pipeline.score", base=StageTask, bind=True, ignore_result=True, soft_time_limit=20, time_limit=30)
def score(self: StageTask, message: Payload) -> None:
    """Weigh the findings."""
    self.perform(steps.score, message)


@shared_task(name="pipeline.certify", base=StageTask, bind=True, ignore_result=True, soft_time_limit=60, time_limit=75)
def certify(self: StageTask, message: Payload) -> None:
    """Sign the report and, where it is earned, the certificate; list it and log it."""
    self.perform(steps.certify, message)


@shared_task(name="pipeline.publish", base=StageTask, bind=True, ignore_result=True, soft_time_limit=60, time_limit=75)
def publish(self: StageTask, message: Payload) -> None:
    """Draw what was signed, and say that the case is done."""
    outcome = self.perform(steps.publish, message)
    steps.emit(workshop(), Message.read(message), "case", "finished", note=outcome)


@shared_task(name="pipeline.set_status", **{**CLERICAL, "autoretry_for": (Exception,), "max_retries": None})
def set_status(self: Task, certificates: list[str]) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Make the signed lists say what was decided of certificates; repeated until they do."""
    shop = workshop()
    shop.publisher.carry_out(certificates, now=shop.clock.now())


@shared_task(name="pipeline.renew_lists", **CLERICAL)
def renew_lists(self: Task) -> None:  # type: ignore[type-arg]
    """Sign the status lists anew: one that is older than a week says nothing any more."""
    shop = workshop()
    issuer.publish(shop.store, shop.issuer)
    for new in succeeding.catch_up(shop):
        self.app.send_task("pipeline.draw", [new])
    shop.publisher.renew(now=shop.clock.now())


@shared_task(name="pipeline.confirm_log", **CLERICAL)
def confirm_log(self: Task) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Ask the witnesses again about the log's checkpoint: one may have been away when it was made."""
    shop = workshop()
    issuer.publish(shop.store, shop.issuer)
    confirm(shop.log, shop.witnesses)


@shared_task(name="pipeline.succeed", **CLERICAL)
def succeed(self: Task, certificate: str) -> None:  # type: ignore[type-arg]
    """Carry out that another certificate takes this one's place, and have that one drawn."""
    if (new := succeeding.tried(workshop(), certificate)) is not None:
        self.app.send_task("pipeline.draw", [new])


@shared_task(name="pipeline.write_service_book", **CLERICAL)
def write_service_book(self: Task, book: str, number: int) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Sign and log an entry of a service book, and those before it that are not yet."""
    shop = workshop()
    issuer.publish(shop.store, shop.issuer)
    service_book.write(shop, book, number)


@shared_task(name="pipeline.draw", **{**CLERICAL, "soft_time_limit": 60, "time_limit": 75})
def draw(self: Task, certificate: str) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Draw the certificate of whoever took one over."""
    steps.draw_successor(workshop(), certificate)


@shared_task(name="pipeline.remember", **CLERICAL)
def remember(self: Task, case: str, examination: int) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Add the photos of a case that has ended to those that were seen before."""
    store = workshop().store
    with contextlib.suppress(BlobMissing):  # deleted meanwhile
        seen.remember(store, CaseFile.model_validate_json(store.get(keys.case_file(case, examination))))


@shared_task(name="pipeline.check_document", **{**CLERICAL, "soft_time_limit": 20, "time_limit": 30})
def check_document(self: Task, check: str) -> None:  # type: ignore[type-arg]
    """Check a document that a stranger handed in."""
    shop = workshop()
    with _begun(self, shop, keys.check_result(check)) as may:
        checking.carry_out(
            shop.store,
            check,
            issuer=issuer.read(shop.store),
            base=shop.settings.public,
            now=shop.clock.now(),
            gives_up=not may,
        )


@shared_task(name="pipeline.adopt_references", **CLERICAL)
def adopt_references(self: Task, draft: str) -> None:  # type: ignore[type-arg]
    """Make a reference set of photos that an expert handed in."""
    shop = workshop()
    with _begun(self, shop, keys.reference_draft_result(draft)) as may:
        references.adopt(shop.store, draft, shop.settings.limits, gives_up=not may)


@shared_task(name="pipeline.listing_photo", **{**CLERICAL, "soft_time_limit": 60, "time_limit": 75})
def listing_photo(self: Task, key: str) -> None:  # type: ignore[type-arg]
    """Draw what is shown of a listing's photo."""
    shop = workshop()
    with _begun(self, shop, listing_photos.result_key(key)) as may:
        listing_photos.make(shop.store, key, shop.settings.limits, gives_up=not may)


@shared_task(name="pipeline.compare_listing", **{**CLERICAL, "soft_time_limit": 60, "time_limit": 75})
def compare_listing(self: Task, check: str, photos: list[str], certificate: str) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Compare a listing's photos with those of a certificate."""
    listing_badges.compare(workshop().store, check, photos, certificate)


@shared_task(name="pipeline.possession_photo", **{**CLERICAL, "soft_time_limit": 60, "time_limit": 75})
def possession_photo(self: Task, key: str, time: str) -> None:  # type: ignore[type-arg]
    """Read the hands on a photo that a buyer asked for."""
    shop = workshop()
    with _begun(self, shop, listing_possession.result_key(key)) as may:
        listing_possession.examine(shop.store, key, time, shop.settings.limits, gives_up=not may)


@contextlib.contextmanager
def _begun(task: Task, shop: Workshop, result: str) -> Iterator[bool]:  # type: ignore[type-arg]
    """Yield whether work on a stranger's file may begin: not once it ended its worker as often as it may."""
    if not (task.request.delivery_info or {}).get("redelivered"):
        yield True
        return
    with marked(shop.store, lambda k: keys.handed_in_attempt(result, k)) as may:
        yield may


@shared_task(name="pipeline.erase_photos", **CLERICAL)
def erase_photos(self: Task, case: str) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Erase a case's photos, and keep its certificates."""
    erasure.erase_photos(workshop().store, case)


@shared_task(name="pipeline.sweep", **CLERICAL)
def sweep(self: Task) -> None:  # type: ignore[type-arg]  # noqa: ARG001
    """Remove what strangers handed in a while ago."""
    shop = workshop()
    before = shop.clock.now() - handed_in.KEPT
    checking.sweep(shop.store, before)
    references.sweep_drafts(shop.store, before)


@shared_task(
    name="pipeline.fail",
    bind=True,
    ignore_result=True,
    acks_late=True,
    typing=False,
    autoretry_for=(Retriable,),
    retry_backoff=True,
    max_retries=MAX_RETRIES,
)
def fail(self: Task, message: Payload, stage: str, on_failed: Payload | None) -> None:  # type: ignore[type-arg]
    """Record a fault of ours and tell whoever asked, whatever becomes of the record."""
    try:
        steps.fail(workshop(), Message.read(message), stage)
    finally:
        if on_failed:
            Signature.from_dict(on_failed, app=self.app).apply_async()
