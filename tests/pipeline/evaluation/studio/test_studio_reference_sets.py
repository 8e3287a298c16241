import io
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from models.vocabulary.photo import Ellipse
from models.vocabulary.views import View
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.references import StoredReferences
from pipeline.evaluation.render.collection import COLLECTION
from pipeline.evaluation.render.watch import TIDEWATCH
from pipeline.evaluation.studio.cases import SetName, studio_set
from pipeline.evaluation.studio.reference_sets import (
    EVALUATED,
    SHIPPED_FOLDER,
    SHIPPED_PLAN,
    Plan,
    files,
    find,
    pictures,
    write,
)
from pipeline.references import publish

SHIPPED_NAMES = {
    "reference.toml",
    "dial.jpg",
    "dial-2.jpg",
    "dial-3.jpg",
    "dial-4.jpg",
    "caseback.jpg",
    "caseback-2.jpg",
}


def test_each_reference_has_its_set() -> None:
    for watch in COLLECTION:
        assert find(watch.reference) == watch
        counts = Counter(each.view for _, each in pictures(watch, EVALUATED))
        assert counts == {View.DIAL: 4, View.CASEBACK: 2, View.MOVEMENT: 2}
    with pytest.raises(LookupError, match="AM-9999"):
        find("AM-9999")


def test_verified_photos_show_watches_that_no_case_is_about() -> None:
    cases = [case for name in SetName for case in studio_set(name)]
    of_cases = {each.shot.seed for case in cases for each in case.pictures}
    numbers = {case.claim.serial for case in cases}
    for watch in COLLECTION:
        for _, each in pictures(watch, EVALUATED):
            assert each.shot.seed not in of_cases
            assert each.shot.watch.serial not in numbers


def test_verified_photos_differ_in_time_pose_and_specimen() -> None:
    dials = [each.shot for _, each in pictures(TIDEWATCH, EVALUATED) if each.view is View.DIAL]
    assert len({shot.watch.time for shot in dials}) == 4
    assert len({shot.camera.azimuth for shot in dials}) == 4
    assert len({shot.light for shot in dials}) == 4
    assert len({shot.watch.serial for shot in dials}) == 2


def test_a_set_can_be_published(tmp_path: Path) -> None:
    folder = write(find("OL-1203"), tmp_path / "set", Plan({View.DIAL: 2, View.MOVEMENT: 1}, side=700, quality=85))
    store = LocalFiles(tmp_path / "store")
    published = StoredReferences(store).find(publish(store, folder))
    assert published is not None
    assert (published.brand, published.reference, published.domain) == ("Ostrelund", "OL-1203", "rendered")
    dials = [photo for photo in published.photos if photo.view is View.DIAL]
    assert {photo.watch for photo in dials} == {"first", "second"}
    assert all(isinstance(photo.dial, Ellipse) for photo in dials)


def test_the_shipped_set_is_small_and_holds_what_it_says() -> None:
    assert {path.name for path in SHIPPED_FOLDER.iterdir()} == SHIPPED_NAMES
    assert sum(path.stat().st_size for path in SHIPPED_FOLDER.iterdir()) < 1_600_000


@pytest.mark.slow
def test_the_shipped_photos_are_what_the_studio_draws_today() -> None:
    for name, content in files(TIDEWATCH, SHIPPED_PLAN):
        shipped = (SHIPPED_FOLDER / name).read_bytes()
        if name.endswith(".toml"):
            assert shipped == content
        else:
            assert largest_difference(shipped, content) < 8.0, name


def largest_difference(one: bytes, other: bytes) -> float:
    """Of any block of 8 x 8 pixels: what another libjpeg does to noise averages out, another drawing does not."""
    pictures = [np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32) for data in (one, other)]
    size = (pictures[0].shape[1] // 8, pictures[0].shape[0] // 8)
    small = [cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in pictures]
    return float(np.abs(small[0] - small[1]).max())
