import json
from dataclasses import replace

import pytest

from models.vocabulary.admission import Admitted
from models.vocabulary.examination import STAND_IN, Examined, NotExamined, Unavailable
from models.vocabulary.finding import Region
from models.vocabulary.verdict import Assurance, Outcome, Verdict
from pipeline.certificate import report, words
from pipeline.certificate.shapes import Report
from tests.support import sample_case
from tests.support.sample_case import NOW, SERIAL, SampleCase


def built(sample: SampleCase, *, safe: bool = True) -> Report:
    document = report.build(**sample.records(), issuer="did:web:adriel.example", safe=safe)
    return Report.model_validate_json(json.dumps(document, allow_nan=False), strict=True)


def test_the_explanation_of_a_verdict_shows_no_serial_number() -> None:
    sample = sample_case.authentic()
    told = sample.verdict.model_copy(update={"explanation": f"Engraved is {SERIAL}."})
    assert SERIAL not in built(replace(sample, verdict=told)).explanation


def test_a_report_has_everything_that_is_promised() -> None:
    document = report.build(**sample_case.authentic().records(), issuer="did:web:adriel.example", safe=True)
    assert list(document) == [
        "@context",
        "type",
        "issuer",
        "created",
        "case",
        "examination",
        "profile",
        "claim",
        "outcome",
        "assurance",
        "score",
        "reasons",
        "advice",
        "explanation",
        "findings",
        "photos",
        "not_examined",
        "versions",
        "usage",
        "warnings",
    ]
    assert {"posterior", "log10_lr", "prior", "contributions", "coverage", "table", "basis"} == set(document["score"])


def test_the_serial_number_is_nowhere_in_it_and_neither_is_the_salt() -> None:
    sample = sample_case.authentic()
    written = json.dumps(report.build(**sample.records(), issuer="did:web:adriel.example", safe=True))
    assert SERIAL not in written
    assert sample.case.serial_salt not in written


def test_the_owners_secret_opens_the_digest() -> None:
    sample = sample_case.authentic()
    secret = report.owner_secret(sample.case)
    claim = built(sample).claim
    assert secret["serial"] == SERIAL
    assert claim.serial is not None
    assert claim.serial.digest == secret["digest"]
    assert claim.serial.digest == sample_case.sha256(bytes.fromhex(secret["salt"]) + SERIAL.encode())


def test_a_case_without_serial_says_so() -> None:
    sample = sample_case.authentic().claiming(serial=None)
    assert built(sample).claim.serial is None
    assert report.owner_secret(sample.case)["digest"] is None


@pytest.mark.parametrize("spelling", ["M204817", "m204817", "M 204 817", "M-204.817", "NO.M204817X"])
def test_a_serial_that_an_examiner_lets_slip_is_hidden(spelling: str) -> None:
    sample = sample_case.authentic()
    first = sample.examinations[0]
    assert isinstance(first, Examined)
    slipped = first.findings[0].model_copy(update={"sentence": f"It reads {spelling}.", "observed": spelling})
    why = NotExamined(what=f"engraving {spelling}", why=f"{spelling} is worn")
    changed = first.model_copy(update={"findings": (slipped,), "not_examined": (why,)})
    verdict = sample.verdict.model_copy(update={"reasons": (spelling,), "advice": (spelling,)})
    document = built(replace(sample, examinations=(changed,), verdict=verdict))
    assert spelling not in document.model_dump_json()
    assert "[serial number]" in document.findings[0].sentence


@pytest.mark.parametrize("field", ["brand", "model", "reference", "calibre"])
def test_a_serial_that_was_typed_into_another_field_is_hidden_there(field: str) -> None:
    sample = sample_case.authentic().claiming(**{field: f"Tidewatch {SERIAL.lower()}"})
    assert SERIAL.lower() not in built(sample).model_dump_json()
    assert getattr(built(sample).claim, field) == "Tidewatch [serial number]"


def test_what_is_too_short_for_a_serial_is_not_looked_for() -> None:
    assert built(sample_case.authentic().claiming(serial="A-M")).claim.brand == "Aldenmoor"


def test_findings_are_numbered_and_point_at_photos_by_label() -> None:
    findings = built(sample_case.authentic()).findings
    assert [finding.number for finding in findings] == list(range(1, 10))
    assert findings[0].region is not None
    assert findings[0].region.photo == "dial"
    assert findings[3].region is None


def test_a_region_on_a_photo_that_is_not_there_is_dropped() -> None:
    sample = sample_case.authentic()
    first = sample.examinations[0]
    assert isinstance(first, Examined)
    region = Region(photo="0" * 64, polygon=((0, 0), (1, 0), (1, 1)))
    lost = first.findings[0].model_copy(update={"region": region})
    changed = first.model_copy(update={"findings": (lost,)})
    assert built(replace(sample, examinations=(changed,))).findings[0].region is None


