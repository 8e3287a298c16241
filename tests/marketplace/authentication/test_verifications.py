"""Anybody has a document checked, by a worker that opens it; and nobody waits for ever."""

import os
import secrets
import signal
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from local.supervisor import Supervisor, supervised
from marketplace.authentication.services import verifying
from marketplace.common.stores import blobs
from marketplace.config.celery import app
from pipeline import checking, handed_in, issuer, keys, queues, worker
from pipeline.assembly import RealStages
from pipeline.wiring import Workshop
from tests.bad_files import bad_files
from tests.support.fleet import wait_until
from tests.support.issued import document, issue
from tests.support.market import environment

pytestmark = pytest.mark.django_db
NAMES = ("certificate.json", "certificate.envelope.json", "certificate.pdf", "certificate.png", "report.json")
HERE = "/api/v1/verifications"


@pytest.fixture(scope="module")
def shop():
    found = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(found.store, found.issuer)
    return found


@pytest.fixture(scope="module")
def issued(shop):
    return issue(shop, secrets.token_hex(8))


@pytest.fixture(autouse=True)
def _empty_queue():
    """Drop what tests of other things have left, and leave nothing."""
    waiting()
    yield
    waiting()


def sent(data, name="GPS-holiday.pdf"):
    return APIClient().post(HERE, {"file": SimpleUploadedFile(name, data)}, format="multipart")


def handed_over(data=b"{}"):
    said = sent(data)
    assert said.status_code == 202, said.json()
    return said.json()


def read(check):
    return APIClient().get(f"{HERE}/{check}")


def waiting():
    """Take every check that waits for a worker off the queue, and return their ids."""
    found = []
    with app.connection_for_read() as broker:
        queue = app.amqp.queues[queues.ANALYSE](broker.channel())
        while (message := queue.get(no_ack=True)) is not None:
            found.append(message.decode()[0][0])
    return found


def carried_out(check):
    """Do what a worker does."""
    checking.carry_out(blobs(), check, issuer=issuer.read(blobs()), base="", now=timezone.now(), gives_up=False)


def earlier(data, by):
    """Hand a document in as it was some time ago."""
    check = handed_in.new_id(timezone.now() - by)
    blobs().create(keys.check_document(check), data)
    return check


class Images(NamedTuple):
    """A worker that opens strangers' files."""

    supervisor: Supervisor
    log: Path


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    env = {
        name: value
        for name, value in environment(folder / "secret").items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    kinds = queues.kinds_for((queues.ANALYSE,))
    processes = worker.processes(kinds, env)
    with (folder / "log").open("wb") as output, supervised(processes, output=output, grace=5.0) as supervisor:
        wait_until(lambda: bool(app.control.ping(timeout=0.5)), 60.0, supervisor.tend)
        yield Images(supervisor, folder / "log")


def test_a_document_is_handed_in_and_an_id_alone_is_sent():
    said = handed_over(b'{"secret-of-a-stranger": 1}')
    assert said["state"] == "waiting"
    assert said["result"] is None
    assert said["url"] == f"http://testserver{HERE}/{said['id']}"
    assert waiting() == [said["id"]]
    again = read(said["id"])
    assert (again.status_code, again.json()["state"], again["Cache-Control"]) == (200, "waiting", "no-store")
    assert waiting() == [], "who asks at once has nothing sent again"


def test_no_account_cookie_or_row_is_needed(django_assert_num_queries):
    with django_assert_num_queries(0):
        said = sent(b"{}")
        found = read(said.json()["id"])
    assert not said.cookies
    assert not found.cookies


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "verification:empty"),
        (b"MZ\x90\x00", 415, "verification:type"),
        (b"<svg/>", 415, "verification:type"),
        (b"[1]", 415, "verification:type"),
        (b"{" + b" " * checking.MAX_BYTES, 413, "verification:too_large"),
        (b"{" + b" " * (checking.MAX_BYTES + 30_000), 413, "verification:too_large"),
    ],
)
def test_what_cannot_be_a_document_is_refused_unopened(data, status, code):
    said = sent(data)
    assert (said.status_code, said.json()["code"]) == (status, code)
    assert waiting() == []


