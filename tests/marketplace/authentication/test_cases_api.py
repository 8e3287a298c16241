"""Cases over the API: opened, photographed, submitted; and what nobody else may do or see."""

import json
import logging
import uuid

import pytest
import redis
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.authentication.models import Case, Photo
from marketplace.authentication.states import State
from marketplace.users import tokens
from marketplace.users.models import User
from pipeline.locations import ROOT
from tests.bad_files import bad_files

pytestmark = pytest.mark.django_db
DIAL = (ROOT / "examples" / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()
SERIAL = "M204817"


def somebody(email="ada@example.org", **fields):
    user = User.objects.create_user(email, "quite a long password", confirmed_at=timezone.now(), **fields)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user).access_token}")
    return client


def opened(client, **more):
    said = client.post("/api/v1/cases", {"claim": {"brand": "Aldenmoor", "serial": SERIAL}} | more, format="json")
    assert said.status_code == 201, said.json()
    return said.json()["id"]


def announced(client, case, view="dial"):
    said = client.post(f"/api/v1/cases/{case}/photos", {"view": view, "content_type": "image/jpeg"}, format="json")
    assert said.status_code == 201, said.json()
    return said.json()


def uploaded(said, data=DIAL, name="GPS-holiday.jpg", **fields):
    form = said["fields_to_send"] | fields | {"file": SimpleUploadedFile(name, data)}
    return APIClient().post(said["url"], form, format="multipart")


def submitted(client, case, key=None):
    return client.post(f"/api/v1/cases/{case}/submit", HTTP_IDEMPOTENCY_KEY=key or uuid.uuid4().hex)


def test_a_case_is_opened_photographed_and_submitted(django_capture_on_commit_callbacks):
    ada = somebody()
    case = opened(ada, challenge=True)
    assert uploaded(announced(ada, case)).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        said = submitted(ada, case, "the-first-time")
    assert (said.status_code, said.json()["state"]) == (202, State.RUNNING)
    assert submitted(ada, case, "the-first-time").status_code == 202, "a repeat does nothing twice"
    assert submitted(ada, case).json()["code"] == "case:state"
    assert Case.objects.get().examinations.count() == 1


def test_what_is_sent_to_workers_names_no_file_and_no_serial(django_capture_on_commit_callbacks, caplog):
    caplog.set_level(logging.DEBUG)
    ada = somebody()
    case = opened(ada)
    uploaded(announced(ada, case))
    with django_capture_on_commit_callbacks(execute=True):
        submitted(ada, case)
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as broker:
        sent = b"".join(b"".join(broker.lrange(key, 0, -1)) for key in broker.keys("preprocess*"))
    assert case.encode() in sent
    for private in ("holiday", SERIAL, "ada@example.org"):
        assert private.encode() not in sent
        assert private not in caplog.text


@pytest.mark.parametrize("name", sorted(bad_files()))
def test_no_bad_file_makes_the_api_fail(name):
    ada = somebody()
    case = opened(ada)
    said = uploaded(announced(ada, case), bad_files()[name][0])
    if said.status_code == 204:
        said = submitted(ada, case)
    assert said.status_code in {202, 400, 413, 422}
    if said.status_code != 202:
        assert said["Content-Type"] == "application/problem+json"
        assert said.json()["code"] in {"photo:refused", "upload:too_large", "request:invalid"}


def test_a_photo_that_was_announced_and_not_uploaded_is_named():
    ada = somebody()
    case = opened(ada)
    announced(ada, case)
    said = submitted(ada, case).json()
    assert (said["code"], list(said["errors"])) == ("photo:missing", ["dial"])


def test_a_case_without_photos_is_not_submitted():
    ada = somebody()
    assert submitted(ada, opened(ada)).json()["code"] == "case:no_photos"


@pytest.mark.parametrize("change", [{"policy": "forged"}, {"Content-Type": "text/html"}, {"key": "another"}])
def test_an_upload_that_was_not_allowed_is_refused(change):
    ada = somebody()
    said = uploaded(announced(ada, opened(ada)), **change)
    assert (said.status_code, said.json()["code"]) == (403, "upload:not_allowed")


def test_an_upload_is_taken_once_and_not_where_another_was_allowed():
    ada = somebody()
    case = opened(ada)
    first, second = announced(ada, case), announced(ada, case)
    assert uploaded(first).status_code == 204
    assert uploaded(first).json()["code"] == "upload:done"
    crossed = {**second, "url": first["url"]}
    assert uploaded(crossed).json()["code"] == "upload:not_allowed"


def test_nobody_else_learns_that_a_case_exists():
    case = opened(somebody())
    other = somebody("eve@example.org")
    for method, address in (("get", ""), ("delete", ""), ("post", "/submit"), ("post", "/photos"), ("post", "/appeal")):
        said = getattr(other, method)(f"/api/v1/cases/{case}{address}", {"reason": "x"}, format="json")
        assert said.status_code in {400, 404}, (method, address, said.json())
        assert case not in json.dumps(said.json())
    assert other.get("/api/v1/cases").json()["results"] == []


def test_the_serial_number_is_shown_to_its_owner_alone():
    ada = somebody()
    case = opened(ada)
    assert ada.get(f"/api/v1/cases/{case}").json()["serial"] == SERIAL
    boss = somebody("boss@example.org", role="operations")
    assert SERIAL not in boss.get(f"/api/v1/cases/{case}").content.decode()
    assert SERIAL not in ada.get("/api/v1/cases").content.decode()


def test_a_withdrawn_case_has_no_photos_and_stays_withdrawn():
    ada = somebody()
    case = opened(ada)
    uploaded(announced(ada, case))
    said = ada.delete(f"/api/v1/cases/{case}").json()
    assert (said["state"], said["photos"], said["serial"]) == (State.WITHDRAWN, [], "")
    assert submitted(ada, case).json()["code"] == "case:state"
    assert Photo.objects.filter(removed_at=None).count() == 0


def test_a_claim_that_is_not_one_is_explained_without_quoting_it():
    said = somebody().post("/api/v1/cases", {"claim": {"brand": "Omega\u200b"}}, format="json")
    assert said.status_code == 400
    assert said.json()["code"] in {"claim:invalid", "request:invalid"}
    assert "Omega" not in said.content.decode()


def test_quotas_have_a_clear_answer(settings):
    settings.CASES_A_DAY = 0
    ada = somebody()
    case = opened(ada)
    uploaded(announced(ada, case))
    said = submitted(ada, case)
    assert (said.status_code, said.json()["code"]) == (429, "case:too_many_today")
    assert int(said["Retry-After"]) > 0


@pytest.mark.parametrize("rows", [1, 9])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(rows, django_assert_num_queries):
    ada = somebody()
    for _ in range(rows):
        opened(ada)
    with django_assert_num_queries(2):
        assert len(ada.get("/api/v1/cases").json()["results"]) == rows
