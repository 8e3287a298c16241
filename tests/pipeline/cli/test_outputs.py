import re
from typing import Any

import pytest

from models.vocabulary.verdict import Outcome
from pipeline.certificate.words import DEVELOPMENT_KEY
from pipeline.cli.outputs import HEADLINES, WIDEST, summary
from tests.support import sample_case
from tests.support.sample_case import SampleCase
from tests.support.signed import TestSigner, signed_report

SAMPLES = [sample_case.authentic(), sample_case.counterfeit(), sample_case.inconclusive(), sample_case.needs_photos()]


def report(sample: SampleCase) -> dict[str, Any]:
    return signed_report(sample, TestSigner(safe=False))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.verdict.outcome)
@pytest.mark.parametrize("width", [10, 40, 80, 100, 300])
def test_no_line_is_longer_than_the_terminal_nor_than_is_pleasant(sample: SampleCase, width: int) -> None:
    said = summary(report(sample), {}, width=width)
    words = max(len(word) for word in said.split())
    assert max(map(len, said.splitlines())) <= max(
        min(width, WIDEST), words + 8, len(HEADLINES[sample.verdict.outcome])
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.verdict.outcome)
def test_the_outcome_comes_first_and_the_warning_once_and_last(sample: SampleCase) -> None:
    said = summary(report(sample), {}, width=1000).strip()
    assert said.startswith(HEADLINES[sample.verdict.outcome])
    assert " ".join(said.split()).endswith(DEVELOPMENT_KEY)
    assert said.count("UNSAFE") == 1


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.verdict.outcome)
def test_no_sentence_is_said_twice(sample: SampleCase) -> None:
    said = summary(report(sample), {}, width=100)
    items = re.split(r"\n  (?:-|\d+\.) |\n\n", said)
    sentences = [" ".join(item.split()) for item in items if item.strip()]
    assert len(set(sentences)) == len(sentences)


def test_photos_are_called_by_their_files_and_what_is_missing_is_told_together() -> None:
    said = summary(report(sample_case.inconclusive()), {"papers": "papers.jpg", "movement": "movement.png"}, width=100)
    assert "papers.jpg: the file ends before the picture does; copy it from the camera again" in said
    assert "movement.png has a reflection over the dial." in said
    assert "Vision model: no access to it was set up." in said
    assert "Crown and papers: the vision model would have to judge this." in said


def test_a_file_name_cannot_steer_the_terminal() -> None:
    said = summary(report(sample_case.inconclusive()), {"papers": "papers\x1b[2J.jpg"}, width=100)
    assert "\x1b" not in said
    assert "papers?[2J.jpg" in said


@pytest.mark.parametrize("colour", [True, False])
def test_only_the_outcome_is_coloured(*, colour: bool) -> None:
    said = summary(report(sample_case.authentic()), {}, width=100, colour=colour)
    assert (said.count("\x1b[1;32m"), said.count("\x1b")) == ((1, 2) if colour else (0, 0))
    assert set(HEADLINES) == set(Outcome)
