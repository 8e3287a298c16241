"""What each task does: load the inputs, call the stage, keep the record. No Celery here.

Every step is safe to run twice, at the same time, or again after its worker was killed half way.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import TypeAdapter

from models.vocabulary.admission import Admission, NeedsPhotos
from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError
from models.vocabulary.examination import Examination, Unavailable
from models.vocabulary.photo import Preparation, Prepared, Rejected
from models.vocabulary.verdict import Outcome, Verdict
from pipeline import keys
from pipeline.assembly import Inputs
from pipeline.messages import Message
from pipeline.photos import StoredPhotos
from pipeline.ports import Event, State
from pipeline.records import Json, Records, digest
from pipeline.wiring import Workshop

_PREPARATION: TypeAdapter[Preparation] = TypeAdapter(Preparation)
_ADMISSION: TypeAdapter[Admission] = TypeAdapter(Admission)
_EXAMINATION: TypeAdapter[Examination] = TypeAdapter(Examination)

Step = Callable[[Workshop, Message], str]
"""Returns a code for the progress line: ``prepared``, ``rejected:truncated``, ``authentic`` …"""


class StillUnavailable(PipelineError):
    """An examiner's cause is passing and there is patience left: the task asks again.

    :param why: the examiner's code.
    :param retry_after: seconds.
    """

    def __init__(self, why: str, retry_after: float) -> None:
        super().__init__(why, retry_after)
        self.why = why
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.why


class ScoreDiffers(PipelineError):
    """The score that was recorded is not the one that its records give. Nothing is signed."""


def preprocess(shop: Workshop, message: Message) -> str:
    """Prepare one photo: measure it, find its dial, hash it, write its derivative."""
    records = Records(shop.store, message)
    photo = next(photo for photo in records.case_file().photos if photo.label == message.part)
    limits = shop.settings.limits
    inputs = digest(shop.stages.version("preprocess"), photo.model_dump(mode="json"), limits.model_dump(mode="json"))

    def compute() -> Json:
        result = shop.stages.preprocess(photo, shop.store.get(keys.photo(message.case, photo.sha256)), limits)
        if isinstance(result, Rejected):
            return result.model_dump(mode="json")
        prepared, jpeg = result
        shop.store.create(keys.derivative(message.case, prepared.derivative), jpeg)
        return prepared.model_dump(mode="json")

    record = records.remember("preprocess", message.part, inputs, compute)
    return "prepared" if record["kind"] == "prepared" else f"rejected:{record['reason']}"


def admit(shop: Workshop, message: Message) -> str:
    """Decide whether there is enough to examine; the task continues with the answer."""
    records = Records(shop.store, message)
    case = records.case_file()
    prepared = _preparations(records, case)
    inputs = digest(shop.stages.version("admit"), [each.model_dump(mode="json") for each in prepared])
    record = records.remember("admit", "all", inputs, lambda: shop.stages.admit(case, prepared).model_dump(mode="json"))
    return str(record["kind"])


def analyse(shop: Workshop, message: Message) -> str:
    """Let one examiner look. A passing cause is never kept as the answer.

    :raises StillUnavailable: where the cause may pass and the case has waited less than it is allowed to.
    """
    records = Records(shop.store, message)
    case = records.case_file()
    prepared = _preparations(records, case)
    inputs = digest(
        shop.stages.examiner_version(message.part, shop.knowledge),
        case.claim.model_dump(mode="json"),
        case.profile,
        case.knowledge,
        [each.model_dump(mode="json") for each in prepared],
    )
    photos = StoredPhotos(shop.store, case, tuple(each for each in prepared if isinstance(each, Prepared)))
    result = records.remember_unless(
        "analyse",
        message.part,
        inputs,
        lambda: shop.stages.examine(message.part, case, photos, shop.knowledge).model_dump(mode="json"),
        passing=lambda value: value["kind"] == "unavailable" and bool(value["passing"]),
    )
    examination = _EXAMINATION.validate_python(result)
    if not isinstance(examination, Unavailable):
        return f"examined:{len(examination.findings)}"
    if examination.passing:
        _keep_asking(shop, message, examination)
        records.note_unavailable("analyse", message.part, result)
    return f"unavailable:{examination.why}"


def _keep_asking(shop: Workshop, message: Message, answer: Unavailable) -> None:
    """Raise ``StillUnavailable`` while the case has patience; its clock starts at the first refusal."""
    if answer.retry_after is None:
        return
    mark = keys.asked(message.case, message.examination, message.part, message.dispatch)
    now = shop.clock.now().timestamp()
    shop.store.create(mark, str(now).encode())
    waited = now - float(shop.store.get(mark))
    if waited + answer.retry_after < shop.settings.patience:
        raise StillUnavailable(answer.why, answer.retry_after)


def score(shop: Workshop, message: Message) -> str:
    """Weigh the findings."""
    records = Records(shop.store, message)
    return _score(shop, records, keep=True).outcome.value


def _score(shop: Workshop, records: Records, *, keep: bool) -> Verdict:
    inputs = _inputs(records)
    case, prepared, admission, examinations = inputs
    key = digest(
        shop.stages.version("score"),
        case.model_dump(mode="json"),
        *([value.model_dump(mode="json") for value in values] for values in (prepared, [admission], examinations)),
    )

    def compute() -> Json:
        return shop.stages.score(inputs).model_dump(mode="json")

    if keep:
        return Verdict.model_validate(records.remember("score", "all", key, compute))
    verdict = compute()
    if records.recall("score", "all", key) not in (verdict, None):
        raise ScoreDiffers("score", "all")
    return Verdict.model_validate(verdict)


def certify(shop: Workshop, message: Message) -> str:
    """Recompute the score from the records, then sign: a report always, a certificate only for ``authentic``."""
    records = Records(shop.store, message)
    document = keys.document(message.case, message.examination, "report.json")
    if not shop.store.exists(document):
        with records.attempt("certify", "all"):
            verdict = _score(shop, records, keep=False)
            shop.store.create(
                document, shop.stages.sign_report(_inputs(records), verdict, shop.signer, shop.clock.now())
            )
    certificate = shop.stages.sign_certificate(
        records.case_file(), shop.store.get(document), shop.signer, shop.clock.now()
    )
    if certificate is not None:
        shop.store.create(keys.document(message.case, message.examination, "certificate.json"), certificate)
    return "certificate" if certificate is not None else "report"


def publish(shop: Workshop, message: Message) -> str:
    """Draw report and certificate from what was signed, and say that the case is done."""
    records = Records(shop.store, message)
    case = records.case_file()

    def document(name: str) -> str:
        return keys.document(message.case, message.examination, name)

    if not shop.store.exists(document("report.pdf")):
        report = shop.store.get(document("report.json"))
        signed = document("certificate.json")
        certificate = shop.store.get(signed) if shop.store.exists(signed) else None
        with records.attempt("publish", "all"):
            prepared = [each for each in _preparations(records, case) if isinstance(each, Prepared)]
            pictures = {
                each.photo.label: shop.store.get(keys.derivative(message.case, each.derivative)) for each in prepared
            }
            # The report's picture last: its presence is what says that this step is done.
            for name, data in shop.stages.draw(report, certificate, pictures):
                shop.store.create(document(name), data)
    return "published"


def fail(shop: Workshop, message: Message, stage: str) -> None:
    """Record that a fault of ours ended this dispatch, and say so."""
    note = f"{stage}:{message.part}".encode()
    shop.store.create(keys.failed(message.case, message.examination, message.dispatch), note)
    emit(shop, message, "case", "failed", note=f"fault:{stage}")


@contextlib.contextmanager
def tracked(shop: Workshop, message: Message, stage: str) -> Iterator[Callable[[str], None]]:
    """Say that a part starts and, with a code and its time, that it finished."""
    begun = time.monotonic()
    notes: list[str] = []
    emit(shop, message, stage, "started")
    yield notes.append
    emit(shop, message, stage, "finished", ms=int((time.monotonic() - begun) * 1000), note="".join(notes))


def emit(shop: Workshop, message: Message, stage: str, state: State, *, ms: int = 0, note: str = "") -> None:
    """Append one event; best effort."""
    part: dict[str, Any] = {"part": message.part, "total": message.total}
    where: dict[str, Any] = {"case": message.case, "examination": message.examination, "dispatch": message.dispatch}
    shop.progress.emit(Event(stage=stage, state=state, ms=ms, note=note, **part, **where))


def conclude(shop: Workshop, message: Message) -> None:
    """Say that the case is done, with the outcome as it was signed."""
    report = json.loads(shop.store.get(keys.document(message.case, message.examination, "report.json")))
    emit(shop, message, "case", "finished", note=Outcome(report["outcome"]).value)


def _inputs(records: Records) -> Inputs:
    case = records.case_file()
    admission = _admission(records)
    return case, _preparations(records, case), admission, _examinations(records, case, admission)


def _preparations(records: Records, case: CaseFile) -> tuple[Preparation, ...]:
    found = records.all("preprocess", [photo.label for photo in case.photos])
    return tuple(_PREPARATION.validate_python(value) for value in found)


def _admission(records: Records) -> Admission:
    return _ADMISSION.validate_python(records.all("admit", ["all"])[0])


def _examinations(records: Records, case: CaseFile, admission: Admission) -> tuple[Examination, ...]:
    if isinstance(admission, NeedsPhotos):
        return ()
    return tuple(_EXAMINATION.validate_python(value) for value in records.all("analyse", list(case.examiners)))
