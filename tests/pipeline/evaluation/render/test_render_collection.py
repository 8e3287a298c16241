import numpy as np
import pytest
from pydantic import ValidationError

from models.catalogue import load
from models.catalogue.judgement import Plausibility
from models.vocabulary.views import View
from pipeline.evaluation.render.cases import Shot, render
from pipeline.evaluation.render.collection import CALIBRATION, COLLECTION, HELD_BACK, STORMGAUGE
from pipeline.evaluation.render.photos import PAPERS_CAMERA, render_dial_photo
from pipeline.evaluation.render.watch import Camera, Markers, Style, Watch
from pipeline.imaging import ocr

CATALOGUE = load()
SMALL = Camera(width=320, height=320)
each_watch = pytest.mark.parametrize("watch", COLLECTION, ids=lambda watch: watch.model.lower())
each_style = pytest.mark.parametrize(
    "watch", [next(w for w in HELD_BACK if w.style is style) for style in Style], ids=lambda watch: watch.style.value
)


def test_three_makers_have_six_references_each_in_all_styles() -> None:
    assert len({watch.reference for watch in COLLECTION}) == 18
    for brand in {watch.brand for watch in COLLECTION}:
        own = [watch for watch in COLLECTION if watch.brand == brand]
        assert {watch.style for watch in own} == set(Style)
        assert len({watch.calibre for watch in own}) >= 2
        assert len({watch.emblem for watch in own}) == 1
    assert len({watch.emblem for watch in COLLECTION}) == len({watch.brand for watch in COLLECTION}) == 3


def test_the_watches_differ_in_what_the_examiners_look_at() -> None:
    assert {watch.date_at for watch in COLLECTION if watch.date} == {3, 4, 6}
    assert {bool(watch.date) for watch in COLLECTION} == {True, False}
    assert {watch.subdials for watch in COLLECTION} == {(), (3, 9), (3, 6, 9)}
    assert {(watch.style, watch.markers) for watch in COLLECTION} == {(s, m) for s in Style for m in Markers}


def test_what_is_learnt_from_is_never_measured_on() -> None:
    assert not {w.reference for w in CALIBRATION} & {w.reference for w in HELD_BACK}
    assert {w.style for w in CALIBRATION} == {w.style for w in HELD_BACK} == set(Style)
    assert set(COLLECTION) == set(CALIBRATION) | set(HELD_BACK)


@each_watch
def test_the_catalogue_knows_the_watch_as_it_is_drawn(watch: Watch) -> None:
    brand = CATALOGUE.brand(watch.brand.title())
    assert brand is not None
    assert brand.fictional
    year = int(watch.sold[:4])
    model = next(model for model in brand.models if model.name == watch.model.title())
    assert model.dial_text == (watch.brand, watch.model, *watch.wording, watch.foot)
    judgements = (
        CATALOGUE.judge_reference(brand.name, watch.reference, year=year, model=model.name),
        CATALOGUE.judge_calibre(brand.name, watch.calibre, reference=watch.reference),
        CATALOGUE.judge_serial(brand.name, watch.serial, year=year),
    )
    assert {judgement.plausibility for judgement in judgements} == {Plausibility.PLAUSIBLE}


@each_watch
def test_every_view_of_a_watch_can_be_drawn_and_says_what_is_written_on_it(watch: Watch) -> None:
    written = {
        View.DIAL: {watch.brand, watch.model, *watch.wording},
        View.CASEBACK: {watch.brand, f"REF. {watch.reference}", f"SERIAL {watch.serial}", f"CAL. {watch.calibre}"},
        View.MOVEMENT: {watch.brand, f"CAL. {watch.calibre}", f"{watch.jewels} JEWELS"},
        View.PAPERS: {watch.brand, watch.reference, watch.serial, watch.calibre},
    }
    for view, words in written.items():
        camera = PAPERS_CAMERA.model_copy(update={"width": 320, "height": 240}) if view is View.PAPERS else SMALL
        photo = render(Shot(view=view, watch=watch, camera=camera, seed=5))
        assert words <= {box.text for box in photo.texts}, view
        assert photo.pixels.std() > 20


@each_watch
def test_the_same_seed_draws_the_same_pixels(watch: Watch) -> None:
    one, other = (render_dial_photo(watch, SMALL, seed=7).pixels for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("time", [(12, 0, 0), (3, 15, 45), (6, 30, 15), (9, 59, 59)])
@each_style
def test_hands_can_stand_at_any_time_beside_a_slip_of_paper(watch: Watch, time: tuple[int, int, int]) -> None:
    camera = Camera(width=320, height=320, field=90.0, look_at=(-12.0, 0.0))
    usual = render_dial_photo(watch, camera, note=("CODE", "4827"))
    other = render_dial_photo(watch.model_copy(update={"time": time}), camera, note=("CODE", "4827"))
    assert {"CODE", "4827"} < {box.text for box in usual.texts}
    assert not np.array_equal(usual.pixels, other.pixels)


@each_style
def test_brand_and_model_are_read_from_a_photo_of_every_style(watch: Watch) -> None:
    photo = render_dial_photo(watch, Camera(width=900, height=900, field=40.0, look_at=(0.0, 0.0)))
    read = {seen.text.replace(" ", "") for seen in ocr.read(photo.pixels)}
    assert {watch.brand, watch.model} <= read


def test_the_calibre_is_read_from_the_movement() -> None:
    photo = render(Shot(view=View.MOVEMENT, watch=STORMGAUGE, camera=Camera(width=1000, height=1000), seed=3))
    read = {seen.text.replace(" ", "") for seen in ocr.read(photo.pixels)}
    assert {"ALDENMOOR", "CAL.AM40", "27JEWELS"} <= read


def test_another_calibre_is_another_engraving_in_the_same_movement() -> None:
    camera = Camera(width=600, height=600, noise=0.0, tilt=0.0, rotation=0.0, look_at=(0.0, 0.0))
    wrong = STORMGAUGE.model_copy(update={"calibre": "AM77"})
    one, other = (render(Shot(view=View.MOVEMENT, watch=w, camera=camera, seed=3)).pixels for w in (STORMGAUGE, wrong))
    rows, columns = np.nonzero(np.abs(one.astype(int) - other).max(axis=2) > 12)
    assert len(rows) > 20
    assert 300 < columns.min() < columns.max() < 450
    assert 320 < rows.min() < rows.max() < 380


def test_a_dial_with_a_sub_dial_at_six_has_no_room_for_three_lines() -> None:
    with pytest.raises(ValidationError, match="room for 2 lines"):
        Watch.model_validate({**STORMGAUGE.model_dump(), "wording": ("ONE", "TWO", "THREE")})
