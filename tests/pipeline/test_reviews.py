"""What experts decided is published once, and read back by its digest alone."""

import hashlib
from pathlib import Path

import pytest

from models.vocabulary.views import Component
from pipeline import keys, reviews
from pipeline.adapters.files import LocalFiles
from tests.support.reviews import review_set

SAID = review_set({Component.DIAL: "genuine"}, {Component.DIAL: "cannot_tell"})


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path)


def test_a_set_is_read_back_by_its_digest_and_publishing_again_changes_nothing(store: LocalFiles) -> None:
    digest = reviews.publish(store, SAID)
    assert reviews.publish(store, SAID) == digest
    assert reviews.read(store, digest) == SAID
    assert list(store.list("reviews/")) == [keys.review_set(digest)]


def test_another_decision_makes_another_set(store: LocalFiles) -> None:
    other = review_set({Component.DIAL: "not_genuine"}, {Component.DIAL: "cannot_tell"})
    assert reviews.publish(store, SAID) != reviews.publish(store, other)


def test_a_set_that_was_changed_is_none(store: LocalFiles) -> None:
    digest = reviews.publish(store, SAID)
    data = store.get(keys.review_set(digest))
    store.delete(keys.review_set(digest))
    store.create(keys.review_set(digest), data.replace(b"genuine", b"cannot_tell"))
    assert reviews.read(store, digest) is None


@pytest.mark.parametrize("data", [b"", b"{", b'{"v": 2}', b"\xff"])
def test_what_is_no_set_is_none_and_no_fault(store: LocalFiles, data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    store.create(keys.review_set(digest), data)
    assert reviews.read(store, digest) is None
    assert reviews.read(store, "0" * 64) is None
