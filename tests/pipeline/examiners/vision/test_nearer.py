import io
import json
import time
from collections.abc import Iterator

import numpy as np
import pytest
import redis
from PIL import Image

from local.gemini import GeminiStandIn
from models.vocabulary.examination import Examined, Usage
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Ellipse
from models.vocabulary.views import View
from pipeline.adapters.gemini import Gemini, GeminiSettings
from pipeline.examiners.contract import Knowledge, VisionPlan
from pipeline.examiners.vision import EXAMINER
from pipeline.examiners.vision.agreement import ALONE, SETTLED
from pipeline.examiners.vision.nearer import MOST_PLACES
from pipeline.ports import NoAnswer, Question
from tests.support.photos import PhotosInMemory
from tests.support.redis_server import redis_server
from tests.support.reference_shelf import DIGEST, ShelfInMemory
from tests.support.vision_case import Reply, Scripted, answer, answered, case_of, knowledge, observation

DIAL = Ellipse(centre=(0.5, 0.5), axes=(0.3, 0.3), angle=0.0, support=1.0)
BOX = [400, 400, 600, 600]


def large() -> PhotosInMemory:
    """A dial that the original shows finer than the paid pixels do."""
    photos = PhotosInMemory()
    photos.add(np.tile(np.arange(0, 200, 0.05, dtype=np.float32).astype(np.uint8)[:, None], (3000, 1, 3)), View.DIAL)
    return photos


@pytest.fixture(scope="module")
def photos() -> PhotosInMemory:
    return large()


@pytest.fixture(scope="module")
def client() -> Iterator[redis.Redis]:
    with redis_server() as (_, started):
        yield started


def pass_of(bearing: str, confidence: float = 0.8, **changed: object) -> Reply:
    return answered(answer(observation(bearing=bearing, confidence=confidence, box=BOX, **changed)))


def nearer(bearing: str, confidence: float = 0.9) -> Reply:
    return answered(answer(observation(bearing=bearing, confidence=confidence, photo="place-1", sentence="From near.")))


def examined(
    photos: PhotosInMemory, *replies: Reply, shelf: ShelfInMemory | None = None, **plan: float
) -> tuple[Examined, Scripted]:
    model = Scripted(list(replies))
    known = knowledge(model, **plan)
    known = Knowledge(catalogue=known.catalogue, vision=model, vision_plan=known.vision_plan, references=shelf)
    found = EXAMINER.examine(case_of(photos, references=DIGEST if shelf else None), photos, known)
    assert isinstance(found, Examined)
    return found, model


def printing(found: Examined) -> Finding:
    return next(each for each in found.findings if each.criterion == "printing")


PRO, CONTRA, BLIND = pass_of("supports"), pass_of("contradicts"), pass_of("unreadable")
NOTHING = answered(answer())


@pytest.mark.parametrize(
    ("passes", "near", "bearing", "strength"),
    [
        pytest.param((PRO, CONTRA, PRO), "supports", Bearing.SUPPORTS, SETTLED, id="the side most were on"),
        pytest.param((CONTRA, PRO, CONTRA), "contradicts", Bearing.CONTRADICTS, SETTLED, id="either side"),
        pytest.param((PRO, CONTRA, PRO), "contradicts", Bearing.UNREADABLE, 0.0, id="never the side of the fewer"),
        pytest.param((PRO, CONTRA, BLIND), "supports", Bearing.UNREADABLE, 0.0, id="never a tie"),
        pytest.param((PRO, CONTRA, PRO), "unreadable", Bearing.UNREADABLE, 0.0, id="not made out either"),
        pytest.param((PRO, NOTHING, NOTHING), "supports", Bearing.SUPPORTS, 0.425, id="what one pass saw"),
        pytest.param((CONTRA, NOTHING, NOTHING), "supports", Bearing.UNREADABLE, 0.0, id="one against one"),
        pytest.param((BLIND, BLIND, BLIND), "supports", Bearing.SUPPORTS, 0.225, id="alone it is a hint"),
        pytest.param((BLIND, BLIND, BLIND), "contradicts", Bearing.CONTRADICTS, 0.225, id="alone, against"),
        pytest.param((BLIND, BLIND, BLIND), "neutral", Bearing.UNREADABLE, 0.6, id="nothing new"),
        pytest.param((PRO, PRO, NOTHING), "supports", Bearing.SUPPORTS, 0.625, id="raises a middling one"),
        pytest.param((PRO, PRO, NOTHING), "unreadable", Bearing.SUPPORTS, 0.4, id="lowers a middling one"),
        pytest.param((PRO, PRO, NOTHING), "contradicts", Bearing.UNREADABLE, 0.0, id="undoes an agreement"),
    ],
)
def test_what_a_nearer_look_can_change(
    photos: PhotosInMemory, passes: tuple[Reply, ...], near: str, bearing: Bearing, strength: float
) -> None:
    found, model = examined(photos, *passes, nearer(near))
    finding = printing(found)
    assert len(model.asked) == 4
    assert (finding.bearing, finding.strength) == (bearing, pytest.approx(strength, abs=1e-4))
    assert finding.region is not None


