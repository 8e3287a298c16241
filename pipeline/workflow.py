r"""The canvas: an examination on one screen.

::

    preprocess(photo) x n  ->  admit  ->  analyse(examiner) x m  ->  score  ->  certify  ->  publish  ->  on_done
                                  \->  certify  ->  publish  ->  on_done           (better photos are needed)

Tasks are named by string and the Celery app is handed in, so that a process which only sends cases loads no OpenCV.
Any fault goes to ``fail``, which records it and calls ``on_failed``.
"""

from typing import Any

from celery import Celery, chain, chord
from celery.canvas import Signature

from models.vocabulary.case import CaseFile
from pipeline import queues
from pipeline.messages import Message


def examination(
    app: Celery,
    case: CaseFile,
    dispatch: str,
    *,
    on_done: Signature[Any] | None = None,
    on_failed: Signature[Any] | None = None,
) -> Signature[Any]:
    """Return the canvas of one examination, ready to be sent.

    :param dispatch: names this sending; a second sending of the same examination resumes where the first stopped.
    :param on_done: sent when report and pictures are there. At least once: the receiver is idempotent.
    :param on_failed: sent when a fault of ours ended the examination. At least once.
    """

    def task(stage: str, part: str = "all", total: int = 1, **continuations: Signature[Any]) -> Signature[Any]:
        message = Message(
            case=case.case, examination=case.examination, dispatch=dispatch, part=part, total=total
        ).payload()
        name = f"pipeline.{stage}"
        failed = app.signature("pipeline.fail", (message, stage, on_failed), immutable=True)
        where = queues.queue_of(part) if stage == "analyse" else queues.ROUTES[name]
        first = queues.PRIORITY[case.lane]
        signature = app.signature(name, (message,), continuations, immutable=True, queue=where, priority=first)
        return signature.on_error(failed.set(queue=queues.SCORE, priority=first))

    def conclude() -> list[Signature[Any]]:
        return [task("certify"), task("publish"), *([on_done] if on_done else [])]

    photos = [task("preprocess", photo.label, len(case.photos)) for photo in case.photos]
    examiners = [task("analyse", examiner, len(case.examiners)) for examiner in case.examiners]
    examine = chord(examiners, chain(task("score"), *conclude()), app=app)
    ask = chain(*conclude())
    return chord(photos, task("admit", examine=examine, ask=ask), app=app)
