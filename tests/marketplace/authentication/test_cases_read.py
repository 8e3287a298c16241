"""What is read of a case that was examined, and by whom."""

import io
import json

import pytest
from PIL import Image

from marketplace.authentication.models import Case, Review
from marketplace.authentication.services import tidying
from marketplace.authentication.states import State
from marketplace.common.stores import blobs
from marketplace.users.models import Membership, Organisation
from pipeline import erasure, keys
from tests.support import accounts
from tests.support.api_case import CLAIM, SERIAL, client_of, examine, member, photographed, submitted

pytestmark = pytest.mark.django_db
PRIVATE = "caseback"


@pytest.fixture
def store():
    return Organisation.objects.create(kind=Organisation.Kind.STORE, name="A store")


@pytest.fixture
def ada(store):
    user = accounts.new()
    Membership.objects.create(organisation=store, user=user)
    return client_of(user)


@pytest.fixture
def case(ada, store):
    made = photographed(ada, "dial", PRIVATE, organisation=str(store.pk), lane="express")
    assert submitted(ada, made, "the-first-time").status_code == 202
    examine(made)
    return made


def document(client, case, name, **headers):
    return client.get(f"/api/v1/cases/{case}/examinations/1/{name}", **headers)


def everything(client, case):
    """Return every answer about a case, as one text."""
    addresses = ["", "/photos", "/events", "/photos/dial", f"/photos/{PRIVATE}", "/examinations/1/owner-secret.json"]
    addresses += [f"/examinations/1/{name}" for name in ("report.json", "report.pdf", "certificate.json")]
    found = [client.get(f"/api/v1/cases/{case}{each}") for each in addresses]
    assert all(each.status_code < 500 for each in found)
    return b"".join(each.content for each in found)


def test_its_owner_reads_all_of_it_and_nobody_else_learns_the_serial_number(ada, case, store):
    said = ada.get(f"/api/v1/cases/{case}").json()
    assert (said["serial"], said["lane"]) == (SERIAL, "express")
    assert said["examinations"][0]["without"] == {"vision": "no access to it was set up"}
    assert said["examine_again"] is False, "without access it would not answer another time either"

    report = document(ada, case, "report.json")
    assert report.json()["outcome"] == said["state"] == said["examinations"][0]["outcome"]
    assert "no-cache" in report["Cache-Control"]
    assert "private" in report["Cache-Control"]
    assert document(ada, case, "report.json", HTTP_IF_NONE_MATCH=report["ETag"]).status_code == 304
    assert document(ada, case, "report.pdf").content.startswith(b"%PDF")
    assert document(ada, case, "owner-secret.json").json()["serial"] == SERIAL

    photos = {each["label"]: each for each in ada.get(f"/api/v1/cases/{case}/photos").json()}
    assert photos["dial"]["measurements"]["focus"] > 0
    assert all(0 <= x <= 1 for found in photos["dial"]["findings"] for corner in found["polygon"] for x in corner)
    assert photos["dial"]["findings"], "the dial is where most is found"
    picture = ada.get(photos[PRIVATE]["picture"])
    assert (picture["Content-Type"], Image.open(io.BytesIO(picture.content)).getexif()) == ("image/jpeg", {})

    colleague = accounts.new()
    Membership.objects.create(organisation=store, user=colleague)
    for other in (client_of(colleague), member(role="operations")):
        assert other.get(f"/api/v1/cases/{case}").status_code == 200
        assert other.get(f"/api/v1/cases/{case}/photos/dial").status_code == 200
        assert other.get(f"/api/v1/cases/{case}/photos/{PRIVATE}").status_code == 404
        assert {document(other, case, name).status_code for name in ("report.pdf", "owner-secret.json")} == {404}
        assert {each["label"]: bool(each["picture"]) for each in other.get(f"/api/v1/cases/{case}/photos").json()} == {
            "dial": True,
            PRIVATE: False,
        }
        assert SERIAL.encode() not in everything(other, case)
    assert everything(member(), case).count(b'"code":"request:not_found"') == 9


