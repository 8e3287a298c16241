"""Whatever a photo contains, the examiner answers, and says what it could not do."""

import io

import numpy as np
import pytest
from PIL import Image

from models.vocabulary.finding import Bearing
from pipeline import keys
from pipeline.examiners.integrity import history
from pipeline.imaging.decode import decode_upright, encode_jpeg
from pipeline.imaging.sniff import read_header
from tests.bad_files import bad_files, saved
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import Desk, said

CRITERIA = {
    "photo_metadata",
    "content_credentials",
    "screen_recapture",
    "compression_history",
    "copied_regions",
    "seen_before",
}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_every_file_that_is_accepted_is_examined_under_every_criterion(desk):
    accepted = [data for data, reason in bad_files().values() if reason is None]
    for data in accepted:
        case, prepared = desk.open(data)
        answer = desk.examine(case, prepared)
        assert {finding.criterion for finding in answer.findings} == (CRITERIA if prepared else set())


def test_of_a_case_without_a_usable_photo_nothing_is_said(desk):
    rejected = [data for data, reason in bad_files().values() if reason is not None and len(data) < 1_000_000]
    answer = desk.examine(*desk.open(*list(dict.fromkeys(rejected))[:30]))
    assert answer.findings == ()


@pytest.mark.parametrize("make", ["black", "white", "noise", "tiny"])
def test_a_photo_of_nothing_contradicts_nothing(desk, make):
    random = np.random.default_rng(1)
    pixels = {
        "black": np.zeros((800, 900, 3), np.uint8),
        "white": np.full((800, 900, 3), 255, np.uint8),
        "noise": random.integers(0, 256, (800, 900, 3), dtype=np.uint8),
        "tiny": random.integers(0, 256, (64, 64, 3), dtype=np.uint8),
    }[make]
    answer = desk.examine(*desk.open(saved(Image.fromarray(pixels), "PNG")))
    assert not [finding for finding in answer.findings if finding.bearing is Bearing.CONTRADICTS]


def test_an_ordinary_photo_contradicts_nothing_and_each_finding_names_its_photo(desk):
    case, prepared = desk.open(watch_photo(1), watch_photo(2))
    answer = desk.examine(case, prepared)
    assert {finding.criterion for finding in answer.findings} == CRITERIA
    assert len(answer.findings) == len(CRITERIA)
    assert all(finding.region.photo in answer.photos for finding in answer.findings)
    assert not [finding for finding in answer.findings if finding.bearing is Bearing.CONTRADICTS]


def test_the_same_photos_give_the_same_answer(desk):
    case, prepared = desk.open(watch_photo(1))
    assert desk.examine(case, prepared) == desk.examine(case, prepared)


def test_an_original_that_is_gone_is_named(desk):
    case, prepared = desk.open(watch_photo(1))
    desk.store.delete(keys.photo(case.case, prepared[0].photo.sha256))
    answer = desk.examine(case, prepared)
    assert "dial" in {each.what for each in answer.not_examined}
    assert {finding.criterion for finding in answer.findings} == {"seen_before"}


def test_without_an_index_it_says_so(desk):
    case, prepared = desk.open(watch_photo(1))
    for knowledge in ({}, {"seen": "f" * 64}):
        answer = desk.examine(case.model_copy(update={"knowledge": knowledge}), prepared)
        assert [each.what for each in answer.not_examined] == ["seen_before"]
        assert said(answer, "seen_before") == []


def test_compression_is_told_and_never_held_against_a_photo(desk):
    once = watch_photo(3, quality=90)
    twice = encode_jpeg(decode_upright(encode_jpeg(decode_upright(once), 55)), 88)
    table = np.asarray(Image.open(io.BytesIO(twice)).quantization[0], float).reshape(8, 8)
    assert history.periodicity(decode_upright(twice), table) > 0.35
    for data in (once, twice):
        case, prepared = desk.open(data)
        (finding,) = said(desk.examine(case, prepared), "compression_history")
        assert finding.bearing is Bearing.NEUTRAL
    assert finding.observed == "compressed again, quality 88"


def test_a_png_has_no_history_that_shows(desk):
    data = saved(Image.open(io.BytesIO(watch_photo(1))), "PNG")
    case, prepared = desk.open(data)
    (finding,) = said(desk.examine(case, prepared), "compression_history")
    assert finding.observed == "png file"
    assert read_header(data).kind == "png"
