"""A worker that is killed while it tells others costs a second telling, and no message."""

import json
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.connections.models import Attempt, Delivery
from marketplace.connections.services import delivering
from tests.marketplace.connections.conftest import Shop
from tests.marketplace.connections.test_webhooks import end_a_case_told, made, verifies
from tests.support import broker
from tests.support.accounts import Api
from tests.support.fleet import wait_until
from tests.support.live import process
from tests.support.receiver import receiver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MAY_TELL_US = {
    "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.development",
    "ADRIEL_WEBHOOKS_PRIVATE": "1",
}


@pytest.fixture(autouse=True)
def _nothing_is_sent_to_others():
    yield
    broker.forget()


def test_a_message_under_way_is_told_again_under_the_same_name(tmp_path, settings, django_capture_on_commit_callbacks):
    settings.WEBHOOKS_TO_PRIVATE = True
    api = Api.fresh(django_capture_on_commit_callbacks)
    shop = Shop(api)
    with receiver() as there, process(tmp_path, "-m", "marketplace.config.worker", env=MAY_TELL_US) as worker:
        hook = made(api, shop, there.url)
        there.held = threading.Event()
        end_a_case_told(shop)
        wait_until(lambda: there.received, 40.0)
        worker.kill()
        there.held.set()
        assert (Delivery.objects.get().state, Attempt.objects.count()) == ("waiting", 0), "it left no word"
        worker.start()
        Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))  # as it is after two minutes
        delivering.send_due()
        wait_until(lambda: Delivery.objects.get().state == "delivered", 40.0)
    (first, body), (second, again) = there.received
    assert (first["webhook-id"], json.loads(body)) == (second["webhook-id"], json.loads(again))
    assert verifies(hook["secret"], second, again)