def test_one_answer_alone_never_covers_a_component() -> None:
    assert ALONE < 0.3 <= SETTLED


@pytest.mark.parametrize(
    ("passes", "near", "told"),
    [
        ((PRO, CONTRA, PRO), "supports", "(3 of 4 looks agree, the last of them from nearer.)"),
        ((BLIND, BLIND, BLIND), "supports", "Only a nearer look could make this out, so that it counts little:"),
        ((PRO, CONTRA, PRO), "contradicts", "disagree (2 for the claim, 2 against)"),
    ],
)
def test_the_sentence_says_that_a_nearer_look_was_taken(
    photos: PhotosInMemory, passes: tuple[Reply, ...], near: str, told: str
) -> None:
    found, _ = examined(photos, *passes, nearer(near))
    assert told in printing(found).sentence


@pytest.mark.parametrize("bearing", ["supports", "contradicts", "neutral"])
def test_what_all_saw_clearly_is_not_asked_again(photos: PhotosInMemory, bearing: str) -> None:
    _, model = examined(photos, pass_of(bearing))
    assert len(model.asked) == 3


def test_a_place_is_cut_from_the_original_with_room_around_it(photos: PhotosInMemory) -> None:
    _, model = examined(photos, PRO, CONTRA, PRO, nearer("supports"))
    (picture,) = model.asked[3].pictures
    assert picture.label == "place-1"
    assert Image.open(io.BytesIO(picture.data)).size == (round(4000 * 0.2 * 1.6), round(3000 * 0.2 * 1.6))


def test_the_question_names_places_and_tells_nothing_of_what_was_seen(photos: PhotosInMemory) -> None:
    _, model = examined(photos, PRO, CONTRA, PRO, nearer("supports"))
    text = model.asked[3].text
    assert 'PLACES: [{"component": "dial", "criterion": "printing", "photo": "place-1"}]' in text
    assert "sharp" not in text
    assert "disagree" not in text
    assert "M204817" not in text


def test_a_place_that_the_original_shows_no_finer_is_left_alone() -> None:
    small = PhotosInMemory()
    small.add(np.full((600, 800, 3), 80, dtype=np.uint8), View.DIAL)
    _, model = examined(small, PRO, CONTRA, PRO)
    assert len(model.asked) == 3


def test_without_a_place_there_is_nothing_to_look_at(photos: PhotosInMemory) -> None:
    nowhere = observation(box=None), observation(box=None, bearing="contradicts")
    _, model = examined(photos, *(answered(answer(each)) for each in (*nowhere, nowhere[0])))
    assert len(model.asked) == 3


def test_several_things_at_one_place_are_asked_on_one_picture(photos: PhotosInMemory) -> None:
    for_it = [observation(criterion=each, box=BOX) for each in ("printing", "layout")]
    against = [each | {"bearing": "contradicts"} for each in for_it]
    replies = [answered(answer(*seen)) for seen in (for_it, against, for_it)]
    _, model = examined(photos, *replies, NOTHING)
    assert len(model.asked[3].pictures) == 1
    assert model.asked[3].text.count('"photo": "place-1"') == 2


def test_there_are_never_more_places_than_the_budget_was_reckoned_with(photos: PhotosInMemory) -> None:
    criteria = ("wording", "printing", "layout", "hands", "finishing", "engraving", "construction", "proportions")
    for_it = [
        observation(criterion=each, box=[100 * k, 100 * k, 100 * k + 90, 100 * k + 90])
        for k, each in enumerate(criteria)
    ]
    against = [each | {"bearing": "contradicts"} for each in for_it]
    replies = [answered(answer(*seen)) for seen in (for_it, against, for_it)]
    _, model = examined(photos, *replies, NOTHING)
    assert len(model.asked[3].pictures) == MOST_PLACES


