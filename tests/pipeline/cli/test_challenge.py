"""What the owner was asked to show, as the command line takes it."""

from dataclasses import replace

import pytest

from models.vocabulary.case import Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.errors import SubmissionError
from models.vocabulary.views import Profile
from pipeline.cli.submission import Submission, read_challenge

HANDED_IN = Submission(Profile.WATCH, Claim(brand="Aldenmoor"), (), ())


def test_a_time_and_a_code_are_written_as_people_write_them() -> None:
    assert read_challenge("4:37", "k7q4") == Challenge(time="04:37", code="K7Q4")
    assert read_challenge("12:59", None) == Challenge(time="12:59")
    assert read_challenge(None, "K7Q4") == Challenge(code="K7Q4")


def test_nothing_asked_is_no_challenge() -> None:
    assert read_challenge(None, None) is None


@pytest.mark.parametrize("time", ["16:37", "0:10", "noon", "", "4.37", "04:60"])
def test_a_time_that_no_dial_shows_is_refused_with_what_to_write(time: str) -> None:
    with pytest.raises(SubmissionError) as raised:
        read_challenge(time, None)

    assert raised.value.code == "challenge:time"
    assert "04:37" in str(raised.value)


@pytest.mark.parametrize("code", ["ABC", "", "K7 Q4", "ABCDEFGHIJK", "K7-Q4", "ÄBCD"])
def test_a_code_of_another_form_is_refused(code: str) -> None:
    with pytest.raises(SubmissionError) as raised:
        read_challenge(None, code)

    assert raised.value.code == "challenge:code"


def test_another_challenge_is_another_submission() -> None:
    asked = [None, Challenge(time="04:37"), Challenge(time="04:38"), Challenge(time="04:37", code="K7Q4")]

    assert len({replace(HANDED_IN, challenge=each).key() for each in asked}) == len(asked)
