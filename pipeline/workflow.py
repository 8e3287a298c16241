r"""The canvas: an examination on one screen.

::

    preprocess(photo) x n  ->  admit  ->  analyse(examiner) x m  ->  score  ->  certify  ->  publish  ->  on_done
                                  \->  certify  ->  publish  ->  on_done           (better photos are needed)

Tasks are named by string and the Celery app is handed in, so that a process which only sends cases loads no OpenCV.
``admit`` replaces itself with what follows; it makes that itself, so that no photo's message carries it along.
Any fault goes to ``fail``, which records it and calls ``on_failed``.
"""

from dataclasses import dataclass
from typing import Any

from celery import Celery, chain, chord
from celery.canvas import Signature

from models.vocabulary.case import CaseFile
from pipeline import queues
from pipeline.messages import Message


@dataclass(frozen=True)
class Canvas:
    """The canvas of one examination.

    :ivar dispatch: names this sending; a second sending of the same examination resumes where the first stopped.
    :ivar on_done: sent when report and pictures are there. At least once: the receiver is idempotent.
    :ivar on_failed: sent when a fault of ours ended the examination. At least once.
    """

    app: Celery
    case: CaseFile
    dispatch: str
    on_done: Signature[Any] | None = None
    on_failed: Signature[Any] | None = None

    def examination(self) -> Signature[Any]:
        """Prepare every photo, then see whether they are enough."""
        photos = [self._task("preprocess", photo.label, len(self.case.photos)) for photo in self.case.photos]
        return chord(photos, self._task("admit", on_done=self.on_done, on_failed=self.on_failed), app=self.app)

    def examine(self) -> Signature[Any]:
        """Ask every examiner, then weigh what they said, then conclude."""
        examiners = [self._task("analyse", name, len(self.case.examiners)) for name in self.case.examiners]
        return chord(examiners, chain(self._task("score"), *self._conclusion()), app=self.app)

    def ask_for_photos(self) -> Signature[Any]:
        """Conclude without an examination."""
        return chain(*self._conclusion())

    def _conclusion(self) -> list[Signature[Any]]:
        return [self._task("certify"), self._task("publish"), *([self.on_done] if self.on_done else [])]

    def _task(self, stage: str, part: str = "all", total: int = 1, **more: Signature[Any] | None) -> Signature[Any]:
        message = Message(
            case=self.case.case, examination=self.case.examination, dispatch=self.dispatch, part=part, total=total
        ).payload()
        name, first = f"pipeline.{stage}", queues.PRIORITY[self.case.lane]
        failed = self.app.signature("pipeline.fail", (message, stage, self.on_failed), immutable=True)
        queue = queues.queue_of(part) if stage == "analyse" else queues.ROUTES[name]
        task = self.app.signature(name, (message,), more, immutable=True, queue=queue, priority=first)
        return task.on_error(failed.set(priority=first))
