"""What the world reads: at which paths, as what, for how long, and nothing else."""

import hashlib
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import keys, public
from pipeline.certificate.shapes import credential_id
from pipeline.messages import Message
from pipeline.public import PublicFile
from pipeline.status import lists
from pipeline.status.decisions import Action
from pipeline.transparency import checkpoint, notes, tiles
from pipeline.wiring import Workshop
from tests.support.issued import document, issue, shop_of_an_issuer


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return shop_of_an_issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def issued(shop: Workshop) -> Message:
    return issue(shop)


class Later:
    """A clock that is ahead."""

    def __init__(self, shop: Workshop, by: timedelta) -> None:
        self._moment = shop.clock.now() + by

    def now(self) -> datetime:
        return self._moment


def found(shop: Workshop, path: str) -> PublicFile:
    file = public.find(shop.store, path)
    assert file is not None
    return file


def page(shop: Workshop, message: Message) -> dict:
    return json.loads(found(shop, f"certificates/{credential_id(message.case, message.examination)}").data)


def test_every_address_that_a_certificate_names_is_found(shop: Workshop, issued: Message) -> None:
    certificate = json.loads(document(shop, issued, "certificate.json"))
    for entry in certificate["credentialStatus"]:
        path = entry["statusListCredential"].removeprefix(f"{shop.settings.public}/")
        assert lists.read(json.loads(found(shop, path).data)).id == entry["statusListCredential"]
        assert found(shop, path).content_type == "application/vc"
    head = checkpoint.parse(notes.parse(found(shop, "log/checkpoint").data).text)
    tile = found(shop, f"log/{tiles.tile_path(0, 0, head.size)}")
    assert len(tile.data) == 32 * head.size
    assert (tile.content_type, tile.immutable) == ("application/octet-stream", True)
    bundle = found(shop, f"log/{tiles.entries_path(0, head.size)}")
    assert len(tiles.entries(bundle.data)) == head.size


@pytest.mark.usefixtures("issued")
def test_what_changes_is_asked_for_again_soon_and_what_never_does_is_kept(shop: Workshop) -> None:
    ages = {
        path: found(shop, path).max_age
        for path in ("log/checkpoint", "status/0/revocation", ".well-known/did.json", "log/tile/0/000.p/1")
    }
    assert ages["log/checkpoint"] < ages["status/0/revocation"] < ages[".well-known/did.json"]
    assert ages["status/0/revocation"] <= lists.TTL
    assert ages["log/tile/0/000.p/1"] > timedelta(days=300)
    assert not any(found(shop, path).immutable for path in ages if "tile" not in path)


def test_a_tag_is_strong_and_follows_the_bytes(shop: Workshop, issued: Message) -> None:
    file = found(shop, "status/0/suspension")
    assert file.etag == f'"{hashlib.sha256(file.data).hexdigest()}"'
    assert page(shop, issued) == page(shop, issued)


def test_the_documents_of_a_certificate_are_found_each_as_what_it_is(shop: Workshop, issued: Message) -> None:
    name = credential_id(issued.case, issued.examination)
    kinds = {each: found(shop, f"/certificates/{name}/{each}").content_type for each in page(shop, issued)["documents"]}
    assert kinds == {
        "certificate.json": "application/vc",
        "certificate.tlog-proof": "text/plain; charset=utf-8",
        "certificate.envelope.json": "application/json",
        "certificate.pdf": "application/pdf",
        "certificate.png": "image/png",
    }
    for each in kinds:
        assert found(shop, f"certificates/{name}/{each}").data == document(shop, issued, each)
    assert public.find(shop.store, f"certificates/{name}/report.json") is None
    assert public.find(shop.store, f"certificates/{name}/report.pdf") is None


def test_a_page_says_what_the_certificate_says_and_nothing_of_its_owner(shop: Workshop, issued: Message) -> None:
    shown = page(shop, issued)
    assert (shown["facts"]["brand"], shown["facts"]["assurance"], shown["year"]) == ("Aldenmoor", "vision", 2023)
    assert shown["standing"] == "stands"
    assert "No person has looked" in shown["assurance"]
    assert shown["unseen"]
    assert any("opinion on photos" in each for each in shown["cautions"])
    written = json.dumps(shown)
    assert "M204817" not in written
    assert "00112233445566778899aabbccddeeff" not in written


