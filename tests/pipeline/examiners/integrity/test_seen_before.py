"""The same picture in another owner's case contradicts; another picture of the model, or one's own, does not."""

import io

import pytest
from PIL import Image

from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline import seen
from pipeline.examiners.integrity.seen_before import is_same
from pipeline.imaging.decode import decode_upright
from pipeline.imaging.landmarks import compare, landmarks, pack, unpack
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import EXAMPLES, Desk, said

OWNER, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def again(data: bytes, *, scale: float = 1.0, cut: float = 0.0, quality: int = 75) -> bytes:
    """The photo as it comes from a web page: cut, scaled, compressed again."""
    image = Image.open(io.BytesIO(data))
    width, height = image.size
    image = image.crop((int(cut * width), int(cut * height), int((1 - cut) * width), int((1 - cut) * height)))
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def answered(desk, data, owner, view=View.DIAL):
    (finding,) = said(desk.examine(*desk.open(data, owner=owner, view=view)), "seen_before")
    return finding


@pytest.mark.parametrize(
    "change",
    [{}, {"scale": 0.4}, {"quality": 50}, {"cut": 0.04, "scale": 0.9}],
    ids=["saved", "scaled", "coarse", "cut"],
)
def test_the_same_picture_in_another_owners_case_contradicts(desk, change):
    photo = (EXAMPLES / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()
    desk.ended(photo, owner=OWNER)
    finding = answered(desk, again(photo, **change), OTHER)
    assert (finding.bearing, finding.observed) == (Bearing.CONTRADICTS, "seen in another owner's case")


def test_the_same_file_is_recognised_even_of_a_view_of_which_no_features_are_kept(desk):
    desk.ended(watch_photo(1), owner=OWNER, view=View.PAPERS)
    assert answered(desk, watch_photo(1), OTHER, View.PAPERS).bearing is Bearing.CONTRADICTS
    assert answered(desk, again(watch_photo(1)), OTHER, View.PAPERS).bearing is Bearing.NEUTRAL


def test_another_case_of_the_same_owner_is_no_finding(desk):
    desk.ended(watch_photo(1), owner=OWNER)
    assert answered(desk, watch_photo(1), OWNER).observed == "not seen before"


@pytest.mark.parametrize(("earlier", "now"), [(None, OWNER), (OWNER, None), (None, None)])
def test_where_an_owner_is_unknown_nothing_follows(desk, earlier, now):
    desk.ended(watch_photo(1), owner=earlier)
    assert answered(desk, watch_photo(1), now).observed == "seen in a case of unknown owner"


def test_another_photo_is_not_seen_before(desk):
    desk.ended(watch_photo(1), owner=OWNER)
    assert answered(desk, watch_photo(2), OTHER).observed == "not seen before"


def test_another_photo_of_the_same_watch_model_is_not_the_same_picture():
    one, other = (
        landmarks(decode_upright((EXAMPLES / name / "dial.jpg").read_bytes()))
        for name in ("aldenmoor-tidewatch", "aldenmoor-wrong-dial")
    )
    assert is_same(compare(one, one))
    assert not is_same(compare(one, other))


def test_a_deleted_case_is_not_recognised_any_more(desk):
    earlier = desk.ended(watch_photo(1), owner=OWNER)
    case, prepared = desk.open(again(watch_photo(1)), owner=OTHER)
    seen.forget(desk.store, earlier.case)
    (finding,) = said(desk.examine(case, prepared), "seen_before")
    assert finding.observed == "not seen before"


def test_a_plain_photo_cannot_be_recognised(desk):
    out = io.BytesIO()
    Image.new("RGB", (400, 400), (90, 90, 90)).save(out, "PNG")
    assert answered(desk, out.getvalue(), OWNER).bearing is Bearing.UNREADABLE


def test_landmarks_survive_being_packed_and_damage_is_noticed():
    marks = landmarks(decode_upright(watch_photo(1)))
    packed = pack(marks)
    assert len(packed) < 28_000
    assert unpack(packed).descriptors.tobytes() == marks.descriptors.tobytes()
    for damaged in (b"", b"nonsense", packed[:-1], packed + b"\0", packed[:8] + b"\xff" * 10 + packed[18:]):
        assert unpack(damaged) is None
