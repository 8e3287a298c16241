"""From readings of the hands to a finding: right, too near to tell, wrong, and not known."""

import pytest

from models.vocabulary.finding import Bearing, Region
from pipeline.examiners.possession.dials import Look
from pipeline.examiners.possession.judge_time import TOLERANCE, judge_time
from pipeline.imaging.hands import Unread
from tests.support.photos import PhotosInMemory
from tests.support.possession import TABLE, View

PHOTO = PhotosInMemory().add(TABLE, View.DIAL)
REGION = Region(photo=PHOTO.photo.sha256, polygon=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))


def look(
    *times: tuple[int, float], confidence: float = 0.95, hour_error: float = 0.0, also: tuple[float, ...] = ()
) -> Look:
    minutes = tuple(hour % 12 * 60 + minute for hour, minute in times)
    return Look(PHOTO, minutes, also, confidence, hour_error, None, REGION)


def failed(trouble: Unread) -> Look:
    return Look(PHOTO, (), (), 0.0, 0.0, trouble, REGION)


@pytest.mark.parametrize("shown", [(4, 37.0), (4, 35.2), (4, 38.9)])
def test_hands_within_two_minutes_are_as_asked(shown: tuple[int, float]) -> None:
    finding = judge_time("04:37", [look(shown)])

    assert finding.bearing is Bearing.SUPPORTS
    assert finding.measure is not None
    assert finding.measure.value <= finding.measure.allowed == TOLERANCE
    assert finding.measure.unit == "min"


def test_the_nearer_the_hands_the_clearer_the_support() -> None:
    strengths = [judge_time("04:37", [look((4, minute))]).strength for minute in (37.0, 38.0, 39.0)]

    assert strengths == sorted(strengths, reverse=True)
    assert strengths[-1] >= 0.45


def test_a_little_more_than_two_minutes_is_too_near_to_tell() -> None:
    assert judge_time("04:37", [look((4, 39.6))]).bearing is Bearing.NEUTRAL


def test_the_further_off_the_clearer_the_contradiction() -> None:
    findings = [judge_time("04:37", [look((4, minute))]) for minute in (41.0, 45.0, 57.0)]

    assert {finding.bearing for finding in findings} == {Bearing.CONTRADICTS}
    assert [f.strength for f in findings] == sorted(f.strength for f in findings)
    assert "4:45" in findings[1].sentence
    assert "04:37" in findings[1].sentence


def test_the_right_minute_of_another_hour_is_wrong() -> None:
    finding = judge_time("04:37", [look((5, 37.0))])

    assert finding.bearing is Bearing.CONTRADICTS
    assert finding.measure is not None
    assert finding.measure.value == 60.0


def test_minutes_are_counted_across_twelve() -> None:
    assert judge_time("12:00", [look((11, 59.2))]).bearing is Bearing.SUPPORTS
    assert judge_time("12:59", [look((12, 58.0))]).bearing is Bearing.SUPPORTS


def test_two_ways_of_reading_that_disagree_speak_against_nobody() -> None:
    assert judge_time("04:37", [look((10, 10.0), (2, 51.0))]).bearing is Bearing.UNREADABLE


def test_a_doubtful_reading_speaks_against_nobody() -> None:
    assert judge_time("04:37", [look((10, 10.0), confidence=0.7)]).bearing is Bearing.UNREADABLE


def test_hands_that_could_show_the_time_asked_for_speak_against_nobody() -> None:
    assert judge_time("04:37", [look((10, 10.0), also=(278.0,))]).bearing is Bearing.UNREADABLE


def test_an_hour_hand_out_of_step_shows_no_time() -> None:
    assert judge_time("04:37", [look((4, 37.0), hour_error=12.0)]).bearing is Bearing.UNREADABLE


def test_of_photos_read_equally_well_the_one_as_asked_counts() -> None:
    assert judge_time("04:37", [look((10, 10.0)), look((4, 37.0), confidence=0.9)]).bearing is Bearing.SUPPORTS


def test_a_photo_read_far_better_counts_alone() -> None:
    looks = [look((10, 10.0), confidence=0.99), look((4, 37.0), confidence=0.76)]

    assert judge_time("04:37", looks).bearing is Bearing.CONTRADICTS


@pytest.mark.parametrize("trouble", list(Unread))
def test_what_could_not_be_read_says_why(trouble: Unread) -> None:
    finding = judge_time("04:37", [failed(trouble)])

    assert finding.bearing is Bearing.UNREADABLE
    assert finding.strength == 0.0
    assert len(finding.sentence.split(": ")[1]) > 15


def test_without_a_dial_nothing_is_known() -> None:
    finding = judge_time("04:37", [])

    assert finding.bearing is Bearing.UNREADABLE
    assert finding.region is None
