"""What the page asks the issuer once the person wants it to, and nobody else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext

from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, credential, envelope, proof
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.page import Pins
from pipeline.certificate.shapes import Because
from pipeline.lifecycle import notices
from pipeline.lifecycle.notices import Succeeded
from pipeline.status import lists
from pipeline.status.bitstring import Bitstring
from pipeline.status.lists import Purpose
from pipeline.transparency.log import CHECKPOINT, Log
from pipeline.transparency.proof import LogTrust
from tests.support import sample_case
from tests.support.browser import browser_context
from tests.support.note_keys import Signer, key
from tests.support.sample_case import NOW
from tests.support.signed import SIGNER, signed_report
from tests.support.verify_page import Said, VerifyPage, opened

INDEX = 77
REPORT = signed_report(sample_case.authentic())
LOG = key(1)


class Issuer:
    """What an issuer publishes, on this machine.

    :ivar files: what lies at each path; changed, the next request sees it. :ivar asked: paths, in order.
    """

    def __init__(self, base: str, folder: Path) -> None:
        self.base, self.files, self.asked = base, dict[str, bytes](), list[str]()
        self._store = LocalFiles(folder)
        self._log = Log(self._store, LOG, Signer(1), origin=LOG.name)
        entries = tuple(lists.entry(base, 0, purpose, INDEX) for purpose in Purpose)
        built = credential.build(report=REPORT, entries=entries, now=NOW)
        self.certificate: Document = proof.sign(built, SIGNER, created=NOW)
        self.withdraw()
        self.append(self.entry)

    @property
    def entry(self) -> bytes:
        return bytes.fromhex(canonical.digest(self.certificate))

    @property
    def envelope(self) -> bytes:
        found = self._log.prove(self.entry)
        assert found is not None
        return pretty(envelope.wrap(self.certificate, found.render()))

    def withdraw(self, *purposes: Purpose) -> None:
        for purpose in Purpose:
            bits = Bitstring()
            bits[INDEX] = purpose in purposes
            issuer = SIGNER.controller
            built = lists.build(base=self.base, number=0, purpose=purpose, bits=bits, issuer=issuer, now=NOW)
            self.files[f"/status/0/{purpose}"] = pretty(proof.sign(built, SIGNER, created=NOW))

    def append(self, *entries: bytes) -> None:
        self._log.append(entries)
        self.files["/log/checkpoint"] = self._store.get(CHECKPOINT)

    def succeed(self, successor: str) -> None:
        """Publish that another certificate has this one's place."""
        subject = Succeeded(
            id=self.certificate["id"],
            digest=canonical.digest(self.certificate),
            successor=successor,
            successor_digest="00" * 32,
            because=Because.TRANSFER,
        )
        notice = notices.build(base=self.base, issuer=SIGNER.controller, subject=subject, now=NOW)
        path = notices.address("", self.certificate["id"])
        self.files[path] = pretty(proof.sign(notice, SIGNER, created=NOW))


@contextmanager
def serving(folder: Path) -> Iterator[Issuer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            data = here.files.get(self.path)
            self.send_response(404 if data is None else 200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here = Issuer(f"http://127.0.0.1:{server.server_port}", folder)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield here
        finally:
            server.shutdown()


@pytest.fixture(scope="module")
def online() -> Iterator[BrowserContext]:
    with browser_context(offline=False) as context:
        yield context


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issuer]:
    with serving(tmp_path / "log") as issuer:
        yield issuer


Ask = Callable[[], Said]


@pytest.fixture
def page(online: BrowserContext, tmp_path: Path, issuer: Issuer) -> Iterator[VerifyPage]:
    pins = Pins(trusted=(SIGNER.trusted,), log=LogTrust(origin=LOG.name, keys=(LOG,)), public=issuer.base)
    with opened(online, tmp_path, pins, now=NOW + timedelta(hours=1)) as page:
        yield page


@pytest.fixture
def ask(page: VerifyPage, issuer: Issuer) -> Ask:
    page.give({"certificate.envelope.json": issuer.envelope})

    def asked() -> Said:
        page.page.click("#ask")
        return page.read()

    return asked


def test_nothing_is_asked_before_the_person_wants_it(page: VerifyPage, issuer: Issuer) -> None:
    assert page.give({"certificate.envelope.json": issuer.envelope}).valid
    assert page.asked == []
    assert issuer.asked == []


def test_asked_it_says_that_the_certificate_stands_and_the_log_has_grown(issuer: Issuer, ask: Ask) -> None:
    issuer.append(b"\x11" * 32, b"\x22" * 32)
    said = ask()
    assert said.valid
    assert said.step("status") == ("passed", "neither revoked nor suspended by the issuer's lists")
    assert said.step("log") == ("passed", "entry 0 of the log, which had 1; today it has 3")
    assert sorted(issuer.asked) == ["/log/checkpoint", "/status/0/revocation", "/status/0/suspension"]


@pytest.mark.parametrize(("purpose", "word"), [(Purpose.REVOCATION, "REVOKED"), (Purpose.SUSPENSION, "SUSPENDED")])
def test_asked_it_names_what_was_withdrawn(issuer: Issuer, ask: Ask, purpose: Purpose, word: str) -> None:
    issuer.withdraw(purpose)
    if purpose is Purpose.REVOCATION:
        issuer.files[notices.address("", issuer.certificate["id"])] = b"{}"
    said = ask()
    assert said.failed == ["status"]
    assert said.step("status")[1].startswith(word)
    assert said.watch is None


def test_asked_it_names_the_successor(issuer: Issuer, ask: Ask) -> None:
    issuer.withdraw(Purpose.REVOCATION)
    issuer.succeed("urn:adriel:k3v9q2m7x4p1:1:2")
    said = ask()
    assert said.failed == ["status"]
    told = "TRANSFERRED: another holder took it over on 2026-03-14, and theirs is the one that counts"
    assert said.step("status")[1] == f"{told}: urn:adriel:k3v9q2m7x4p1:1:2"


def test_a_log_that_shrank_or_was_written_anew_fails(issuer: Issuer, ask: Ask, tmp_path: Path) -> None:
    other = Log(LocalFiles(tmp_path / "other"), LOG, Signer(1), origin=LOG.name)
    other.append([b"\x33" * 32])
    issuer.files["/log/checkpoint"] = LocalFiles(tmp_path / "other").get(CHECKPOINT)
    said = ask()
    assert said.step("log") == ("failed", "two logs of one size have two roots")


def test_a_checkpoint_of_another_log_fails(issuer: Issuer, ask: Ask, tmp_path: Path) -> None:
    other = Log(LocalFiles(tmp_path / "other"), key(9), Signer(9), origin=LOG.name)
    other.append([issuer.entry])
    issuer.files["/log/checkpoint"] = LocalFiles(tmp_path / "other").get(CHECKPOINT)
    assert ask().failed == ["log"]


def test_lists_of_another_origin_are_not_asked_for(page: VerifyPage, issuer: Issuer, tmp_path: Path) -> None:
    with serving(tmp_path / "elsewhere") as elsewhere:
        page.give({"certificate.json": elsewhere.envelope})
        page.page.click("#ask")
        said = page.read()
        assert said.step("status") == ("not checked", "the issuer's list could not be fetched")
        assert elsewhere.asked == []
        assert issuer.asked == ["/log/checkpoint"]
