"""Reference sets that an expert hands in without a folder: a worker makes them, and says which photos it cannot use."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.vocabulary.errors import SubmissionError
from models.vocabulary.photo import Rejection
from models.vocabulary.reference import MAX_REFERENCE_PHOTOS, ReferenceSet
from models.vocabulary.views import View
from pipeline import keys, references
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.references import StoredReferences
from pipeline.imaging.refusal import Limits
from pipeline.references import DraftResult
from tests.bad_files import picture, saved

EXPERT = "e" * 64
PHOTOS = tuple((View.CLASP, saved(picture(seed=seed), "JPEG")) for seed in (1, 2))


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "blobs")


def submit(store: LocalFiles, *photos: tuple[View, bytes], **said: str) -> str:
    described = {"brand": "Omega", "reference": "311.30.42.30.01.005", "verified_by": EXPERT} | said
    return references.submit_draft(store, photos=photos or PHOTOS, **described)


def adopted(store: LocalFiles, *photos: tuple[View, bytes], gives_up: bool = False) -> DraftResult:
    draft = submit(store, *photos)
    assert references.draft_result(store, draft) is None
    references.adopt(store, draft, gives_up=gives_up)
    found = references.draft_result(store, draft)
    assert found is not None
    return found


def made(store: LocalFiles, result: DraftResult) -> ReferenceSet:
    assert result.set is not None
    found = StoredReferences(store).find(result.set)
    assert found is not None
    return found


def test_a_draft_becomes_a_set_of_real_photos_that_names_nobody(store: LocalFiles) -> None:
    found = made(store, adopted(store))
    assert (found.brand, found.reference, found.domain) == ("Omega", "311.30.42.30.01.005", "real")
    assert len(found.photos) == 2
    assert "an expert" in found.source
    assert EXPERT not in found.model_dump_json()
    assert StoredReferences(store).jpeg(found.photos[0]).startswith(b"\xff\xd8")


def test_it_is_the_set_that_a_folder_of_the_same_photos_gives(store: LocalFiles, tmp_path: Path) -> None:
    found = made(store, adopted(store))
    said = {"brand": found.brand, "reference": found.reference, "domain": found.domain, "source": found.source}
    (tmp_path / "reference.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in said.items()))
    for number, (view, data) in enumerate(PHOTOS, start=1):
        (tmp_path / f"{view}-{number}.jpg").write_bytes(data)
    assert made(store, DraftResult(set=references.publish(store, tmp_path))) == found


def test_photos_that_cannot_be_used_are_named_each_with_its_reason_and_no_set_is_made(store: LocalFiles) -> None:
    bad = [(View.DIAL, b"no picture"), (View.CROWN, PHOTOS[0][1][:2000])]
    found = adopted(store, *PHOTOS, *bad)
    assert found.set is None
    assert [(each.view, each.reason) for each in found.refused] == [
        (View.DIAL, Rejection.NOT_AN_IMAGE),
        (View.CROWN, Rejection.TRUNCATED),
    ]
    assert all("; " in each.why for each in found.refused)  # what is wrong, and what to do
    assert not [key for key in store.list("references/") if key.count("/") == 1]


def test_a_draft_that_is_adopted_again_changes_nothing(store: LocalFiles) -> None:
    draft = submit(store)
    references.adopt(store, draft)
    before = {key: store.get(key) for prefix in ("references/", "reference-drafts/") for key in store.list(prefix)}
    references.adopt(store, draft)
    assert before == {
        key: store.get(key) for prefix in ("references/", "reference-drafts/") for key in store.list(prefix)
    }


def test_a_photo_that_is_handed_in_twice_counts_once(store: LocalFiles) -> None:
    assert len(made(store, adopted(store, *PHOTOS, (View.DIAL, PHOTOS[0][1]))).photos) == 2


def test_what_ended_its_worker_too_often_is_refused_unopened(store: LocalFiles) -> None:
    found = adopted(store, gives_up=True)
    assert (found.set, found.refused, found.fault) == (None, (), references.ENDED_ITS_WORKER)


@pytest.mark.parametrize(
    ("said", "photos", "code"),
    [
        ({"brand": " "}, PHOTOS, "reference:invalid"),
        ({"reference": "x" * 500}, PHOTOS, "reference:invalid"),
        ({"verified_by": "somebody@example.org"}, PHOTOS, "reference:invalid"),
        ({}, [(View.DIAL, bytes([k])) for k in range(MAX_REFERENCE_PHOTOS + 1)], "reference:too_many"),
        ({}, [(View.DIAL, bytes(101))], "reference:photo"),
        ({}, [], "reference:empty"),
    ],
    ids=["no brand", "too long", "an address", "too many", "too large", "none"],
)
def test_what_can_be_no_set_is_refused_at_once(
    store: LocalFiles, said: dict[str, str], photos: list[tuple[View, bytes]], code: str
) -> None:
    described = {"brand": "Omega", "reference": "1", "verified_by": EXPERT} | said
    limits = Limits(max_bytes=100) if code == "reference:photo" else Limits()
    with pytest.raises(SubmissionError) as fault:
        references.submit_draft(store, photos=photos, limits=limits, **described)
    assert fault.value.code == code
    assert "example.org" not in fault.value.message


def test_a_draft_is_swept_and_its_set_stays(store: LocalFiles) -> None:
    draft = submit(store)
    references.adopt(store, draft)
    found = references.draft_result(store, draft)
    assert references.sweep_drafts(store, datetime.now(UTC) - timedelta(hours=1)) == 0
    assert references.sweep_drafts(store, datetime.now(UTC) + timedelta(hours=1)) == 4
    assert list(store.list(keys.REFERENCE_DRAFTS)) == []
    assert found is not None
    assert made(store, found)
    references.adopt(store, draft)
    assert references.draft_result(store, draft) is None


@pytest.mark.parametrize("draft", ["", "../references", "x" * 30])
def test_a_name_that_is_no_id_has_no_result(store: LocalFiles, draft: str) -> None:
    assert references.draft_result(store, draft) is None
