"""A case is opened, and opened again for its next examination."""

import hashlib
from pathlib import Path

import pytest

from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Submitted
from models.vocabulary.views import Lane, Profile, View
from pipeline import keys
from pipeline.adapters.clock import SystemClock
from pipeline.adapters.files import LocalFiles
from pipeline.intake import open_again, open_case, open_review


def photo(data: bytes) -> tuple[Submitted, bytes]:
    return Submitted(sha256=hashlib.sha256(data).hexdigest(), view=View.DIAL, size=len(data)), data


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path)


@pytest.fixture
def first(store: LocalFiles) -> CaseFile:
    return open_case(
        store,
        SystemClock(),
        claim=Claim(brand="Aldenmoor", serial="M204817"),
        profile=Profile.WATCH,
        lane=Lane.STANDARD,
        photos=[photo(b"first")],
        owner="0" * 64,
    )


def test_the_next_examination_is_of_the_same_claim_with_new_photos_and_another_salt(store: LocalFiles, first: CaseFile):
    second = open_again(store, SystemClock(), first, photos=[photo(b"second")])
    assert (second.case, second.examination) == (first.case, 2)
    assert (second.claim, second.owner, second.profile) == (first.claim, first.owner, first.profile)
    assert second.serial_salt != first.serial_salt
    assert [each.sha256 for each in second.photos] == [hashlib.sha256(b"second").hexdigest()]
    assert store.get(keys.photo(first.case, second.photos[0].sha256)) == b"second"
    assert CaseFile.model_validate_json(store.get(keys.case_file(first.case, 1))) == first


def test_two_who_open_the_next_one_at_once_get_the_same(store: LocalFiles, first: CaseFile):
    one, other = (open_again(store, SystemClock(), first, photos=[photo(data)]) for data in (b"second", b"third"))
    assert one == other


def test_a_review_is_of_the_same_photos_and_knowledge_and_asks_the_expert_too(store: LocalFiles, first: CaseFile):
    second = open_review(store, SystemClock(), first, reviews="d" * 64)
    kept = {"photos", "claim", "challenge", "owner", "created", "profile", "lane", "without"}
    assert second.model_dump(include=kept) == first.model_dump(include=kept)
    assert second.examination == 2
    assert second.serial_salt != first.serial_salt
    assert second.knowledge == {**first.knowledge, "reviews": "d" * 64}
    assert second.examiners == (*first.examiners, "expert")


def test_a_second_review_takes_the_place_of_the_first_and_asks_the_expert_once(store: LocalFiles, first: CaseFile):
    second = open_review(store, SystemClock(), first, reviews="d" * 64)
    third = open_review(store, SystemClock(), second, reviews="e" * 64)
    assert (third.examination, third.knowledge["reviews"]) == (3, "e" * 64)
    assert third.examiners == second.examiners


def test_a_re_examination_after_a_review_asks_no_expert_and_one_of_it_does(store: LocalFiles, first: CaseFile):
    second = open_review(store, SystemClock(), first, reviews="d" * 64)
    third = open_again(store, SystemClock(), second, photos=[photo(b"third")])
    assert "expert" not in third.examiners
    assert "reviews" not in third.knowledge
    fourth = open_review(store, SystemClock(), third, reviews="e" * 64)
    assert (fourth.photos, fourth.examiners[-1]) == (third.photos, "expert")


# Examiners that are left out


def left_out(store: LocalFiles, last: CaseFile | None = None, **without: str) -> CaseFile:
    if last is not None:
        return open_again(store, SystemClock(), last, photos=[photo(b"again")], without=without)
    return open_case(
        store,
        SystemClock(),
        claim=Claim(brand="Aldenmoor"),
        profile=Profile.WATCH,
        lane=Lane.STANDARD,
        photos=[photo(b"first")],
        without=without,
    )


def test_an_examiner_may_be_left_out_with_a_reason_that_the_case_file_keeps(store: LocalFiles):
    case = left_out(store, vision="daily budget")
    assert "vision" not in case.examiners
    assert case.without == {"vision": "daily budget"}
    assert [(each.examiner, each.why) for each in case.left_out] == [("vision", "daily budget")]
    again = left_out(store, case)
    assert "vision" in again.examiners
    assert again.without == {}
    assert left_out(store, again, identity="time limit").without == {"identity": "time limit"}


def test_who_would_not_have_been_asked_is_not_left_out(store: LocalFiles):
    assert left_out(store, possession="daily budget").without == {}


def test_a_reason_that_has_no_words_is_refused(store: LocalFiles):
    with pytest.raises(ValueError, match="no words say why"):
        left_out(store, vision="because")


def test_where_nobody_is_left_out_files_are_what_they_were_before(first: CaseFile):
    assert "without" not in first.model_dump(mode="json")
    assert "without" not in first.model_dump_json()
    assert CaseFile.model_validate_json(first.model_dump_json()) == first
