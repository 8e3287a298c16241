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
from models.vocabulary.review import EXPERT
from models.vocabulary.verdict import Outcome, Verdict
from pipeline import issuer, keys, usage
from pipeline.assembly import Inputs, Issued
from pipeline.issuing import issue
from pipeline.lifecycle import names
from pipeline.lifecycle.names import CERTIFICATE, PROOF
from pipeline.messages import Message
from pipeline.photos import StoredPhotos
from pipeline.ports import Event, State
from pipeline.records import Json, Records, digest
from pipeline.succeeding import settle
from pipeline.wiring import Workshop

_PREPARATION: TypeAdapter[Preparation] = TypeAdapter(Preparation)
_ADMISSION: TypeAdapter[Admission] = TypeAdapter(Admission)
_EXAMINATION: TypeAdapter[Examination] = TypeAdapter(Examination)

Step = Callable[[Workshop, Message], str]
"""Returns a code for the progress line: ``prepared``, ``rejected:truncated``, ``authentic`` …"""


PAUSE = 15.0
"""Seconds before an examiner is asked again that named no time itself; doubles each time."""


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


class StageFailed(PipelineError):
    """A stage raised what it should not have. The fault's own text is left out: it may quote what was read.

    :param stage: the stage.
    :param kind: the exception's type.
    :param place: file and line.
    """

    def __init__(self, stage: str, kind: str, place: str) -> None:
        super().__init__(stage, kind, place)
        self.stage = stage
        self.kind = kind
        self.place = place

    def __str__(self) -> str:
        return f"{self.stage}: {self.kind} at {self.place}"


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
        _known_to(message.part, case),
        [None if case.challenge is None else case.challenge.model_dump(mode="json"), case.owner, case.created],
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
        if examination.usage is not None:
            usage.note(shop.store, message, examination.usage)
        _keep_asking(shop, message, examination)
        records.note_unavailable("analyse", message.part, result)
    return f"unavailable:{examination.why}"


def _known_to(examiner: str, case: CaseFile) -> dict[str, str]:
    """Return what an examiner's answer depends on of the pinned knowledge: no machine sees what experts said."""
    return {name: digest for name, digest in case.knowledge.items() if (name == "reviews") is (examiner == EXPERT)}


def _keep_asking(shop: Workshop, message: Message, answer: Unavailable) -> None:
    """Raise ``StillUnavailable`` while the case has patience; its clock starts at the first refusal."""
    if not answer.patient:
        return
    pause = PAUSE if answer.retry_after is None else answer.retry_after
    mark = keys.asked(message.case, message.examination, message.part, message.dispatch)
    now = shop.clock.now().timestamp()
    shop.store.create(mark, str(now).encode())
    waited = now - float(shop.store.get(mark))
    if waited + pause < shop.settings.patience:
        raise StillUnavailable(answer.why, pause)


def score(shop: Workshop, message: Message) -> str:
    """Weigh the findings."""
    records = Records(shop.store, message)
    inputs = _inputs(records)
    record = records.remember(
        "score", "all", _score_key(shop, inputs), lambda: shop.stages.score(inputs).model_dump(mode="json")
    )
    return Verdict.model_validate(record).outcome.value


def _recomputed(shop: Workshop, records: Records, inputs: Inputs) -> Verdict:
    """Return the verdict that the records give now.

    :raises ScoreDiffers: where it is not the one that was recorded.
    """
    verdict = shop.stages.score(inputs)
    recorded = records.recall("score", "all", _score_key(shop, inputs))
    if recorded is not None and recorded != verdict.model_dump(mode="json"):
        raise ScoreDiffers("score", "all")
    return verdict


def _score_key(shop: Workshop, inputs: Inputs) -> str:
    case, prepared, admission, examinations = inputs
    return digest(
        shop.stages.version("score"),
        case.model_dump(mode="json"),
        *([value.model_dump(mode="json") for value in values] for values in (prepared, [admission], examinations)),
    )


def certify(shop: Workshop, message: Message) -> str:
    """Check that the records speak of the case's own photos, recompute the score from them, then sign.

    A report is signed always, a certificate only for ``authentic``.

    A report that is there already was signed by an earlier run; it is believed only if a key of ours signed it and it
    says what the records say: whoever prepares photos can write to the same store.
    """
    key = keys.document(message.case, message.examination, "report.json")
    records = Records(shop.store, message)
    inputs = _inputs(records)
    shop.stages.check_records(inputs, shop.store.get)
    issuer.publish(shop.store, shop.issuer)
    verdict = _recomputed(shop, records, inputs)
    if not shop.store.exists(key):
        shop.store.create(key, shop.stages.sign_report(inputs, verdict, shop.signer, shop.clock.now()))
    report = shop.store.get(key)
    shop.stages.check_report(report, verdict, shop.trusted)
    code = issue(shop, message, report)
    settle(shop, message, report)
    return code


def publish(shop: Workshop, message: Message) -> str:
    """Draw report and certificate from what was signed; return the outcome.

    The report's picture comes last, and nothing is read after it: its presence says that all is done, and whoever
    waits for it may delete the case.
    """

    def document(name: str) -> str:
        return keys.document(message.case, message.examination, name)

    report = shop.store.get(document("report.json"))
    if not shop.store.exists(document("report.pdf")):
        issued = _issued(shop, document)
        for name, data in shop.stages.draw(report, issued, _pictures(shop, message)):
            shop.store.create(document(name), data)
    return Outcome(json.loads(report)["outcome"]).value


def draw_successor(shop: Workshop, certificate: str) -> None:
    """Draw the certificate of whoever took one over, where its case is still kept."""
    name = names.read(certificate)
    report = keys.document(name.case, name.examination, "report.json")
    if not shop.store.exists(report):
        return
    issued = Issued(*(shop.store.get(name.document(each)) for each in (CERTIFICATE, PROOF)))
    pictures = _pictures(shop, Message(case=name.case, examination=name.examination, dispatch="draw"))
    for drawn, data in shop.stages.draw(shop.store.get(report), issued, pictures):
        if drawn.startswith("certificate."):
            shop.store.create(name.document(drawn), data)


def _issued(shop: Workshop, document: Callable[[str], str]) -> Issued | None:
    if not shop.store.exists(document(PROOF)):
        return None
    return Issued(certificate=shop.store.get(document(CERTIFICATE)), proof=shop.store.get(document(PROOF)))


def _pictures(shop: Workshop, message: Message) -> dict[str, bytes]:
    records = Records(shop.store, message)
    prepared = [each for each in _preparations(records, records.case_file()) if isinstance(each, Prepared)]
    return {each.photo.label: shop.store.get(keys.derivative(message.case, each.derivative)) for each in prepared}


def record_fault(shop: Workshop, message: Message, stage: str) -> str:
    """Record the stage at which a fault of ours ended this dispatch; return the one that was recorded first.

    A chord that cannot go on fails its body too: without the record, whoever was heard last would be blamed.
    """
    key = keys.failed(message.case, message.examination, message.dispatch)
    shop.store.create(key, stage.encode())
    return shop.store.get(key).decode()


def fail(shop: Workshop, message: Message, stage: str) -> None:
    """Say that a fault of ours ended this dispatch."""
    emit(shop, message, "case", "failed", note=f"fault:{record_fault(shop, message, stage)}")


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


def is_gone(shop: Workshop, message: Message) -> bool:
    """Return whether the case was deleted."""
    return not shop.store.exists(keys.case_file(message.case, message.examination))


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
