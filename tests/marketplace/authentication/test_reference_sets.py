"""Reference sets that experts keep: gathered, published by a worker, used by new cases, retired."""

import itertools
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.authentication.models import ReferenceSet
from marketplace.authentication.selectors import reference_sets as selectors
from marketplace.authentication.services import reference_sets
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users import tokens
from marketplace.users.models import Role, User
from models.vocabulary.claim import Claim
from pipeline import references
from pipeline.locations import ROOT
from tests.bad_files import bad_files

pytestmark = pytest.mark.django_db
DIAL = (ROOT / "examples" / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()
CLAIM = Claim(brand="aldenmoor", reference="am 2204")
numbers = itertools.count()


def somebody(role=Role.EXPERT):
    user = User.objects.create_user(f"keeper-{next(numbers)}@example.org", confirmed_at=timezone.now(), role=role)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user).access_token}")
    return client


@pytest.fixture
def keeper():
    return somebody()


def begun(keeper, **more):
    said = {"brand": "Aldenmoor", "reference": "AM-2204", "source": "a museum's own watches"} | more
    answer = keeper.post("/api/v1/reference-sets", said, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()["id"]


def announced(keeper, pk, view="dial"):
    said = {"view": view, "content_type": "image/jpeg"}
    return keeper.post(f"/api/v1/reference-sets/{pk}/photos", said, format="json")


def with_photo(keeper, pk, data=DIAL, view="dial"):
    said = announced(keeper, pk, view).json()
    form = said["fields_to_send"] | {"file": SimpleUploadedFile("any.jpg", data)}
    assert APIClient().post(said["url"], form, format="multipart").status_code == 204
    return said["label"]


def publish(keeper, pk):
    return keeper.post(f"/api/v1/reference-sets/{pk}/publish")


def published(keeper):
    """Publish a set as a worker does."""
    pk = begun(keeper)
    with_photo(keeper, pk)
    assert publish(keeper, pk).status_code == 202
    references.adopt(blobs(), ReferenceSet.objects.get(pk=pk).draft)
    assert reference_sets.settle() == 1
    return pk


def read(keeper, pk):
    return keeper.get(f"/api/v1/reference-sets/{pk}").json()


def test_a_published_set_is_used_by_new_cases_until_it_is_retired(keeper, django_capture_on_commit_callbacks):
    assert selectors.for_claim(CLAIM) is None
    with django_capture_on_commit_callbacks(execute=True):
        pk = published(keeper)
    found = read(keeper, pk)
    assert (found["state"], found["refusals"]) == ("published", {})
    assert selectors.for_claim(CLAIM) == found["digest"]
    assert selectors.for_claim(Claim(brand="Aldenmoor", reference="AM-9999")) is None
    assert not blobs().exists(place(ReferenceSet.objects.get(pk=pk).photos.get().key)), "the upload is removed"
    assert keeper.post(f"/api/v1/reference-sets/{pk}/retire").status_code == 200
    assert selectors.for_claim(CLAIM) is None


def test_the_newest_set_is_used(keeper):
    published(keeper)
    ReferenceSet.objects.update(digest="e" * 64)
    newest = read(keeper, published(keeper))
    assert selectors.for_claim(CLAIM) == newest["digest"]


def test_a_reference_that_the_catalogue_does_not_know_fits_by_its_letters_and_digits():
    assert selectors.fits("Nobody & Sons", "X-1 / 22") == selectors.fits("NOBODY SONS", "x122") != ""
    assert selectors.fits("***", "--") == ""


def test_a_photo_that_cannot_be_used_is_named_and_the_set_may_be_mended(keeper):
    pk = begun(keeper)
    with_photo(keeper, pk)
    label = with_photo(keeper, pk, bad_files()["damaged jpeg"][0], "crown")
    assert publish(keeper, pk).status_code == 202
    references.adopt(blobs(), ReferenceSet.objects.get(pk=pk).draft)
    reference_sets.settle()
    found = read(keeper, pk)
    assert (found["state"], list(found["refusals"])) == ("refused", [label])
    assert keeper.delete(f"/api/v1/reference-sets/{pk}/photos/{label}").status_code == 204
    assert publish(keeper, pk).json()["state"] == "publishing"


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda *_: None, "references:no_photos"),
        (announced, "photo:missing"),
        (lambda keeper, pk: with_photo(keeper, pk, b"no photo at all"), "photo:refused"),
    ],
    ids=["no photos", "not uploaded", "not a photo"],
)
def test_what_cannot_be_published_is_said_at_once(keeper, prepare, code):
    pk = begun(keeper)
    prepare(keeper, pk)
    answer = publish(keeper, pk)
    assert answer.json()["code"] == code
    assert read(keeper, pk)["state"] == "draft"


def test_what_was_handed_in_is_not_changed(keeper):
    pk = begun(keeper)
    label = with_photo(keeper, pk)
    publish(keeper, pk)
    for answer in (
        publish(keeper, pk),
        announced(keeper, pk),
        keeper.delete(f"/api/v1/reference-sets/{pk}"),
        keeper.delete(f"/api/v1/reference-sets/{pk}/photos/{label}"),
        keeper.post(f"/api/v1/reference-sets/{pk}/retire"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "references:state")


def test_a_set_of_which_nothing_was_heard_is_given_up_and_may_be_published_again(keeper):
    pk = begun(keeper)
    with_photo(keeper, pk)
    publish(keeper, pk)
    assert reference_sets.settle() == 0
    ReferenceSet.objects.update(sent_at=timezone.now() - reference_sets.GIVEN_UP - timedelta(minutes=1))
    assert reference_sets.settle() == 1
    assert read(keeper, pk)["refusals"] == {"": reference_sets.SILENCE}
    assert publish(keeper, pk).status_code == 202


def test_others_see_published_sets_only_and_change_none(keeper):
    draft, done = begun(keeper), published(keeper)
    other = somebody()
    listed = other.get("/api/v1/reference-sets").json()["results"]
    assert [(each["id"], each["is_mine"]) for each in listed] == [(done, False)]
    assert other.get(f"/api/v1/reference-sets/{draft}").status_code == 404
    assert other.post(f"/api/v1/reference-sets/{done}/retire").status_code == 403
    assert announced(other, draft).status_code == 404
    assert somebody(Role.MEMBER).get("/api/v1/reference-sets").status_code == 403


def test_a_draft_is_removed_with_its_uploads(keeper, django_capture_on_commit_callbacks):
    pk = begun(keeper)
    with_photo(keeper, pk)
    where = place(ReferenceSet.objects.get(pk=pk).photos.get().key)
    with django_capture_on_commit_callbacks(execute=True):
        assert keeper.delete(f"/api/v1/reference-sets/{pk}").status_code == 204
    assert not blobs().exists(where)
    assert keeper.get(f"/api/v1/reference-sets/{pk}").status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [({"brand": "\u202eOmega"}, "brand"), ({"reference": "---"}, "reference"), ({"source": "us"}, "source")],
)
def test_a_set_that_says_nothing_readable_is_refused_by_field(keeper, said, field):
    whole = {"brand": "Omega", "reference": "311.30", "source": "a museum's own watches"} | said
    answer = keeper.post("/api/v1/reference-sets", whole, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_asks_the_database_as_often_for_many_as_for_one(keeper, rows, django_assert_num_queries):
    for _ in range(rows):
        begun(keeper)
    with django_assert_num_queries(3):
        assert len(keeper.get("/api/v1/reference-sets").json()["results"]) == rows
