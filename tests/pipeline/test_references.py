"""Reference sets are published from folders, once, and read back by their digest."""

from pathlib import Path

import numpy as np
import pytest

from models import catalogue
from models.vocabulary.claim import Claim
from models.vocabulary.errors import SubmissionError
from models.vocabulary.reference import MAX_REFERENCE_PHOTOS
from models.vocabulary.views import View
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.references import StoredReferences
from pipeline.imaging.decode import encode_jpeg
from pipeline.references import DESCRIPTION, SHIPPED, find_shipped, publish

SAID = """\
brand = "Aldenmoor"
model = "Tidewatch"
reference = "AM-2204"
domain = "rendered"
source = "drawn for a test"
"""


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "blobs")


def picture(seed: int = 1) -> bytes:
    return encode_jpeg(np.random.default_rng(seed).integers(0, 255, (96, 128, 3), dtype=np.uint8))


def folder(tmp_path: Path, photos: dict[str, bytes], said: str = SAID) -> Path:
    made = tmp_path / "set"
    made.mkdir(exist_ok=True)
    (made / DESCRIPTION).write_text(said, encoding="utf-8")
    for name, data in photos.items():
        (made / name).write_bytes(data)
    return made


def test_a_folder_becomes_a_set_that_is_read_back_by_its_digest(tmp_path: Path, store: LocalFiles) -> None:
    source = folder(tmp_path, {"clasp.jpg": picture(1), "clasp-2.jpg": picture(2)}, SAID + '[watches]\nclasp-2 = "b"\n')
    shelf = StoredReferences(store)
    found = shelf.find(publish(store, source))
    assert found is not None
    assert (found.brand, found.reference, found.domain) == ("Aldenmoor", "AM-2204", "rendered")
    assert {photo.watch for photo in found.photos} == {"first", "b"}
    assert all(photo.view is View.CLASP and photo.size == (128, 96) for photo in found.photos)
    assert shelf.jpeg(found.photos[0]).startswith(b"\xff\xd8")


def test_publishing_again_changes_nothing_and_another_photo_makes_another_set(
    tmp_path: Path, store: LocalFiles
) -> None:
    source = folder(tmp_path, {"clasp.jpg": picture()})
    first, blobs = publish(store, source), sorted(store.list("references/"))
    assert publish(store, source) == first
    assert sorted(store.list("references/")) == blobs
    assert publish(store, folder(tmp_path, {"clasp-2.jpg": picture(5)})) != first


@pytest.mark.parametrize(
    ("photos", "said", "code", "names"),
    [
        ({}, SAID, "reference:empty", "set"),
        ({"clasp.jpg": b"no picture"}, SAID, "reference:photo", "clasp.jpg"),
        ({"clasp.jpg": picture()}, SAID.replace("reference", "ref"), "reference:invalid", "reference"),
        ({"clasp.jpg": picture()}, "brand = ", "reference:not_toml", DESCRIPTION),
        ({f"clasp-{n}.jpg": b"" for n in range(1, MAX_REFERENCE_PHOTOS + 2)}, SAID, "reference:too_many", "keep"),
    ],
    ids=["empty", "not a picture", "field missing", "not toml", "too many"],
)
def test_what_is_no_set_is_refused_with_the_file_that_is_at_fault(
    tmp_path: Path, store: LocalFiles, photos: dict[str, bytes], said: str, code: str, names: str
) -> None:
    with pytest.raises(SubmissionError) as fault:
        publish(store, folder(tmp_path, photos, said))
    assert fault.value.code == code
    assert names in fault.value.message


def test_a_folder_without_a_description_is_refused(tmp_path: Path, store: LocalFiles) -> None:
    with pytest.raises(SubmissionError, match=r"reference\.toml"):
        publish(store, tmp_path)


def test_a_manifest_that_is_not_what_its_digest_says_is_no_set(store: LocalFiles) -> None:
    store.create(f"references/{'0' * 64}.json", b"{}")
    assert StoredReferences(store).find("0" * 64) is None
    assert StoredReferences(store).find("1" * 64) is None


def test_the_shipped_set_is_found_however_the_reference_is_spelled(tmp_path: Path) -> None:
    folder(tmp_path, {})
    for reference in ("AM-2204", "am 2204"):
        claim = Claim(brand="aldenmoor", reference=reference)
        assert find_shipped(claim, catalogue.load(), tmp_path) == tmp_path / "set"
    assert find_shipped(Claim(brand="Aldenmoor", reference="AM-1107"), catalogue.load(), tmp_path) is None
    assert find_shipped(Claim(brand="Aldenmoor"), catalogue.load(), tmp_path) is None
    assert find_shipped(Claim(brand="Omega", reference="AM-2204"), catalogue.load(), SHIPPED) is None
