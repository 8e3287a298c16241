"""Examines a case in this process, with the product's own stages and examiners and without Celery.

What was made from a photo is kept by the photo's digest: the cases of one specimen share their untouched photos, and
reading one again would give the same again.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from models import catalogue
from models.profiles import examiners_of
from models.vocabulary.admission import NeedsPhotos
from models.vocabulary.case import CaseFile
from models.vocabulary.photo import Preparation, Prepared, Rejected, Submitted
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.gemini import NoKey
from pipeline.adapters.references import StoredReferences
from pipeline.adapters.seen import StoredSeen
from pipeline.assembly import RealStages
from pipeline.evaluation.accuracy.cases import ExaminedCase, KnownCase
from pipeline.evaluation.accuracy.code import Code
from pipeline.evaluation.accuracy.variants import Change
from pipeline.examiners.contract import Knowledge
from pipeline.imaging.refusal import Limits
from pipeline.photos import OpenedPhotos
from pipeline.references import publish

CREATED = "2026-01-15T12:00:00Z"
"""When every case is taken to be opened: results must not depend on the day of the run."""

SALT = "0" * 32
"""Nothing is signed here, so that no serial needs hiding."""

_KEPT = 64
"""Photos whose readings are kept: those of a few specimens, about 10 MB each."""


class Prints:
    """The photos that this process has prepared, with what was made from each; the oldest are let go.

    Keys hold the photo's digest and its label: the same bytes under another view are prepared anew.
    """

    def __init__(self) -> None:
        self._prepared: dict[tuple[str, str], tuple[Preparation, bytes]] = {}
        self._made: dict[tuple[str, str], dict[str, Any]] = {}

    def prepare(self, stages: RealStages, photo: Submitted, data: bytes) -> tuple[Preparation, bytes]:
        """Return the preparation and its derivative (empty where the photo is rejected)."""
        key = (photo.sha256, photo.label)
        if key not in self._prepared:
            result = stages.preprocess(photo, data, Limits())
            self._prepared[key] = (result, b"") if isinstance(result, Rejected) else result
            self._made[key] = {}
            for old in list(self._prepared)[:-_KEPT]:
                del self._prepared[old], self._made[old]
        return self._prepared[key]

    def made(self, photo: Submitted) -> dict[str, Any]:
        """Return what was made from a photo so far."""
        return self._made.setdefault((photo.sha256, photo.label), {})


class Desk:
    """Everything that one process examines cases with.

    :param store: folder for reference sets and the index of photos seen before; shared by all processes.
    :param seen: digest of that index.
    :param code: of this clone, as it was when the run began.
    """

    def __init__(self, store: Path, seen: str | None, code: Code | None = None) -> None:
        self._code = code or Code()
        self._blobs = LocalFiles(store)
        self._seen = seen
        self._stages = RealStages()
        self._prints = Prints()
        self._references: dict[str, str] = {}

    @cached_property
    def knowledge(self) -> Knowledge:
        """What the examiners may know beyond a case: no vision model, everything else."""
        return Knowledge(
            catalogue=catalogue.load(),
            vision=NoKey(),
            references=StoredReferences(self._blobs),
            seen=StoredSeen(self._blobs),
        )

    def examine(self, known: KnownCase, change: Change | None = None, kept: ExaminedCase | None = None) -> ExaminedCase:
        """Prepare, admit and examine a case.

        :param change: what happens to the photos before they are handed in; then nothing that was kept of them is used.
        :param kept: an earlier examination: answers of examiners whose code is still the same are taken from it.
        """
        clock, answered = Clock(), kept.answers_by(self._code.examiners) if kept else {}
        case, preparations, photos = self.open(known, change, clock)
        admission = self._stages.admit(case, preparations)
        answers = []
        for name in () if isinstance(admission, NeedsPhotos) else case.examiners:
            if name in answered and kept is not None:
                clock.seconds[name] = kept.seconds[name]
                answers.append(answered[name])
                continue
            with clock.running(name):
                answers.append(self._stages.examine(name, case, photos, self.knowledge))
        return ExaminedCase(
            name=known.name,
            truth=known.truth,
            case=case,
            preparations=preparations,
            admission=admission,
            examinations=tuple(answers),
            seconds=clock.seconds,
            code={each.examiner: self._code.examiners[each.examiner] for each in answers},
        )

    def open(
        self, known: KnownCase, change: Change | None = None, clock: "Clock | None" = None
    ) -> tuple[CaseFile, tuple[Preparation, ...], OpenedPhotos]:
        """Prepare a case's photos; return what an examiner is given, with the photos that could not be used."""
        clock = clock or Clock()
        with clock.running("draw"):
            handed_in = change(known.photos()) if change else known.photos()
        digests = [hashlib.sha256(data).hexdigest() for _, _, data in handed_in]
        data = {digest: each for digest, (_, _, each) in zip(digests, handed_in, strict=True)}
        submitted = tuple(
            Submitted(sha256=digest, view=view, ordinal=ordinal, size=len(data[digest]))
            for digest, (view, ordinal, _) in zip(digests, handed_in, strict=True)
        )
        prints = Prints() if change else self._prints
        with clock.running("preprocess"):
            preparations = tuple(self._prepare(prints, photo, data) for photo in submitted)
        usable = tuple(each for each in preparations if isinstance(each, Prepared))
        opened = OpenedPhotos(
            usable,
            derivative=lambda photo: data[photo.derivative],
            original=lambda photo: data[photo.photo.sha256],
            kept=lambda photo: prints.made(photo.photo),
        )
        return self._case_file(known, submitted), preparations, opened

    def _case_file(self, known: KnownCase, photos: tuple[Submitted, ...]) -> CaseFile:
        pinned = {"references": self._reference_set(known), "seen": self._seen}
        return CaseFile(
            case=hashlib.sha256(known.name.encode()).hexdigest()[:20],
            examination=1,
            profile=known.profile,
            claim=known.claim,
            photos=photos,
            created=CREATED,
            serial_salt=SALT,
            knowledge={name: digest for name, digest in pinned.items() if digest},
            challenge=known.challenge,
            owner=known.owner,
            examiners=known.examiners or examiners_of(known.profile, known.challenge, known.claim.part),
        )

    def _prepare(self, prints: Prints, photo: Submitted, data: dict[str, bytes]) -> Preparation:
        prepared, jpeg = prints.prepare(self._stages, photo, data[photo.sha256])
        if isinstance(prepared, Prepared):
            data[prepared.derivative] = jpeg
        return prepared

    def _reference_set(self, known: KnownCase) -> str | None:
        if known.references is None:
            return None
        folder = str(known.references())
        if folder not in self._references:
            self._references[folder] = publish(self._blobs, Path(folder))
        return self._references[folder]


class Clock:
    """CPU seconds of this process by what it did."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def running(self, what: str) -> Iterator[None]:
        """Count what happens inside."""
        begun = time.process_time()
        yield
        self.seconds[what] = round(self.seconds.get(what, 0.0) + time.process_time() - begun, 3)
