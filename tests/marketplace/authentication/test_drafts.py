"""A case before it is submitted: changed, bounded, and submitted once."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from marketplace.authentication.models import Case, Examination, Photo
from marketplace.authentication.services import tidying
from marketplace.authentication.states import State
from marketplace.common import stores, uploads
from marketplace.common.stores import blobs
from marketplace.users.models import Membership, Organisation
from pipeline import keys
from tests.support import accounts
from tests.support.api_case import EXAMPLE, announced, client_of, member, opened, photographed, sent, submitted
from tests.support.s3_server import s3_server

DIAL = (EXAMPLE / "dial.jpg").read_bytes()


def changed(client, case, **changes):
    return client.patch(f"/api/v1/cases/{case}", changes, format="json")


@pytest.mark.django_db
def test_a_draft_is_changed_until_it_is_submitted():
    ada = member()
    case = photographed(ada, challenge=True)
    drawn = ada.get(f"/api/v1/cases/{case}").json()["challenge"]
    said = changed(ada, case, claim={"brand": "Omega", "year": 1969}, challenge=True).json()
    assert (said["claim"], said["serial"]) == ({"brand": "Omega", "year": 1969}, "")
    assert said["challenge"] == drawn, "nobody draws until they get what their photos show"
    assert changed(ada, case, profile="part").json()["errors"] == {"part": ["Say which part is to be examined."]}
    assert changed(member(), case, challenge=False).status_code == 404
    assert submitted(ada, case).status_code == 202
    assert changed(ada, case, challenge=False).json()["code"] == "case:state"


@pytest.mark.django_db
def test_the_express_lane_is_for_stores():
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="A store")
    shop = Organisation.objects.create(kind=Organisation.Kind.REPAIR_SHOP, name="A shop")
    user = accounts.new()
    for each in (store, shop):
        Membership.objects.create(organisation=each, user=user)
    client = client_of(user)
    case = opened(client, organisation=str(store.pk), lane="express")
    assert changed(client, case, organisation=str(shop.pk)).json()["code"] == "case:lane"
    assert changed(client, case, organisation=None, lane="standard").json()["organisation"] is None
    other = member()
    assert changed(other, opened(other), lane="express").status_code == 403
    said = changed(other, opened(other), organisation=str(store.pk))
    assert (said.status_code, list(said.json()["errors"])) == (400, ["organisation"])


@pytest.mark.django_db
def test_what_a_try_left_in_the_store_is_not_what_is_examined():
    ada = member()
    case = photographed(ada)
    blobs().create(keys.case_file(case, 1), b'{"left": "by a try that was not committed"}')
    assert submitted(ada, case).status_code == 202
    assert json.loads(blobs().get(keys.case_file(case, 1)))["case"] == case


@pytest.mark.django_db
def test_drafts_count_against_the_quota_and_the_day_says_when_to_ask_again(settings):
    settings.CASES_OPEN_AT_ONCE, settings.CASES_A_DAY = 2, 1
    ada = member()
    case = photographed(ada)
    opened(ada)
    said = ada.post("/api/v1/cases", {"claim": {"brand": "Omega"}}, format="json")
    assert (said.status_code, said.json()["code"], said["Retry-After"]) == (429, "case:too_many_open", "60")
    earlier = Case.objects.create(owner=Case.objects.get(pk=case).owner, profile="watch", claim={}, state="authentic")
    Examination.objects.create(case=earlier, number=1, kind=Examination.Kind.FIRST)
    Examination.objects.update(created_at=timezone.now() - timedelta(hours=22))
    said = submitted(ada, case)
    assert (said.status_code, said.json()["code"]) == (429, "case:too_many_today")
    assert 7000 < int(said["Retry-After"]) <= 7200


@pytest.mark.django_db(transaction=True)
def test_of_two_submissions_at_once_one_wins():
    ada = member()
    case = photographed(ada)

    def submit(_):
        try:
            return submitted(ada, case).json().get("code", "won")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(submit, range(2))) == ["case:state", "won"]
    assert Examination.objects.filter(case=case).count() == 1


@pytest.mark.django_db
def test_nothing_is_taken_for_a_photo_that_was_removed_or_submitted(django_capture_on_commit_callbacks):
    ada = member()
    case = photographed(ada)
    said = announced(ada, case, "crown")
    assert ada.delete(f"/api/v1/cases/{case}/photos/crown").status_code == 204
    assert sent(said, DIAL).json()["code"] == "upload:not_allowed"
    late = announced(ada, case, "bezel")
    assert sent(late, DIAL).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        assert submitted(ada, case).status_code == 202
    kept = [uploads.place(photo.key) for photo in Photo.objects.filter(case=case)]
    assert not any(map(blobs().exists, kept)), "what was submitted is with the case now"
    assert sent(late, DIAL).json()["code"] == "upload:not_allowed"


@pytest.mark.django_db
def test_uploads_that_nobody_will_submit_are_removed():
    ada = member()
    case = photographed(ada)
    photo = Photo.objects.get(case=case)
    Photo.objects.update(removed_at=timezone.now() - timedelta(seconds=uploads.EXPIRES + 60))
    tidying.tidy()
    assert not blobs().exists(uploads.place(photo.key))
    assert not Photo.objects.filter(pk=photo.pk).exists()


@pytest.fixture
def bucket(settings, monkeypatch):
    """S3, where the marketplace keeps everything meanwhile."""
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with s3_server() as url:
        boto3.client("s3", endpoint_url=url).create_bucket(Bucket="adriel")
        settings.PIPELINE = settings.PIPELINE.model_copy(update={"blobs": f"s3://adriel/kept?endpoint={url}"})
        stores.blobs.cache_clear()
        yield
    stores.blobs.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
def test_s3_takes_one_key_one_type_and_a_bounded_size_for_a_short_time(settings):
    ada = member()
    case = opened(ada)
    said = announced(ada, case)
    policy = json.loads(base64.b64decode(said["fields_to_send"]["policy"]))
    photo = Photo.objects.get(case=case)
    assert {"key": f"kept/{uploads.place(photo.key)}"} in policy["conditions"]
    assert {"Content-Type": "image/jpeg"} in policy["conditions"]
    assert {"bucket": "adriel"} in policy["conditions"]
    assert ["content-length-range", 1, settings.PIPELINE.limits.max_bytes] in policy["conditions"]
    assert policy["expiration"] < (timezone.now() + timedelta(seconds=uploads.EXPIRES + 5)).isoformat()
    sent_there = httpx.post(said["url"], data=said["fields_to_send"], files={"file": ("a name.jpg", DIAL)})
    assert sent_there.status_code == 204
    done = submitted(ada, case)
    assert (done.status_code, done.json()["state"]) == (202, State.RUNNING)


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
def test_a_store_that_is_away_leaves_the_case_a_draft(settings):
    ada = member()
    case = opened(ada)
    announced(ada, case)
    settings.PIPELINE = settings.PIPELINE.model_copy(update={"blobs": "s3://adriel?endpoint=http://127.0.0.1:9"})
    stores.blobs.cache_clear()
    said = submitted(ada, case)
    assert (said.status_code, said.json()["code"]) == (503, "server:unavailable")
    assert Case.objects.get(pk=case).state == State.DRAFT
