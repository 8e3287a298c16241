"""What is left of a case when it is cleared, erased or deleted. On files, as it is run."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from models.vocabulary.photo import Prepared
from pipeline import keys, public, seen, steps
from pipeline.adapters.seen import StoredSeen
from pipeline.certificate.shapes import credential_id
from pipeline.erasure import clear_case, delete_case, erase_photos, take_back
from pipeline.messages import Message
from pipeline.wiring import Workshop
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import Desk
from tests.support.issued import document, issue, shop_of_an_issuer


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def found(desk: Desk, head: str, photo: Prepared) -> list[str]:
    return [each.case for each in StoredSeen(desk.store).near(head, photo.perceptual.pdq)]


def stored(folder: Path) -> bytes:
    """Names and contents of all there is on disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


def test_a_case_that_is_cleared_is_recognised_later(desk):
    case = desk.ended(watch_photo(1), owner=None)
    clear_case(desk.store, case.case)
    assert list(desk.store.list(keys.case(case.case))) == []
    _, (again,) = desk.open(watch_photo(1))
    assert found(desk, seen.head(desk.store), again) == [case.case]


def test_of_a_case_that_is_deleted_nothing_is_left_and_others_stay(desk, tmp_path):
    kept, gone = desk.ended(watch_photo(1), owner=None), desk.ended(watch_photo(2), owner=None)
    old = seen.head(desk.store)
    delete_case(desk.store, gone.case)
    assert gone.case.encode() not in stored(tmp_path)
    _, prepared = desk.open(watch_photo(1), watch_photo(2))
    for head in (old, seen.head(desk.store)):
        assert [found(desk, head, each) for each in prepared] == [[kept.case], []]


def test_deleting_again_changes_nothing(desk, tmp_path):
    kept, gone = desk.ended(watch_photo(1), owner=None), desk.ended(watch_photo(1), owner=None)
    delete_case(desk.store, gone.case)
    before = stored(tmp_path)
    delete_case(desk.store, gone.case)
    assert stored(tmp_path) == before
    assert kept.case.encode() in before


# Photos go, certificates stay


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return shop_of_an_issuer(tmp_path / "issuer")


@pytest.fixture
def issued(shop: Workshop) -> Message:
    return issue(shop)


KEPT = ["certificate.envelope.json", "certificate.json", "certificate.pdf", "certificate.png", "certificate.tlog-proof"]


def left(shop: Workshop, message: Message) -> list[str]:
    return [key.removeprefix(keys.case(message.case)) for key in shop.store.list(keys.case(message.case))]


def pictures_in(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_photos_and_all_that_was_made_of_them_go_and_certificates_stay(shop, issued):
    signed = {name: document(shop, issued, name) for name in KEPT if not name.endswith((".pdf", ".png"))}
    assert pictures_in(document(shop, issued, "certificate.pdf")) > 0
    erase_photos(shop.store, issued.case)
    assert left(shop, issued) == [*(f"1/documents/{name}" for name in KEPT), "erased"]
    assert {name: document(shop, issued, name) for name in signed} == signed
    assert pictures_in(document(shop, issued, "certificate.pdf")) == 0
    attached = PdfReader(io.BytesIO(document(shop, issued, "certificate.pdf"))).attachments
    assert attached["certificate.json"] == [signed["certificate.json"]]
    assert len(Image.open(io.BytesIO(document(shop, issued, "certificate.png"))).tobytes()) > 0


def test_public_checks_of_it_go_on_as_before(shop, issued):
    path = f"certificates/{credential_id(issued.case, 1)}"
    before = public.find(shop.store, path)
    erase_photos(shop.store, issued.case)
    assert before is not None
    assert public.find(shop.store, path) == before
    for name in KEPT:
        assert public.find(shop.store, f"{path}/{name}") is not None


def test_erasing_again_changes_nothing_and_goes_on_where_it_was_stopped(shop, issued):
    erase_photos(shop.store, issued.case)
    done = {key: shop.store.get(key) for key in shop.store.list(keys.case(issued.case))}
    shop.store.create(keys.photo(issued.case, "0" * 64), b"written by a task that was under way")
    shop.store.delete(keys.document(issued.case, 1, "certificate.png"))  # killed between taking away and drawing anew
    erase_photos(shop.store, issued.case)
    assert {key: shop.store.get(key) for key in shop.store.list(keys.case(issued.case))} == done


def test_a_task_that_finds_its_case_gone_leaves_the_certificates_and_nothing_else(shop, issued):
    erase_photos(shop.store, issued.case)
    assert steps.is_gone(shop, issued)
    done = left(shop, issued)
    shop.store.create(keys.document(issued.case, 1, "report.pdf"), b"drawn meanwhile")
    take_back(shop.store, issued.case)
    assert left(shop, issued) == done


def test_a_task_that_finds_its_case_deleted_leaves_nothing(shop, issued):
    delete_case(shop.store, issued.case)
    shop.store.create(keys.document(issued.case, 1, "report.pdf"), b"drawn meanwhile")
    take_back(shop.store, issued.case)
    assert left(shop, issued) == []


def test_its_photos_are_recognised_no_more(desk):
    case = desk.ended(watch_photo(1), owner=None)
    erase_photos(desk.store, case.case)
    _, (again,) = desk.open(watch_photo(1))
    assert found(desk, seen.head(desk.store), again) == []


def test_a_case_that_earned_no_certificate_leaves_a_mark_alone(desk):
    case = desk.ended(watch_photo(1), owner=None)
    erase_photos(desk.store, case.case)
    assert list(desk.store.list(keys.case(case.case))) == [keys.erased(case.case)]


def test_what_was_erased_can_still_be_deleted(shop, issued):
    erase_photos(shop.store, issued.case)
    delete_case(shop.store, issued.case)
    assert left(shop, issued) == []


def test_serial_and_salt_are_nowhere_once_photos_are_erased(shop, issued):
    case = json.loads(shop.store.get(keys.case_file(issued.case, 1)))
    erase_photos(shop.store, issued.case)
    kept = b"".join(shop.store.get(key) for key in shop.store.list(keys.case(issued.case)))
    assert case["serial_salt"].encode() not in kept
    assert case["claim"]["serial"].encode() not in kept
