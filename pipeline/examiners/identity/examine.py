"""Reads the photos of a case, judges what was read, and lets nothing private out."""

from collections.abc import Iterable, Iterator, Sequence

from models.privacy import mask_serials
from models.profiles import requirements
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examined, NotExamined
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import Component, Profile, View
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.identity import (
    judge_calibre,
    judge_names,
    judge_numbers,
    judge_rules,
    judge_serials,
    judge_whole,
    judge_wording,
)
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.looking import look
from pipeline.examiners.identity.reading import Reading
from pipeline.examiners.identity.second_look import SecondLook, second_look
from pipeline.examiners.identity.version import NAME, VERSION
from pipeline.imaging import ocr

READ = (View.DIAL, View.CASEBACK, View.SERIAL, View.PAPERS, View.MOVEMENT, View.CLASP, View.OTHER)
"""Views that carry text worth reading, most telling first."""

EACH_VIEW = 3
"""Photos read of each view: more of the same add little. At two to four seconds a photo the seven views take a minute
and a half at most."""

_NUMBERED = (View.CASEBACK, View.SERIAL, View.PAPERS, View.CLASP)
"""Views on which a serial number stands."""

_PARTS = {View.DIAL: "dial", View.CASEBACK: "case back", View.MOVEMENT: "movement", View.PAPERS: "papers"}
"""Views without which part of the identity stays unknown, as people call them."""


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examined:
    """Examine what is written on a watch and its papers, or on one part of it."""
    expected, part = Expected(case.claim, knowledge.catalogue), _part(case)
    kept, repeats = judge_whole.without_repeats(photos.all)
    asked = _asked(case, part)
    chosen = [photo for view in asked for photo in [each for each in kept if each.photo.view is view][:EACH_VIEW]]
    readings = [look(photos, photo) for photo in chosen]
    findings = [judge_whole.note_repeat(*pair) for pair in repeats]
    findings += _judge(readings, expected, second_look(photos), part)
    findings = [_masked(finding, expected) for finding in findings]
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=tuple(findings),
        photos=tuple(photo.photo.sha256 for photo in chosen),
        not_examined=_not_examined(asked, kept, chosen, findings),
        versions={"code": VERSION, "ocr": ocr.NETWORKS, "catalogue": knowledge.catalogue.version},
    )


def _part(case: CaseFile) -> Component | None:
    return case.claim.part if case.profile is Profile.PART else None


def _asked(case: CaseFile, part: Component | None) -> tuple[View, ...]:
    """The views that are read: of a part its own and its papers, since an original part may sit in any watch."""
    if part is None:
        return READ
    own = requirements(case.profile, case.claim).views
    return tuple(view for view in READ if view in own or view is View.PAPERS)


def _judge(readings: Sequence[Reading], expected: Expected, again: SecondLook, part: Component | None) -> list[Finding]:
    dials = [reading for reading in readings if _shows_dial(reading.photo)] if part in {None, Component.DIAL} else []
    backs = _written_on(Component.CASEBACK, View.CASEBACK, readings, part)
    movements = _written_on(Component.MOVEMENT, View.MOVEMENT, readings, part)
    papers = _of(readings, View.PAPERS)
    numbered = [reading for view in _NUMBERED for reading in _of(readings, view)]
    answers: list[Finding | None] = []
    if dials:
        answers += _judge_dials(dials, expected, again)
    if backs:
        answers.append(judge_names.judge_brand(judge_names.CASEBACK, backs, expected, again))
        answers.append(judge_numbers.judge_reference(judge_numbers.CASEBACK, backs, expected, again))
        answers.append(judge_calibre.judge_calibre(judge_calibre.CASEBACK, backs, expected, again))
    if papers:
        answers.append(judge_names.judge_brand(judge_names.PAPERS, papers, expected, again))
        answers.append(judge_numbers.judge_reference(judge_numbers.PAPERS, papers, expected, again))
    if movements:
        answers.append(judge_calibre.judge_calibre(judge_calibre.MOVEMENT, movements, expected, again))
    if numbered:
        answers += judge_serials.judge_serial(numbered, expected, again)
    answers += judge_rules.judge_claim(numbered, expected)
    answers += judge_whole.judge_one_watch(dials, expected)
    answers.append(judge_wording.judge_address(readings))
    return [answer for answer in answers if answer is not None]


def _judge_dials(dials: Sequence[Reading], expected: Expected, again: SecondLook) -> Iterator[Finding | None]:
    yield judge_names.judge_brand(judge_names.DIAL, dials, expected, again)
    yield judge_names.judge_model(dials, expected, again)
    yield judge_wording.judge_wording(dials, expected)
    yield from judge_wording.judge_spelling(dials, expected, again)


def _written_on(component: Component, view: View, readings: Sequence[Reading], part: Component | None) -> list[Reading]:
    """The photos of a component; of one that is examined by itself, also those from another side."""
    if part is None:
        return _of(readings, view)
    return [*_of(readings, view), *_of(readings, View.OTHER)] if part is component else []


def _of(readings: Sequence[Reading], view: View) -> list[Reading]:
    return [reading for reading in readings if reading.photo.photo.view is view]


def _shows_dial(photo: Prepared) -> bool:
    view = photo.photo.view
    return view is View.DIAL or (view is View.OTHER and isinstance(photo.dial, Ellipse))


def _masked(finding: Finding, expected: Expected) -> Finding:
    """Hide whatever looks like a serial number, whichever judge let it through."""
    serial, allowed = expected.claim.serial, expected.public_numbers
    observed = mask_serials(finding.observed, serial=serial, allowed=allowed)
    sentence = mask_serials(finding.sentence, serial=serial, allowed=allowed)
    return finding.model_copy(update={"observed": observed, "sentence": sentence})


def _not_examined(
    asked: Sequence[View], kept: Sequence[Prepared], chosen: Sequence[Prepared], findings: Iterable[Finding]
) -> tuple[NotExamined, ...]:
    views, read = {photo.photo.view for photo in kept}, {photo.photo.sha256 for photo in chosen}
    surplus = [photo for photo in kept if photo.photo.view in asked and photo.photo.sha256 not in read]
    unknown = [each for each in findings if each.bearing is Bearing.UNREADABLE]
    return (
        *(
            NotExamined(what=part, why=f"no photo of the {called}")
            for part, called in _PARTS.items()
            if part in asked and part not in views
        ),
        *(NotExamined(what=each.photo.label, why=f"only {EACH_VIEW} photos of a view are read") for each in surplus),
        *(NotExamined(what=each.component, why=each.sentence) for each in unknown),
    )
