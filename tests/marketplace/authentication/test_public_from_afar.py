"""Certificates are checked from afar, at the addresses that they name, without the issuer's store and keys."""

import json
import os
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest
from django.conf import settings

from pipeline import issuer
from pipeline.adapters import published
from pipeline.assembly import RealStages
from pipeline.certificate import canonical
from pipeline.certificate.beside import Beside
from pipeline.certificate.page import Pins
from pipeline.certificate.shapes import credential_id
from pipeline.certificate.verification import Status
from pipeline.certificate.verify import verify_document
from pipeline.lifecycle import names
from pipeline.locations import ROOT
from pipeline.status.decisions import Action
from pipeline.transparency import checkpoint, merkle, notes, tiles
from pipeline.wiring import Workshop
from tests.support.browser import browser_context
from tests.support.issued import issue
from tests.support.live import server
from tests.support.verify_page import opened

CLIENT = httpx.Client(timeout=20.0)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """An issuer whose public address is a real server's."""
    with server(tmp_path_factory.mktemp("server")) as address:
        told = settings.PIPELINE.model_copy(update={"public": address})
        found = Workshop(settings=told, stages=RealStages(), environment={})
        issuer.publish(found.store, found.issuer)
        yield found
        CLIENT.close()


@pytest.fixture
def certificate(shop):
    """The address of a new certificate."""
    message = issue(shop, secrets.token_hex(8))
    return f"{shop.settings.public}/certificates/{credential_id(message.case, message.examination)}"


def fetched(address, **headers):
    return CLIENT.get(address, headers=headers).raise_for_status()


def checked(shop, envelope):
    """Take every step with what was fetched, and with keys that were given beforehand."""
    unwrapped = json.loads(envelope)
    proof = unwrapped["logProof"].encode()
    own = shop.issuer
    beside = Beside(trusted=own.trusted, log=own.log_trust, proof=proof, fetch=published.over_https)
    return verify_document(envelope, now=datetime.now(UTC), beside=beside)


def test_a_certificate_is_checked_with_what_it_names_alone(shop, certificate):
    found = checked(shop, fetched(f"{certificate}/{names.ENVELOPE}").content)
    assert found.valid
    assert {step.name for step in found.steps if step.status is Status.NOT_CHECKED} == {"photos", "serial"}


def test_the_command_line_elsewhere_checks_what_was_downloaded(shop, certificate, tmp_path):
    for name in ("certificate.json", names.ENVELOPE, "certificate.pdf", "certificate.png"):
        (tmp_path / name).write_bytes(fetched(f"{certificate}/{name}").content)
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ADRIEL_STATE": str(tmp_path / "state")}
    words = ["--trust", shop.signer.verification_method, "--json"]
    command = [ROOT / "adriel", "verify", tmp_path / "certificate.pdf", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    steps = {each["name"]: each for each in json.loads(done.stdout)["steps"]}
    assert steps["status"]["why"] == "neither revoked nor suspended by the issuer's lists"
    assert done.returncode == 0, done.stderr


def test_a_page_that_somebody_keeps_asks_the_server_from_another_origin(shop, certificate, tmp_path):
    envelope = fetched(f"{certificate}/{names.ENVELOPE}").content
    pins = Pins(trusted=shop.issuer.trusted, log=shop.issuer.log_trust, public=shop.settings.public)
    with browser_context(offline=False) as chromium, opened(chromium, tmp_path, pins, now=datetime.now(UTC)) as page:
        page.give({names.ENVELOPE: envelope})
        page.page.click("#ask")
        said = page.read()
    assert said.step("status") == ("passed", "neither revoked nor suspended by the issuer's lists")
    assert said.step("log")[0] == "passed"
    assert set(page.asked) >= {f"{shop.settings.public}/log/checkpoint"}
    assert all(address.startswith(shop.settings.public) for address in page.asked)


@pytest.mark.usefixtures("certificate")
def test_a_monitor_reads_the_log_and_finds_what_its_checkpoint_says(shop):
    def tile(path):
        return fetched(f"{shop.settings.public}/log/{path}").content

    head = checkpoint.parse(notes.parse(fetched(f"{shop.settings.public}/log/checkpoint").content).text)
    assert merkle.root(head.size, tiles.Tiles(tile, head.size)) == head.root
    assert len(tiles.entries(tile(tiles.entries_path(head.size // 256, head.size % 256)))) == head.size % 256


def test_what_is_downloaded_while_it_is_revoked_is_whole_and_the_next_page_says_revoked(shop, certificate):
    name = certificate.rpartition("/")[2]
    documents = [f"{certificate}/{each}" for each in ("certificate.json", names.ENVELOPE, "certificate.pdf")]
    before = {address: fetched(address).content for address in documents}
    etag = fetched(certificate).headers["etag"]

    def revoke():
        now = shop.clock.now()
        shop.decisions.decide(name, Action.REVOKE, reason="sold with another watch", by="operations 1", now=now)
        shop.publisher.carry_out([name], now=now)
        return fetched(certificate, **{"If-None-Match": etag}).json()["standing"]

    with ThreadPoolExecutor(5) as pool:
        running = [pool.submit(fetched, address) for address in documents * 8]
        pages = [pool.submit(fetched, certificate) for _ in range(15)]
        said = pool.submit(revoke)
        running += [pool.submit(fetched, address) for address in documents * 8]
    assert said.result() == "revoked"
    assert {each.result().json()["standing"] for each in pages} <= {"stands", "revoked"}
    for each in running:
        assert each.result().content == before[str(each.result().url)]
    late = checked(shop, before[documents[1]])
    assert next(step for step in late.steps if step.name == "status").status is Status.FAILED


def test_a_list_that_changed_has_another_etag_and_says_how_long_it_holds(shop, certificate):
    entry = fetched(f"{certificate}/certificate.json").json()["credentialStatus"][0]["statusListCredential"]
    first = fetched(entry)
    assert CLIENT.get(entry, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    name, now = certificate.rpartition("/")[2], shop.clock.now()
    shop.decisions.decide(name, Action.REVOKE, reason="tried here", by="operations 1", now=now)
    shop.publisher.carry_out([name], now=now)
    second = fetched(entry, **{"If-None-Match": first.headers["etag"]})
    assert second.headers["etag"] != first.headers["etag"]
    assert second.headers["cache-control"] == "public, max-age=60"
    assert canonical.parse(second.content)["id"] == entry