def test_the_same_place_of_a_reference_photo_stands_beside_it() -> None:
    photos, shelf = PhotosInMemory(), ShelfInMemory()
    photos.add(np.full((3000, 4000, 3), 70, dtype=np.uint8), View.DIAL, dial=DIAL)
    other = Ellipse(centre=(0.5, 0.5), axes=(0.4, 0.4), angle=0.0, support=1.0)
    shelf.add(np.full((1600, 1600, 3), 60, dtype=np.uint8), View.DIAL, dial=other)
    small = observation(box=[450, 450, 500, 500])
    replies = [answered(answer(small)), answered(answer(small | {"bearing": "contradicts"})), answered(answer(small))]
    _, model = examined(photos, *replies, nearer("supports"), shelf=shelf)
    question = model.asked[3]
    assert [each.label for each in question.pictures] == ["place-1", "reference-place-1"]
    assert 'REFERENCE PHOTOS: ["reference-place-1"]' in question.text
    assert "reference-place-1" not in json.dumps(question.answer_schema)
    sides = [Image.open(io.BytesIO(each.data)).size for each in question.pictures]
    assert sides[1][0] / sides[0][0] == pytest.approx(0.4 * 1600 / (0.3 * 4000), rel=0.02)


def test_an_answer_about_anything_else_changes_nothing(photos: PhotosInMemory) -> None:
    elsewhere = answered(answer(observation(photo="place-1", criterion="layout"), observation(component="hands")))
    found, _ = examined(photos, PRO, CONTRA, PRO, elsewhere)
    assert printing(found).bearing is Bearing.UNREADABLE
    assert {each.criterion for each in found.findings} == {"printing"}


def test_a_nearer_look_that_failed_is_named_and_costs_nothing_else(photos: PhotosInMemory) -> None:
    found, _ = examined(photos, PRO, CONTRA, PRO, NoAnswer(why="server error", passing=True))
    assert printing(found).bearing is Bearing.UNREADABLE
    assert ("vision, nearer look", "server error") in {(each.what, each.why) for each in found.not_examined}


def test_it_is_left_out_where_most_passes_failed(photos: PhotosInMemory) -> None:
    down = NoAnswer(why="server error", passing=True)
    found, model = examined(photos, PRO, down, down, nearer("supports"))
    assert len(model.asked) == 3
    assert printing(found).strength == pytest.approx(0.8 / 3, abs=1e-4)


def test_it_is_left_out_where_the_budget_of_the_case_is_spent(photos: PhotosInMemory) -> None:
    found, model = examined(photos, PRO, CONTRA, PRO, nearer("supports"), budget_usd=0.11)
    assert len(model.asked) == 3
    assert ("vision, nearer look", "over budget") in {(each.what, each.why) for each in found.not_examined}
    assert found.usage is not None
    assert found.usage.cost_usd <= 0.11


def test_it_is_left_out_where_the_time_of_the_case_is_over(photos: PhotosInMemory) -> None:
    def slowly(question: Question) -> object:
        time.sleep(0.2)
        return answered(answer(observation(bearing="supports" if len(question.text) % 2 else "contradicts", box=BOX)))

    _, model = examined(photos, slowly, case_seconds=0.15)  # type: ignore[arg-type]
    assert len(model.asked) == 1


def test_what_it_cost_is_part_of_the_sum(photos: PhotosInMemory) -> None:
    found, _ = examined(photos, PRO, CONTRA, PRO, nearer("supports"))
    assert found.usage == Usage(requests=4, input_tokens=40_000, output_tokens=20_000, cost_usd=0.12)
    assert found.versions["nearer"] == "nearer_v1"


@pytest.mark.parametrize(
    ("scenario", "bearing"),
    [
        ("doubt", Bearing.SUPPORTS),
        ("suspicion", Bearing.CONTRADICTS),
        ("disagree", Bearing.UNREADABLE),
    ],
)
def test_through_the_real_client_a_nearer_look_settles_what_most_had_seen(
    client: redis.Redis, photos: PhotosInMemory, scenario: str, bearing: Bearing
) -> None:
    client.flushall()
    with GeminiStandIn(scenario) as stand_in:
        settings = GeminiSettings.model_validate({"api_key": "k", "base_url": stand_in.url})
        model = Gemini(settings, client)
        known = Knowledge(catalogue=knowledge(Scripted([])).catalogue, vision=model, vision_plan=VisionPlan())
        found = EXAMINER.examine(case_of(photos), photos, known)
        assert stand_in.requests == 4
        assert all(label.startswith("place-") for label in stand_in.seen[3].labels)
    assert isinstance(found, Examined)
    assert printing(found).bearing is bearing
    assert printing(found).strength == (SETTLED if bearing is not Bearing.UNREADABLE else 0.0)
