"""A run examines each case once, goes on where it was interrupted, and keeps processes to one thread."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.evaluation.accuracy.cases import KnownCase
from pipeline.evaluation.accuracy.code import Code
from pipeline.evaluation.accuracy.desk import Desk
from pipeline.evaluation.accuracy.run import Place, examine_all, jobs, results
from pipeline.evaluation.accuracy.sources import from_folder

EXAMPLE = Path(__file__).parents[4] / "examples" / "aldenmoor-wrong-dial"

pytestmark = pytest.mark.slow


def cases(folder: Path) -> list[KnownCase]:
    for name in ("one", "two"):
        shutil.copytree(EXAMPLE, folder / name)
        (folder / name / "truth.toml").write_text('genuine = true\ndomain = "rendered"\nwatch = "same"\n')
    return list(from_folder(folder))


def test_cases_of_one_specimen_are_one_job_and_each_is_examined_once(tmp_path: Path) -> None:
    known, place = cases(tmp_path / "set"), Place(tmp_path / "state", Code())
    (job,) = jobs(known, lambda case: ("halved",) if case.name == "one" else ())
    assert [(case.name, variant) for case, variant in job.variants] == [("one", ""), ("one", "halved"), ("two", "")]
    told: list[tuple[int, int]] = []
    examine_all([job], place, seen=None, processes=1, told=lambda done, whole: told.append((done, whole)))
    assert told == [(0, 3), (3, 3)]
    assert [each.name for each in results(known, place)] == ["one", "two"]
    assert [each.name for each in results(known, place, "halved")] == ["one"]

    first = place.results / "one.json"
    written = first.stat().st_mtime_ns
    (place.results / "two.json").write_text('{"torn":')
    told.clear()
    examine_all([job], place, seen=None, processes=1, told=lambda done, whole: told.append((done, whole)))
    assert told == [(2, 3), (3, 3)]
    assert first.stat().st_mtime_ns == written
    assert json.loads((place.results / "two.json").read_text())["name"] == "two"


def test_after_a_change_only_those_who_changed_look_again(tmp_path: Path) -> None:
    known = cases(tmp_path / "set")[:1]
    desk = Desk(tmp_path / "blobs", None)
    first = desk.examine(known[0])
    assert first.answers_by(Code().examiners) == {each.examiner: each for each in first.examinations}
    changed = {**Code().examiners, "dial": "another"}
    assert set(first.answers_by(changed)) == {each.examiner for each in first.examinations} - {"dial"}
    again = desk.examine(known[0], kept=first)
    assert again.examinations == first.examinations


def test_the_codes_digest_names_each_examiner_and_what_they_share(tmp_path: Path) -> None:
    code = Code()
    assert len({code.shared, *code.examiners.values()}) == 1 + len(code.examiners)
    assert Code(tmp_path).shared != code.shared