def test_an_expert_sees_the_serial_number_while_they_hold_the_case(ada, case):
    expert = accounts.new(role="expert")
    client = client_of(expert)
    assert client.get(f"/api/v1/cases/{case}").status_code == 404
    assert ada.post(f"/api/v1/cases/{case}/appeal", {"reason": "It is genuine."}, format="json").status_code == 200
    assert client.get(f"/api/v1/cases/{case}").json()["serial"] == ""
    assert client.get(f"/api/v1/cases/{case}/photos/{PRIVATE}").status_code == 404
    review = Review.objects.create(case_id=case, examination=1, expert=expert)
    assert client.get(f"/api/v1/cases/{case}").json()["serial"] == SERIAL
    assert client.get(f"/api/v1/cases/{case}/photos/{PRIVATE}").status_code == 200
    review.decided_at = review.taken_at
    review.save()
    assert client.get(f"/api/v1/cases/{case}").json()["serial"] == ""
    again = ada.post(f"/api/v1/cases/{case}/appeal", {"reason": "Really."}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "case:appealed")


def test_a_case_is_examined_again_with_the_same_photos_and_gemini_left_out_once_the_budget_is_spent(
    ada, case, settings
):
    assert submitted(ada, case, "the-first-time").json()["examination"] == 1, "a key of an earlier submission counts"
    settings.GEMINI_DAILY_BUDGET_USD = 0.0
    said = submitted(ada, case, "the-second-time").json()
    assert (said["examination"], said["state"], said["examine_again"]) == (2, State.RUNNING, False)
    assert said["examinations"][1]["without"] == {"vision": "the budget for it was spent for the day"}
    assert submitted(ada, case, "the-first-time").json()["examination"] == 2
    examine(case)
    said = ada.get(f"/api/v1/cases/{case}").json()
    assert (said["examination"], said["examine_again"]) == (2, True)
    assert ada.get(f"/api/v1/cases/{case}/photos/dial").status_code == 200, "prepared for the first examination"


def test_a_withdrawn_case_is_erased_and_what_was_left_is_seen_through(ada, case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        said = ada.delete(f"/api/v1/cases/{case}").json()
    assert (said["state"], said["photos"], said["serial"], said["offers"]) == (State.WITHDRAWN, [], "", [])
    assert SERIAL not in json.dumps(said)
    assert ada.delete(f"/api/v1/cases/{case}").status_code == 200, "again, it changes nothing"
    row = Case.objects.get(pk=case)
    row.erased_at -= tidying.timedelta(hours=1)
    row.save()
    tidying.tidy()
    assert row.photos.count() == 2, "photos are left: it was sent again, and is looked at again"
    erasure.erase_photos(blobs(), case)
    tidying.tidy()
    assert row.photos.count() == 0
    assert not list(blobs().list(keys.photo(case, "")))
    assert document(ada, case, "report.json").json()["code"] == "case:no_report"


@pytest.mark.parametrize("rows", [1, 8])
def test_a_case_takes_as_many_queries_with_many_photos_as_with_one(ada, rows, django_assert_num_queries):
    from tests.support.api_case import announced, opened

    made = opened(ada)
    for _ in range(rows):
        announced(ada, made)
    for address, queries in (("", 4), ("/photos", 4)):
        with django_assert_num_queries(queries):
            assert ada.get(f"/api/v1/cases/{made}{address}").status_code == 200


@pytest.mark.usefixtures("ada")
def test_the_same_claim_is_what_the_pipeline_got(case):
    file = json.loads(blobs().get(keys.case_file(case, 1)))
    assert {name: value for name, value in file["claim"].items() if value} == CLAIM
    assert (file["lane"], file["owner"] is not None, len(file["knowledge"])) == ("express", True, 2)
