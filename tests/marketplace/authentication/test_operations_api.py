"""Operations decide about certificates over the API, as they do in the admin."""

import pytest

from marketplace.audit.models import AuditEntry
from tests.support.accounts import code, new
from tests.support.api_case import client_of
from tests.support.beside import certified, examined_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def olga():
    return client_of(new(role="operations"))


def decide(client, certificate, action, reason="It was reported stolen."):
    said = {"action": action, "reason": reason}
    return client.post(f"/api/v1/moderation/certificates/{certificate}/decisions", said, format="json")


def test_a_certificate_is_suspended_restored_and_revoked_for_good(olga):
    certificate = certified(new())
    for action in ("suspend", "restore", "revoke"):
        assert decide(olga, certificate, action).status_code == 201
    found = olga.get(f"/api/v1/moderation/certificates/{certificate}/decisions").json()
    assert [each["action"] for each in found] == ["suspend", "restore", "revoke"]
    assert found[0]["by"].startswith("operations ")
    assert code(decide(olga, certificate, "restore")) == "case:revoked"
    assert AuditEntry.objects.filter(verb__startswith="certificate.", about=certificate).count() == 3


def test_what_took_its_place_is_decided_about(olga):
    certificate = certified(new())
    examined_again(certificate)
    [decided] = decide(olga, certificate, "revoke").json()
    assert decided["action"] == "revoke"
    later = certificate.removesuffix(":1") + ":2"
    assert olga.get(f"/api/v1/moderation/certificates/{later}/decisions").json() == [decided]


@pytest.mark.parametrize("certificate", ["no id", "urn:adriel:000000000000:1", "urn:adriel:000000000000:1:2"])
def test_where_there_is_none_nothing_is_decided(olga, certificate):
    assert decide(olga, certificate, "revoke").status_code == 404


@pytest.mark.parametrize(("action", "reason"), [("burn", "Because."), ("revoke", ""), ("revoke", "x" * 501)])
def test_a_decision_needs_an_action_and_a_reason(olga, action, reason):
    assert decide(olga, certified(new()), action, reason).status_code == 400


def test_nobody_else_decides():
    owner = new()
    certificate = certified(owner)
    for client in (client_of(owner), client_of(new(role="expert"))):
        assert decide(client, certificate, "revoke").status_code == 403
