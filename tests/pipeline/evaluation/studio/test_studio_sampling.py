import numpy as np

from models.vocabulary.views import View
from pipeline.evaluation.studio import sampling


def test_photos_differ_as_much_as_owners_photos_do() -> None:
    rng = sampling.stream(7)
    cameras = [sampling.camera(rng, View.DIAL) for _ in range(200)]
    assert {max(camera.width, camera.height) for camera in cameras} <= set(range(1500, 1801))
    assert max(camera.tilt for camera in cameras) > 15.0
    assert max(camera.tilt for camera in cameras) <= 20.0
    assert max(abs(camera.rotation) for camera in cameras) <= 12.0
    spans = [camera.field * min(camera.width, camera.height) / camera.width for camera in cameras]
    assert min(spans) > 42.0


def test_files_have_been_compressed_once_or_twice() -> None:
    rng = sampling.stream(8)
    histories = [sampling.history(rng) for _ in range(300)]
    twice = [each for each in histories if len(each.qualities) == 2]
    assert 80 < len(twice) < 200
    assert all(70 <= quality <= 92 for each in histories for quality in each.qualities)
    assert any(each.scale < 1 for each in twice)
    assert any(each.exif is None for each in twice)
    assert all(each.exif is not None for each in histories if len(each.qualities) == 1)


def test_an_editor_saves_after_the_camera_did() -> None:
    rng = sampling.stream(9)
    for _ in range(50):
        said = sampling.history(rng).exif
        if said is not None:
            edited = sampling.edited_by(rng, said)
            assert edited.saved is not None
            assert edited.saved > edited.taken


def test_hands_keep_off_what_a_case_is_about() -> None:
    rng = sampling.stream(10)
    for _ in range(100):
        hour, minute, _ = sampling.time(rng, (0.0, 180.0))
        hands = np.array([hour * 30 + minute / 2, minute * 6]) % 180
        assert np.minimum(hands, 180 - hands).min() >= 18.0
        assert 1 <= hour <= 12


def test_the_same_numbers_give_the_same_chance_and_others_do_not() -> None:
    assert sampling.seed(sampling.stream(1, 2, 3)) == sampling.seed(sampling.stream(1, 2, 3))
    assert sampling.seed(sampling.stream(1, 2, 3)) != sampling.seed(sampling.stream(1, 3, 2))
