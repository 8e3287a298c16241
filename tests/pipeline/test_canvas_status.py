"""What was decided of certificates, carried out by a real ``certify`` worker. A fleet of its own."""

import json

import pytest

from pipeline.certificate.shapes import credential_id
from pipeline.status import lists
from pipeline.status.decisions import Action
from pipeline.status.lists import Purpose
from pipeline.status.publisher import PUBLIC
from tests.support.fleet import Fleet, fleet, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    with fleet(tmp_path_factory.mktemp("fleet"), ADRIEL_PATIENCE="2") as started:
        yield started


def is_listed(workers: Fleet, place, purpose: Purpose) -> bool:
    document = json.loads(workers.shop.store.get(f"{PUBLIC}{place.list}/{purpose}"))
    return lists.read(document).bits[place.index]


def test_what_was_decided_of_a_certificate_is_shown_by_the_list(workers):
    workers.set("authentic")
    case = workers.case(photos=1)
    workers.follow(case)
    shop, certificate = workers.shop, credential_id(case.case, 1)
    place = shop.decisions.placed(certificate)

    def shown() -> bool:
        return is_listed(workers, place, Purpose.REVOCATION)

    assert not shown()
    now = shop.clock.now()
    shop.decisions.decide(certificate, Action.REVOKE, reason="because it is tried here", by="expert 1", now=now)
    workers.app.send_task("pipeline.set_status", [[certificate]])
    wait_until(shown, 60.0, workers.supervisor.tend)


def test_a_decision_whose_message_was_lost_is_shown_when_the_lists_are_renewed(workers):
    workers.set("authentic")
    case = workers.case(photos=1)
    workers.follow(case)
    shop, certificate = workers.shop, credential_id(case.case, 1)
    now = shop.clock.now()
    shop.decisions.decide(certificate, Action.SUSPEND, reason="because it is tried here", by="expert 1", now=now)
    workers.app.send_task("pipeline.renew_lists")
    place = shop.decisions.placed(certificate)
    wait_until(lambda: is_listed(workers, place, Purpose.SUSPENSION), 60.0, workers.supervisor.tend)
