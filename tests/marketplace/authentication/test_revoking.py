"""Two who decide about one certificate at once: it is revoked once, and for good."""

import secrets

import pytest

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, CaseEvent, Examination
from marketplace.authentication.services import operating
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from pipeline.status.decisions import Action, Decisions
from tests.support.live import owner
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def certified():
    """Make a case whose certificate has its place in the lists."""
    certificate = f"urn:adriel:{secrets.token_hex(6)}:1"
    Decisions(blobs()).place(certificate, {})
    case = Case.objects.create(owner=owner(), profile="watch", claim={"brand": "Aldenmoor"}, state="authentic")
    Examination.objects.create(case=case, number=1, kind="first", outcome="authentic", certificate=certificate)
    return case, certificate


def decided(case, actor, action=Action.REVOKE):
    operating.decide_certificate(case_id=case.pk, action=action, reason="sold with another watch", actor=actor)


def test_of_two_who_revoke_a_certificate_at_once_one_does():
    case, certificate = certified()
    outcomes = at_once(*[lambda actor=actor: decided(case, actor) for actor in (owner(), owner())])
    assert sorted(map(str, outcomes)) == ["None", "case:revoked"]
    assert [each.action for each in gateway.decided(certificate)] == [Action.REVOKE]
    assert CaseEvent.objects.filter(case=case, note="certificate:revoke").count() == 1


def test_of_a_revocation_and_a_suspension_at_once_the_revocation_stays():
    case, certificate = certified()
    actor = owner()
    at_once(*[lambda action=action: decided(case, actor, action) for action in (Action.REVOKE, Action.SUSPEND)])
    assert Action.REVOKE in {each.action for each in gateway.decided(certificate)}
    with pytest.raises(Problem, match="case:revoked"):
        decided(case, actor, Action.RESTORE)
