"""Content Credentials: intact, changed after signing, generated, unreadable, absent."""

from dataclasses import replace

import pytest

from models.catalogue import load
from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.adapters.gemini import NoKey
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.integrity import EXAMINER, credentials
from pipeline.examiners.integrity.credentials import Credentials, read
from pipeline.imaging.containers.contract import Kind
from pipeline.imaging.sniff import read_header
from tests.bad_files import bad_files
from tests.support.content_credentials import Authority, signed_by
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import SHARED
from tests.support.photos import PhotosInMemory

FOLDER = SHARED / "c2pa"
needs_files = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of signed photos is not beside the repository")
PHOTO = PhotosInMemory().add(watch_photo(1), View.DIAL)
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def signed(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def changed(data: bytes) -> bytes:
    return data[:-5000] + bytes([data[-5000] ^ 1]) + data[-4999:]


def judged(data: bytes, signers: str | None = None):
    return credentials.judge(PHOTO, read_header(data), data, signers)


@needs_files
def test_intact_credentials_are_read_with_what_was_done():
    found = read(signed("adobe-20220124-CA.jpg"), Kind.JPEG)
    assert found is not None
    assert found.intact is True
    assert "c2pa.color_adjustments" in found.actions
    assert judged(signed("adobe-20220124-CA.jpg")).bearing is Bearing.NEUTRAL


@needs_files
def test_a_photo_that_says_it_was_drawn_in_contradicts():
    assert judged(signed("adobe-20220124-C.jpg")).observed == "edited, by its own credentials"


@needs_files
@pytest.mark.parametrize("name", ["adobe-20220124-C.jpg", "adobe-20220124-CA.jpg"])
def test_one_bit_changed_after_signing_contradicts(name):
    answer = judged(changed(signed(name)))
    assert (answer.bearing, answer.observed) == (Bearing.CONTRADICTS, "changed after signing")


@needs_files
def test_what_the_library_cannot_compare_is_not_called_changed():
    answer = judged(signed("truepic-20230212-camera.jpg"))
    assert (answer.bearing, answer.observed) == (Bearing.NEUTRAL, "could not be checked")


def test_a_history_that_names_a_generating_model_is_understood():
    action = {"action": "c2pa.created", "digitalSourceType": GENERATED}
    store = {"manifests": {"a": {"assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}]}}}
    found = credentials.understood(store)
    assert found == Credentials(
        intact=True, sources=frozenset({"trainedAlgorithmicMedia"}), actions=frozenset({"c2pa.created"})
    )
    assert credentials.weighed(PHOTO, found).bearing is Bearing.CONTRADICTS


def test_a_camera_that_signed_what_it_took_supports():
    found = Credentials(intact=True, sources=frozenset({"digitalCapture"}), actions=frozenset({"c2pa.created"}))
    assert credentials.weighed(PHOTO, found).bearing is Bearing.SUPPORTS


def test_absent_credentials_say_nothing():
    assert judged(watch_photo(1)).bearing is Bearing.NEUTRAL


@needs_files
def test_a_damaged_store_is_unreadable_and_never_raises():
    data = signed("adobe-20220124-C.jpg")
    at = data.index(b"jumb")
    answer = judged(data[: at + 8] + b"\xff" * 40 + data[at + 48 :])
    assert answer.bearing in {Bearing.UNREADABLE, Bearing.CONTRADICTS}


@pytest.mark.parametrize("kind", Kind)
def test_no_bad_file_makes_the_library_raise(kind):
    for data, _ in bad_files().values():
        assert read(data[:20_000], kind) is None


# Who signed


@pytest.fixture(scope="module")
def vouched() -> tuple[bytes, str]:
    """A photo signed as a camera signs, and the authority that vouches for the signer."""
    authority = Authority("An authority")
    return signed_by(authority, watch_photo(1)), authority.pem


def test_a_camera_whose_signer_is_on_the_list_supports_more(vouched):
    photo, authority = vouched
    unlisted, listed = judged(photo), judged(photo, authority)
    assert (listed.bearing, unlisted.bearing) == (Bearing.SUPPORTS, Bearing.SUPPORTS)
    assert listed.strength > unlisted.strength
    assert "on the list of trusted signers" in listed.sentence
    assert "was not checked" in unlisted.sentence


def test_a_signer_who_is_on_no_list_supports_nothing_and_the_photo_stays_intact(vouched):
    answer = judged(vouched[0], Authority("Another authority").pem)
    assert (answer.bearing, answer.observed) == (Bearing.NEUTRAL, "intact, signed by somebody unknown")
    assert "on no list given" in answer.sentence


def test_a_photo_that_was_changed_contradicts_whoever_signed_it(vouched):
    photo, authority = vouched
    at = len(photo) - 500
    answer = judged(photo[:at] + bytes([photo[at] ^ 1]) + photo[at + 1 :], authority)
    assert (answer.bearing, answer.observed) == (Bearing.CONTRADICTS, "changed after signing")


@needs_files
def test_a_list_takes_nothing_from_what_is_known_of_other_signers_photos():
    listed = read(signed("adobe-20220124-CA.jpg"), Kind.JPEG, Authority("An authority").pem)
    assert listed is not None
    assert (listed.intact, listed.trusted) == (True, False)


def test_the_answer_is_kept_apart_for_each_list():
    known = Knowledge(load(), NoKey())
    lists = [EXAMINER.depends(replace(known, signers=signers)) for signers in (None, "one", "other")]
    assert len({str(each) for each in lists}) == len(lists)
