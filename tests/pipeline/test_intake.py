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