def test_a_page_says_how_a_certificate_stands(shop: Workshop) -> None:
    message = issue(shop, "withdrawn0123")
    certificate = credential_id(message.case, message.examination)
    for action, standing in ((Action.SUSPEND, "suspended"), (Action.RESTORE, "stands"), (Action.REVOKE, "revoked")):
        now = shop.clock.now()  # decisions of one moment have no order
        shop.decisions.decide(certificate, action, reason="tried here", by="expert 1", now=now)
        shop.publisher.carry_out([certificate], now=now)
        shown = page(shop, message)
        assert (shown["standing"], shown["facts"]["brand"]) == (standing, "Aldenmoor")


@pytest.mark.parametrize(("days", "standing"), [(8, "unknown"), (400, "expired")])
def test_what_ended_or_is_not_known_is_said(shop: Workshop, issued: Message, days: int, standing: str) -> None:
    file = public.find(
        shop.store, f"certificates/{credential_id(issued.case, 1)}", clock=Later(shop, timedelta(days=days))
    )
    assert file is not None
    assert json.loads(file.data)["standing"] == standing


def test_a_certificate_that_no_key_of_the_issuer_signed_is_not_shown(shop: Workshop, issued: Message) -> None:
    envelope = json.loads(document(shop, issued, "certificate.envelope.json"))
    envelope["credential"]["credentialSubject"]["claim"]["brand"] = "Omega"
    for case, laid in (("f0rged0f0rged", envelope), (issued.case, envelope)):
        shop.store.create(keys.document(case, 2, "certificate.envelope.json"), json.dumps(laid).encode())
        assert public.find(shop.store, f"certificates/urn:adriel:{case}:2") is None
    genuine = document(shop, issued, "certificate.envelope.json")
    shop.store.create(keys.document(issued.case, 3, "certificate.envelope.json"), genuine)
    assert public.find(shop.store, f"certificates/urn:adriel:{issued.case}:3") is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "did.json",
        ".well-known/../issuer/keys.json",
        "issuer/keys.json",
        "status/public/0/revocation",
        "status/0/../../log/head",
        "status/0/revocation/",
        "status/0/revocation\n",
        "status/00/revocation",
        "status/%30/revocation",
        "status/\u0660/revocation",
        "status/places/x",
        "//status/0/revocation",
        "life/" + "g" * 64,
        "life/" + "0" * 64,
        "log/head",
        "log/pending/" + "0" * 64,
        "log/tile/64/000",
        "log/tile/0/000.p/0",
        "log/tile/0/../checkpoint",
        "log/tile/\u0660/000",
        "certificates/",
        "certificates/k3v9q2m7x4p1",
        "certificates/urn:adriel:k3v9q2m7x4p1:0",
        "certificates/urn:adriel:k3v9q2m7x4p1:1:99",
        "certificates/urn:adriel:k3v9q2m7x4p1:1/../report.json",
        "certificates/urn%3Aadriel%3Ak3v9q2m7x4p1%3A1",
        "cases/k3v9q2m7x4p1/1/case.json",
        "certificates/urn:adriel:k3v9q2m7x4p1:1/certificate.json\0",
    ],
)
@pytest.mark.usefixtures("issued")
def test_nothing_else_is_found(shop: Workshop, path: str) -> None:
    assert public.find(shop.store, path) is None


@given(path=st.text(max_size=60))
def test_no_path_makes_it_fail(shop: Workshop, path: str) -> None:
    for start in ("", "status/0/", "log/tile/0/", "certificates/urn:adriel:"):
        public.find(shop.store, start + path)


def test_it_is_served_without_key_and_without_opencv(shop: Workshop, issued: Message) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline import public;"
        "from pipeline.adapters.files import LocalFiles;"
        f"shown = public.find(LocalFiles(Path(sys.argv[1])), 'certificates/{credential_id(issued.case, 1)}');"
        "print(shown is not None, [n for n in ('cv2', 'rapidocr', 'onnxruntime', 'typst') if n in sys.modules])"
    )
    folder = str(shop.settings.state / "blobs")
    done = subprocess.run(
        [sys.executable, "-c", program, folder], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert (done.returncode, done.stdout) == (0, "True []\n"), done.stderr