def test_photos_carry_their_digests_and_their_flaws_in_words() -> None:
    photos = {photo.label: photo for photo in built(sample_case.authentic()).photos}
    assert photos["movement"].kind == "prepared"
    assert "reflection" in photos["movement"].flaws[0].words
    assert photos["papers"].kind == "rejected"
    assert photos["papers"].why.endswith("(ends after 6 bytes)")


def test_what_was_not_examined_is_said_once_for_each_thing() -> None:
    document = built(sample_case.inconclusive())
    missing = [(item.kind, item.what) for item in document.not_examined]
    assert missing == [
        ("examiner", "vision"),
        ("view", "clasp"),
        ("component", "crown"),
        ("component", "papers"),
        ("detail", "water resistance on the case back"),
    ]


def test_an_unavailable_examiner_is_explained_in_words() -> None:
    sample = sample_case.inconclusive()
    assert built(sample).not_examined[0].why == "no access to it was set up"
    odd = Unavailable(examiner="vision", version="1", why="moon phase", passing=True)
    assert "moon phase" in built(replace(sample, examinations=(odd,), verdict=_unscored(sample))).not_examined[0].why


def _unscored(sample: SampleCase) -> Verdict:
    assert sample.verdict.score is not None
    score = sample.verdict.score.model_copy(update={"contributions": (), "log10_lr": 0.0, "posterior": 0.5})
    return sample.verdict.model_copy(update={"score": score})


def test_a_case_that_needs_photos_has_no_score_and_says_which() -> None:
    document = built(sample_case.needs_photos())
    assert document.score is None
    assert document.advice == ("Photograph the dial from the front, in daylight.",)
    assert (document.not_examined[0].what, document.not_examined[0].why) == ("dial", "no photo shows the dial sharply")


def test_versions_and_costs_name_the_examiner() -> None:
    document = built(sample_case.authentic())
    assert document.versions["vision.model"] == "gemini-stand-in"
    assert document.versions["identity"] == "1"
    assert document.usage.by_examiner["vision"].input_tokens == 9120
    assert document.usage.cost_usd == pytest.approx(0.0131)


@pytest.mark.parametrize(("safe", "warned"), [(True, ()), (False, (words.DEVELOPMENT_KEY,))])
def test_a_development_key_is_named_in_the_report(safe: bool, warned: tuple[str, ...]) -> None:  # noqa: FBT001
    assert built(sample_case.authentic(), safe=safe).warnings == warned


def test_overlong_words_are_cut_instead_of_failing() -> None:
    sample = sample_case.authentic()
    first = sample.examinations[0]
    assert isinstance(first, Examined)
    changed = first.model_copy(update={"not_examined": (NotExamined(what="x", why="y" * 5000),)})
    told = built(replace(sample, examinations=(changed,), admission=Admitted())).not_examined
    why = next(item.why for item in told if item.what == "x")
    assert why.endswith("y…")
    assert len(why) == 1000


def test_the_report_is_dated_by_the_given_clock() -> None:
    assert built(sample_case.authentic()).created == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("codes", "table"),
    [(Outcome, words.MEANING), (Outcome, words.ADVICE), (Assurance, words.ASSURANCE)],
    ids=["outcomes", "advice", "assurances"],
)
def test_no_code_lacks_its_words(codes: type, table: dict[object, str]) -> None:
    assert set(codes) == set(table)  # type: ignore[call-overload]


def left_out(sample: SampleCase) -> SampleCase:
    """Return the case over the day's budget: nobody asks the vision model."""
    case = sample.case.model_copy(update={"examiners": ("identity",), "without": {"vision": "daily budget"}})
    return replace(sample, case=case, examinations=sample.examinations[:1])


def test_an_examiner_that_was_left_out_is_named_with_the_reason() -> None:
    first = built(left_out(sample_case.inconclusive())).not_examined[0]
    assert (first.kind, first.what, first.why) == ("examiner", "vision", "the budget for it was spent for the day")


def test_where_nobody_looked_nobody_is_said_to_be_left_out() -> None:
    assert "vision" not in [each.what for each in built(left_out(sample_case.needs_photos())).not_examined]


# Made for a trial


def test_a_report_that_rests_on_a_stand_in_says_that_it_proves_nothing() -> None:
    found = built(sample_case.made_up(sample_case.authentic()))
    assert found.warnings == (words.STAND_IN,)
    assert "proves nothing" in words.STAND_IN
    assert found.versions["vision.endpoint"] == STAND_IN
    assert built(sample_case.made_up(sample_case.authentic()), safe=False).warnings == (
        words.DEVELOPMENT_KEY,
        words.STAND_IN,
    )
    assert built(sample_case.authentic()).warnings == ()
