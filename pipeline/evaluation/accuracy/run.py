"""Examines all cases of a set, in parallel; what was examined is kept, so that an interrupted run goes on.

A kept result is found by the name of its case and by a digest of what every examiner depends on; beside each answer
stands the digest of its examiner's code, and who has changed since looks again.
"""

import contextlib
import hashlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.evaluation.accuracy.cases import ExaminedCase, KnownCase
from pipeline.evaluation.accuracy.code import Code
from pipeline.evaluation.accuracy.desk import Desk
from pipeline.evaluation.accuracy.variants import VARIANTS

Told = Callable[[int, int], None]
"""Gets cases done and cases in all."""


@dataclass(frozen=True)
class Job:
    """Cases that share photos, to be examined by one process.

    :ivar variants: (case, variant) pairs; the variant ``""`` is the case as it is.
    """

    variants: tuple[tuple[KnownCase, str], ...]


@dataclass(frozen=True)
class Place:
    """Where a run keeps what it has.

    :ivar code: what the run examines with, as it was at its start.
    """

    folder: Path
    code: Code

    @property
    def results(self) -> Path:
        """One JSON file an examined case."""
        return self.folder / "results" / self.code.shared

    @property
    def blobs(self) -> Path:
        """Reference sets, and the index of photos seen before."""
        return self.folder / "blobs"


def jobs(cases: Iterable[KnownCase], variants: Callable[[KnownCase], Sequence[str]]) -> list[Job]:
    """Group cases by specimen, in an order that says nothing: half of a run is then a sample of the whole.

    :param variants: which further variants of a case are wanted.
    """
    groups: dict[str, list[tuple[KnownCase, str]]] = {}
    for case in cases:
        groups.setdefault(case.truth.watch, []).extend((case, name) for name in ("", *variants(case)))
    shuffled = sorted(groups, key=lambda watch: hashlib.sha256(watch.encode()).digest())
    return [Job(tuple(groups[watch])) for watch in shuffled]


def examine_all(todo: Sequence[Job], place: Place, *, seen: str | None, processes: int, told: Told) -> None:
    """Examine what has no result yet.

    :param told: called after each job, and once before the first.
    :raises RuntimeError: where a process of the pool was killed.
    """
    place.results.mkdir(parents=True, exist_ok=True)
    whole = sum(len(job.variants) for job in todo)
    open_jobs = [job for job in (_unfinished(job, place) for job in todo) if job.variants]
    done = whole - sum(len(job.variants) for job in open_jobs)
    told(done, whole)
    for count in _finished(open_jobs, place, seen, processes):
        done += count
        told(done, whole)


def results(cases: Iterable[KnownCase], place: Place, variant: str = "") -> Iterator[ExaminedCase]:
    """Yield the examined cases, in order; those without a result are left out."""
    for case in cases:
        if (found := _load(_path(place, case, variant))) is not None:
            yield found


def _unfinished(job: Job, place: Place) -> Job:
    return Job(tuple(each for each in job.variants if not _is_current(_load(_path(place, *each)), place.code)))


def _is_current(kept: ExaminedCase | None, code: Code) -> bool:
    return kept is not None and len(kept.answers_by(code.examiners)) == len(kept.examinations)


def _finished(todo: Sequence[Job], place: Place, seen: str | None, processes: int) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(place, seen)) as pool:
        futures = {pool.submit(_examine, job): len(job.variants) for job in todo}
        try:
            for future in as_completed(futures):
                future.result()
                yield futures[future]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_DESK: list[tuple[Desk, Place]] = []


def _begin(place: Place, seen: str | None) -> None:
    """Prepare a process: one thread, no share in the terminal's Ctrl-C."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    _DESK[:] = [(Desk(place.blobs, seen, place.code), place)]


def _examine(job: Job) -> None:
    desk, place = _DESK[0]
    for case, variant in job.variants:
        path = _path(place, case, variant)
        _keep(path, desk.examine(case, VARIANTS[variant] if variant else None, kept=_load(path)))


def _path(place: Place, case: KnownCase, variant: str) -> Path:
    return place.results / f"{case.name}{'.' if variant else ''}{variant}.json"


def _keep(path: Path, examined: ExaminedCase) -> None:
    """Write whole or not at all."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(examined.model_dump_json(), encoding="utf-8")
    draft.rename(path)


def _load(path: Path) -> ExaminedCase | None:
    with contextlib.suppress(FileNotFoundError, ValidationError):
        return ExaminedCase.model_validate_json(path.read_bytes())
    return None
