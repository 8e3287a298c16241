import io

import numpy as np
import pytest
from PIL import Image

from local.gemini import GeminiStandIn
from models.vocabulary.examination import Examined
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component, View
from pipeline.adapters.gemini import Gemini, GeminiSettings
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.vision import EXAMINER
from pipeline.examiners.vision.exhibits import PAID_PIXELS, Exhibition, exhibit
from pipeline.examiners.vision.references import MOST, with_references
from tests.support.photos import PhotosInMemory
from tests.support.redis_server import redis_server
from tests.support.reference_shelf import DIGEST, ShelfInMemory
from tests.support.vision_case import Scripted, answer, answered, case_of, knowledge, observation, photos_of


def blank(value: int, size: tuple[int, int] = (120, 160)) -> np.ndarray:
    return np.full((*size, 3), value, dtype=np.uint8)


def shelf_of(*views: View | tuple[View, str]) -> ShelfInMemory:
    shelf = ShelfInMemory()
    for number, each in enumerate(views):
        view, watch = each if isinstance(each, tuple) else (each, "first")
        shelf.add(blank(100 + number), view, watch=watch)
    return shelf


def shown(shelf: ShelfInMemory | None, photos: PhotosInMemory, references: str | None = DIGEST) -> Exhibition:
    return with_references(exhibit(photos), case_of(photos, references=references), photos, shelf)


def labels(found: Exhibition) -> list[str]:
    return [each.label for each in found.references]


def asking(shelf: ShelfInMemory | None, model: Scripted) -> Knowledge:
    known = knowledge(model)
    return Knowledge(catalogue=known.catalogue, vision=model, vision_plan=known.vision_plan, references=shelf)


def test_each_view_that_the_subject_has_gets_a_photo_to_compare_with_before_any_gets_a_second() -> None:
    shelf = shelf_of(View.DIAL, View.DIAL, View.CASEBACK, View.MOVEMENT)
    found = shown(shelf, photos_of((View.DIAL, View.CASEBACK)))
    assert labels(found) == ["reference-dial", "reference-caseback", "reference-dial-2"]
    assert [each.beside for each in found.references] == ["dial", "caseback", "dial"]


def test_another_specimen_comes_before_a_second_photo_of_the_same() -> None:
    shelf = shelf_of((View.DIAL, "one"), (View.DIAL, "one"), (View.DIAL, "two"))
    found = shown(shelf, photos_of((View.DIAL,)))
    assert [each.photo for each in found.references] == [shelf.photos[k].sha256 for k in (0, 2, 1)]


def test_no_stranger_s_serial_number_or_papers_are_shown() -> None:
    views = (View.DIAL, View.SERIAL, View.PAPERS, View.OTHER)
    assert labels(shown(shelf_of(*views), photos_of(views))) == ["reference-dial"]


def test_there_are_never_more_than_the_budget_was_reckoned_with() -> None:
    assert len(shown(shelf_of(*[View.DIAL] * 20), photos_of((View.DIAL,))).references) == MOST


def test_a_photo_that_is_gone_is_done_without() -> None:
    shelf = shelf_of(View.DIAL, View.DIAL, View.CASEBACK)
    del shelf.blobs[shelf.photos[0].sha256]
    assert labels(shown(shelf, photos_of())) == ["reference-caseback", "reference-dial"]


def test_a_photo_that_is_damaged_is_done_without_where_it_would_have_to_be_opened() -> None:
    shelf = ShelfInMemory()
    large = shelf.add(blank(90, (2048, 2048)), View.DIAL)
    shelf.blobs[large.sha256] = shelf.blobs[large.sha256][:700]
    assert labels(shown(shelf, photos_of())) == []


def test_a_photo_far_above_the_paid_size_is_shrunk_to_it() -> None:
    shelf = ShelfInMemory()
    shelf.add(blank(90, (2048, 2048)), View.DIAL)
    (large,) = shown(shelf, photos_of()).references
    width, height = Image.open(io.BytesIO(large.data)).size
    assert width * height == pytest.approx(PAID_PIXELS, rel=0.01)


@pytest.mark.parametrize("pinned", [None, "0" * 64])
def test_without_a_set_nothing_is_compared(pinned: str | None) -> None:
    assert shown(shelf_of(View.DIAL), photos_of(), references=pinned).references == ()


def test_without_a_shelf_the_model_looks_without_them_and_says_so() -> None:
    photos, model = photos_of(), Scripted([answered(answer(observation()))])
    found = EXAMINER.examine(case_of(photos, references=DIGEST), photos, asking(None, model))
    assert isinstance(found, Examined)
    assert "vision, reference photos" in {each.what for each in found.not_examined}
    assert found.versions["references"] == "0 photos shown"


def test_a_reference_photo_is_told_apart_and_is_nothing_of_the_case() -> None:
    photos, shelf = photos_of(), shelf_of(View.DIAL, View.CASEBACK)
    model = Scripted([answered(answer(observation(), counts={"dial": 1, "reference-dial": 3}))])
    found = EXAMINER.examine(case_of(photos, references=DIGEST), photos, asking(shelf, model))
    assert isinstance(found, Examined)
    for question in model.asked:
        assert 'REFERENCE PHOTOS: ["reference-' in question.text
        assert {each.label for each in question.pictures} > {"reference-dial", "reference-caseback"}
    assert not {each.sha256 for each in shelf.photos} & set(found.photos)
    assert all(each.bearing != "contradicts" for each in found.findings)
    assert found.versions["references"] == "2 photos shown"


def test_an_observation_about_a_reference_photo_is_not_used() -> None:
    photos, shelf = photos_of(), shelf_of(View.DIAL)
    model = Scripted([answered(answer(observation(), observation(photo="reference-dial", criterion="layout")))])
    found = EXAMINER.examine(case_of(photos, references=DIGEST), photos, asking(shelf, model))
    assert isinstance(found, Examined)
    assert [each.criterion for each in found.findings] == ["printing"]


@pytest.mark.parametrize(("scenario", "bearing"), [("good", Bearing.SUPPORTS), ("counterfeit", Bearing.CONTRADICTS)])
def test_through_the_real_client_reference_photos_are_sent_and_the_subject_is_judged(
    scenario: str, bearing: Bearing
) -> None:
    photos, shelf = photos_of(), shelf_of(View.DIAL, View.CASEBACK, View.DIAL)
    with redis_server() as (_, client), GeminiStandIn(scenario) as stand_in:
        model = Gemini(GeminiSettings.model_validate({"api_key": "k", "base_url": stand_in.url}), client)
        known = Knowledge(catalogue=knowledge(Scripted([])).catalogue, vision=model, references=shelf)
        found = EXAMINER.examine(case_of(photos, references=DIGEST), photos, known)
        sent = [set(asked.labels) for asked in stand_in.seen]
    assert isinstance(found, Examined)
    assert sent == [{"dial", "caseback", "papers", "reference-dial", "reference-dial-2", "reference-caseback"}] * 3
    judged = [each for each in found.findings if each.criterion != "one_watch"]
    assert {each.bearing for each in judged} == {bearing}
    assert {each.component for each in judged} >= {Component.DIAL, Component.CASEBACK, Component.PAPERS}
