"""Stages that do what a folder tells them, so that a test can stop, kill or fail a real worker inside any of them.

``hold-<stage>``     while this file exists, the stage says ``holding-<stage>`` and waits
``stop-<stage>``     the stage tells its worker to stop, which often has not read yet that the stage has begun
``die-<stage>``      the stage ends its own process, as running out of memory does
``raise-<stage>``    the stage raises an error that quotes a secret
``pace``             holds the seconds that every stage takes
``authentic``        a certificate is earned
``absent-<name>``    the examiner is unavailable for a passing cause
``calls``            one line for each time a stage really worked
"""

import contextlib
import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from benchmarks.empty_stages import EmptyStages
from models.vocabulary.admission import Admission, NeedsPhotos, Wanted
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination, Unavailable
from models.vocabulary.photo import Preparation, Prepared, Rejected, Submitted
from models.vocabulary.verdict import Verdict
from models.vocabulary.views import View
from pipeline.assembly import Inputs, Issued, Lister
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.imaging.refusal import Limits
from pipeline.lifecycle import names
from pipeline.ports import Signer

LONGEST_HOLD = 60.0
SECRET = "SERIAL-M204817"


class ScriptedStages(EmptyStages):
    """Implements ``pipeline.assembly.Stages`` as a folder says."""

    def __init__(self, script: Path) -> None:
        self._script = script

    def _enter(self, stage: str, part: str = "all") -> None:
        with (self._script / "calls").open("a") as calls:
            calls.write(f"{stage} {part}\n")
        if (self._script / f"stop-{stage}").exists():
            os.kill(os.getppid(), signal.SIGTERM)
        with contextlib.suppress(FileNotFoundError):
            time.sleep(float((self._script / "pace").read_text()))
        end = time.monotonic() + LONGEST_HOLD
        while (self._script / f"hold-{stage}").exists() and time.monotonic() < end:
            (self._script / f"holding-{stage}").write_text(str(os.getpid()))
            time.sleep(0.02)
        if (self._script / f"die-{stage}").exists():
            os.kill(os.getpid(), signal.SIGKILL)
        if (self._script / f"raise-{stage}").exists():
            raise RuntimeError(f"as the script says: {SECRET}")

    def preprocess(self, photo: Submitted, data: bytes, limits: Limits) -> tuple[Prepared, bytes] | Rejected:
        self._enter("preprocess", photo.label)
        return super().preprocess(photo, data, limits)

    def admit(self, case: CaseFile, prepared: tuple[Preparation, ...]) -> Admission:
        self._enter("admit")
        if (self._script / "ask").exists():
            return NeedsPhotos(wanted=(Wanted(view=View.DIAL, why="the script says so", advice="Do so."),))
        return super().admit(case, prepared)

    def examine(self, name: str, case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
        self._enter("analyse", name)
        if (self._script / f"absent-{name}").exists():
            return Unavailable(examiner=name, version="1", why="rate limited", passing=True, retry_after=0.5)
        return super().examine(name, case, photos, knowledge)

    def score(self, inputs: Inputs) -> Verdict:
        self._enter("score")
        return super().score(inputs)

    def sign_certificate(self, report: bytes, signer: Signer, now: datetime, lister: Lister) -> bytes | None:
        if not (self._script / "authentic").exists():
            return None
        lister({})
        self._enter("certificate")
        return json.dumps({"id": json.loads(report)["id"], "evidence": hashlib.sha256(report).hexdigest()}).encode()

    def sign_report(self, inputs: Inputs, verdict: Verdict, signer: Signer, now: datetime) -> bytes:
        self._enter("certify")
        said = json.loads(super().sign_report(inputs, verdict, signer, now))
        case = inputs[0]
        return json.dumps({**said, "id": names.Name(case.case, case.examination).id, "nonce": time.time_ns()}).encode()

    def draw(self, report: bytes, issued: Issued | None, pictures: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        if issued is not None:
            yield "certificate.pdf", b"drawn"
        self._enter("publish")
        yield from super().draw(report, issued, pictures)
