"""The Celery tasks: each loads its message, calls its step and maps what passes by itself to a retry."""

import contextlib
import traceback
from pathlib import Path
from typing import Any

import structlog
from celery import Task, shared_task
from celery.canvas import Signature

from models.vocabulary.errors import PipelineError, RecordsMissing, Retriable
from pipeline import steps
from pipeline.messages import Message
from pipeline.records import Records, attempted
from pipeline.wiring import workshop
from pipeline.workflow import Canvas

log = structlog.get_logger("adriel.tasks")

MAX_RETRIES = 40
"""Of what passes by itself. Patience, not this count, ends the waiting for an examiner: 10 minutes at 15 s or more."""
LATE_RECORDS = 5
"""How often a stage that ran early looks again for the records it needs, two seconds apart."""

Payload = dict[str, Any]


class StageTask(Task):  # type: ignore[type-arg]
    """Acknowledged when done; given back when its worker is killed; counted, timed and logged without private data."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    max_retries = MAX_RETRIES
    typing = False

    def perform(self, step: steps.Step, payload: Payload) -> str:
        """Run a step; send the task again where the cause passes by itself."""
        message, shop, stage = Message.read(payload), workshop(), self.name.removeprefix("pipeline.")
        try:
            with self._counted(message, stage), steps.tracked(shop, message, stage) as note:
                code = step(shop, message)
                note(code)
                return code
        except (Retriable, steps.StillUnavailable) as cause:
            steps.emit(shop, message, stage, "retried", note=str(cause))
            raise self.retry(exc=cause, countdown=min(cause.retry_after, 60.0)) from cause
        except RecordsMissing as cause:
            raise self.retry(exc=cause, countdown=2.0, max_retries=LATE_RECORDS) from cause
        except Exception:
            steps.record_fault(shop, message, stage)
            raise

    def _counted(self, message: Message, stage: str) -> contextlib.AbstractContextManager[None]:
        redelivered = (self.request.delivery_info or {}).get("redelivered")
        return attempted(workshop().store, message, stage) if redelivered else contextlib.nullcontext()

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:  # noqa: ANN401, ARG002
        """Log a fault: its kind and place; the text only of our own errors, which hold nothing private."""
        message = Message.read(args[0])
        detail = str(exc) if isinstance(exc, PipelineError) else type(exc).__name__
        log.error("stage_failed", case=message.case, stage=self.name, part=message.part, error=detail, at=_place(exc))


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
    read = Message.read(message)
    canvas = Canvas(
        self.app,
        Records(workshop().store, read).case_file(),
        read.dispatch,
        on_done=Signature.from_dict(on_done, app=self.app) if on_done else None,
        on_failed=Signature.from_dict(on_failed, app=self.app) if on_failed else None,
    )
    raise self.replace(canvas.examine() if admitted else canvas.ask_for_photos())


@shared_task(name="pipeline.analyse", base=StageTask, bind=True, soft_time_limit=150, time_limit=165)
def analyse(self: StageTask, message: Payload) -> None:
    """Let one examiner look."""
    self.perform(steps.analyse, message)


@shared_task(name="pipeline.score", base=StageTask, bind=True, ignore_result=True, soft_time_limit=20, time_limit=30)
def score(self: StageTask, message: Payload) -> None:
    """Weigh the findings."""
    self.perform(steps.score, message)


@shared_task(name="pipeline.certify", base=StageTask, bind=True, ignore_result=True, soft_time_limit=20, time_limit=30)
def certify(self: StageTask, message: Payload) -> None:
    """Sign the report and, where it is earned, the certificate."""
    self.perform(steps.certify, message)


@shared_task(name="pipeline.publish", base=StageTask, bind=True, ignore_result=True, soft_time_limit=60, time_limit=75)
def publish(self: StageTask, message: Payload) -> None:
    """Draw what was signed, and say that the case is done."""
    self.perform(steps.publish, message)
    steps.conclude(workshop(), Message.read(message))


@shared_task(name="pipeline.fail", bind=True, ignore_result=True, acks_late=True, typing=False)
def fail(self: Task, message: Payload, stage: str, on_failed: Payload | None) -> None:  # type: ignore[type-arg]
    """Record a fault of ours and tell whoever asked."""
    steps.fail(workshop(), Message.read(message), stage)
    if on_failed:
        Signature.from_dict(on_failed, app=self.app).apply_async()


@shared_task(name="pipeline.pulse", ignore_result=False)
def pulse(sent: str) -> str:
    """Return what was sent: a worker is alive when this comes back, not when its process exists."""
    return sent