def test_a_form_without_a_file_or_with_a_thousand_is_no_fault_of_ours():
    for form in ({}, {"file": "text"}, {"other": SimpleUploadedFile("x", b"{}")}):
        said = APIClient().post(HERE, form, format="multipart")
        assert (said.status_code, said.json()["code"]) == (400, "request:invalid")
    many = {f"file{n}": SimpleUploadedFile("x", b"{}") for n in range(1000)}
    assert APIClient().post(HERE, many, format="multipart").status_code == 413
    assert APIClient().post(HERE, b"{}", content_type="application/json").status_code == 415
    assert APIClient().post(HERE, b"--", content_type="multipart/form-data").status_code == 400


@pytest.mark.parametrize("check", ["0", "x" * 10_000, "..", "1773480413" + "U" * 20, "1773480413" + "0" * 20])
def test_what_nobody_handed_in_is_not_found(check):
    said = read(check)
    assert said.status_code == 404
    assert said.json()["code"] in {"verification:unknown", "request:not_found"}


def test_a_day_later_it_is_gone_for_whoever_asks():
    check = earlier(b"{}", timedelta(hours=23, minutes=59))
    carried_out(check)
    assert read(check).json()["state"] == "checked"
    check = earlier(b"{}", timedelta(days=1, seconds=1))
    carried_out(check)
    assert read(check).json()["code"] == "verification:unknown"


def test_whoever_asks_in_vain_has_it_sent_again_so_often_and_no_more():
    check = earlier(b"{}", timedelta(minutes=2))
    for _ in range(verifying.MOST):
        assert [read(check).json()["state"] for _ in range(3)] == ["waiting"] * 3
        assert waiting() == [check], "once a minute"
        cache.delete(f"verification:{check}:told")
    assert [read(check).json()["state"] for _ in range(2)] == ["given_up"] * 2
    assert waiting() == []
    carried_out(check)
    assert read(check).json()["state"] == "checked", "a result that comes late is shown all the same"


def test_too_many_documents_of_one_address_are_slowed_down():
    limit = int(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["verification"].partition("/")[0])
    answers = [sent(b"") for _ in range(limit + 1)]
    assert {said.status_code for said in answers[:-1]} == {400}
    assert (answers[-1].status_code, int(answers[-1]["Retry-After"]) > 0) == (429, True)


def test_a_worker_checks_every_form_of_a_document_step_by_step(images, shop, issued):
    checks = [handed_over(document(shop, issued, name))["id"] for name in NAMES]
    hostile = [data for data, _ in bad_files().values() if data[:1] == b"{" or data[:4] in {b"%PDF", b"\x89PNG"}]
    checks += [handed_over(data)["id"] for data in (*hostile[:4], b"%PDF-1.7 and secret-of-a-stranger")]
    wait_until(lambda: all(checking.result(blobs(), check) for check in checks), 30.0)
    found = [read(check).json()["result"] for check in checks]
    assert [each["verdict"] for each in found[: len(NAMES)]] == ["unsafe"] * len(NAMES)
    assert all(step["why"] for each in found[: len(NAMES)] for step in each["verification"]["steps"])
    assert {each["verdict"] for each in found[len(NAMES) :]} == {"unreadable"}
    assert not any(blobs().exists(keys.check_document(check)) for check in checks)
    log = images.log.read_text(errors="replace")
    assert "secret-of-a-stranger" not in log
    assert "holiday" not in log


def test_a_check_whose_worker_is_killed_ends_once_somebody_asks_again(images):
    checks = [earlier(b"{}", verifying.AGAIN) for _ in range(5)]
    assert {read(check).json()["state"] for check in checks} <= {"waiting", "checked"}
    (pid,) = images.supervisor.pids().values()
    os.killpg(pid, signal.SIGKILL)
    wait_until(lambda: bool(app.control.ping(timeout=0.5)), 60.0, images.supervisor.tend)
    for check in checks:
        cache.delete(f"verification:{check}:told")  # a minute later
    assert {read(check).json()["state"] for check in checks} <= {"waiting", "checked"}
    wait_until(lambda: all(checking.result(blobs(), check) for check in checks), 30.0)
    assert {read(check).json()["result"]["verdict"] for check in checks} == {"unreadable"}
