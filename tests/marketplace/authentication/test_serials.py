"""The same serial number in another case: buyers are told yes or no, and strangers find nothing out by it."""

import secrets

import pytest
from django.conf import settings
from django.test import Client

from marketplace.authentication.models import Case, Examination
from marketplace.common.hashing import keyed
from pipeline import issuer
from pipeline.assembly import RealStages
from pipeline.certificate.shapes import credential_id
from pipeline.wiring import Workshop
from tests.support.issued import issue
from tests.support.live import owner

pytestmark = pytest.mark.django_db
SERIAL = "M204817"


@pytest.fixture(scope="module")
def issued():
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    return issue(shop, secrets.token_hex(8))


def case(owner, serial=SERIAL, *, pk=None, outcome="authentic", certificate=""):
    found = Case.objects.create(
        **({"pk": pk} if pk else {}),
        owner=owner,
        profile="watch",
        claim={"brand": "Aldenmoor"},
        serial=serial,
        serial_hash=keyed("serial", serial) if serial else "",
        examination=1,
    )
    Examination.objects.create(case=found, number=1, kind="first", outcome=outcome, certificate=certificate)
    return found


def certified(issued, **more):
    return case(owner(), pk=issued.case, certificate=credential_id(issued.case, 1), **more)


def notes(issued, **headers):
    return Client().get(f"/api/v1/certificates/{credential_id(issued.case, 1)}/notes", **headers)


def test_a_buyer_is_told_that_the_number_stands_in_another_owners_case_and_not_whose(issued):
    certified(issued)
    assert notes(issued).json()["same_serial_elsewhere"] is False
    other = case(owner())
    said = notes(issued)
    assert said.json()["same_serial_elsewhere"] is True
    assert set(said.json()) == {"same_serial_elsewhere", "words"}
    for private in (SERIAL, keyed("serial", SERIAL), other.pk, str(other.owner_id), other.owner.email):
        assert private not in said.content.decode()


def test_a_number_that_was_merely_typed_changes_nothing(issued):
    certified(issued)
    case(owner(), outcome="")
    case(owner(), serial="M204818")
    assert notes(issued).json()["same_serial_elsewhere"] is False


def test_another_case_of_the_same_owner_is_no_news(issued):
    certified_case = certified(issued)
    case(certified_case.owner)
    assert notes(issued).json()["same_serial_elsewhere"] is False


def test_not_known_is_another_answer_than_no(issued):
    assert notes(issued).json()["same_serial_elsewhere"] is None, "examined without the marketplace"
    certified(issued, serial="")
    case(owner(), serial="")
    assert notes(issued).json()["same_serial_elsewhere"] is None, "no number was claimed"


@pytest.mark.parametrize("others", [1, 5])
def test_one_question_to_the_database_however_many_cases(issued, others, django_assert_num_queries):
    certified(issued)
    for _ in range(others):
        case(owner())
    with django_assert_num_queries(1):
        said = notes(issued)
    assert said["Cache-Control"] == "public, max-age=60"
    assert notes(issued, HTTP_IF_NONE_MATCH=said["ETag"]).status_code == 304


@pytest.mark.parametrize("name", ["urn:adriel:k3v9q2m7x4p1:7", "nonsense", "x" * 10_000])
def test_of_a_certificate_that_was_never_issued_nothing_is_said(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        said = Client().get(f"/api/v1/certificates/{name}/notes")
    assert (said.status_code, said.json()["code"]) == (404, "request:not_found")
