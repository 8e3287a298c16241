"""Webhooks: told what happened, signed, until the receiver has it; and nowhere that only we reach."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from marketplace.authentication.models import Case
from marketplace.authentication.services import events
from marketplace.connections.models import Attempt, Delivery, Endpoint, Message
from marketplace.connections.services import addresses, delivering
from tests.marketplace.connections.conftest import Shop
from tests.support.accounts import code
from tests.support.receiver import receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings):
    settings.WEBHOOKS_TO_PRIVATE = True
    with receiver() as told:
        yield told


@pytest.fixture
def hook(api, shop, there):
    return made(api, shop, there.url)


def made(api, shop, url, mode="live"):
    said = {"url": url, "mode": mode, "kinds": ["case.ended"]}
    answer = api.post(f"{shop.path}/webhooks", said, shop.manager)
    assert answer.status_code == 201, answer.content
    return answer.json()


def end_a_case(api, shop, owner=None):
    """Have a case of the shop end, and what follows from it carried out."""
    organisation = None if owner else shop.organisation
    case = Case.objects.create(owner=owner or shop.manager_account, organisation=organisation, claim={"brand": "x"})
    with api.committed(execute=True), transaction.atomic():
        events.tell(events.locked(case.pk), "case.ended")
    api._deliver()
    return case


def end_a_case_told(shop):
    """Have a case of the shop end, and leave what follows to whoever works."""
    case = Case.objects.create(owner=shop.manager_account, organisation=shop.organisation, claim={"brand": "x"})
    with transaction.atomic():
        events.tell(events.locked(case.pk), "case.ended")


def again(api):
    """Let the clock say that everything is due."""
    Delivery.objects.update(due_at=timezone.now())
    delivering.send_due()
    api._deliver()


def verifies(secret, headers, body):
    """Return whether a message is signed with a secret, as the library of Standard Webhooks sees it."""
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def log(api, shop, hook):
    return api.get(f"{shop.path}/webhooks/{hook['id']}/deliveries", shop.manager).json()["results"]


def test_what_happened_is_told_and_signed(api, shop, there, hook):
    there.status, there.answer = 200, b"thanks"
    case = end_a_case(api, shop)
    [(headers, body)] = there.received
    assert verifies(hook["secret"], headers, body)
    assert not verifies(hook["secret"], headers, body + b" ")
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 10
    said = json.loads(body)
    assert (said["type"], said["data"]["case"], set(said)) == ("case.ended", case.pk, {"type", "timestamp", "data"})
    [told] = log(api, shop, hook)
    assert (told["state"], told["message"], told["attempts"][0]["status"]) == ("delivered", headers["webhook-id"], 200)
    assert told["attempts"][0]["excerpt"] == "thanks"
    assert all(each == str(Delivery.objects.get().pk) for args in api.messages for each in args)


@pytest.mark.usefixtures("hook")
def test_nothing_is_told_of_what_did_not_happen(shop, there):
    case = Case.objects.create(owner=shop.manager_account, organisation=shop.organisation, claim={})
    with transaction.atomic():
        events.tell(events.locked(case.pk), "case.ended")
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert there.received == []


@pytest.mark.usefixtures("hook")
def test_others_and_other_modes_are_told_nothing(api, shop, there):
    made(api, Shop(api), there.url)
    made(api, shop, there.url, mode="test")
    end_a_case(api, shop)
    assert len(there.received) == 1
    shop.key(mode="test")
    end_a_case(api, shop, owner=shop.organisation.robots.get().user)
    assert [Message.objects.get(pk=headers["webhook-id"]).mode for headers, _ in there.received] == ["live", "test"]


@pytest.mark.usefixtures("hook")
def test_what_was_not_taken_is_sent_again_for_a_day_the_same(api, shop, there):
    there.status = 503
    end_a_case(api, shop)
    waits = []
    for _ in delivering.SCHEDULE:
        [delivery] = Delivery.objects.all()
        waits.append(delivery.due_at - Attempt.objects.latest("pk").at)
        again(api)
    assert Delivery.objects.get().state == "given_up"
    assert timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=27)
    assert len({(headers["webhook-id"], body) for headers, body in there.received}) == 1
    again(api)
    assert len(there.received) == len(delivering.SCHEDULE) + 1


@pytest.mark.usefixtures("hook")
def test_what_failed_arrives_once_the_receiver_is_back(api, shop, there):
    there.status = 500
    end_a_case(api, shop)
    assert Endpoint.objects.get().failing_since
    there.status = 204
    again(api)
    assert Delivery.objects.get().state == "delivered"
    assert Endpoint.objects.get().failing_since is None


@pytest.mark.usefixtures("hook")
def test_a_try_whose_worker_died_is_made_again_and_nothing_is_tried_by_two(api, shop, there):
    end_a_case(api, shop)
    Delivery.objects.update(state="waiting", due_at=timezone.now() + delivering.TAKEN)
    delivering.deliver(Delivery.objects.get().pk)
    assert len(there.received) == 1
    again(api)
    assert len(there.received) == 2


def test_a_redirect_is_a_failure_and_leads_nowhere(api, shop, there, hook):
    there.status, there.location = 307, there.url
    end_a_case(api, shop)
    assert len(there.received) == 1
    assert log(api, shop, hook)[0]["attempts"][0]["status"] == 307


def test_of_a_long_answer_the_beginning_is_kept(api, shop, there, hook):
    there.status, there.answer = 500, b"\0<b>=1+1" + b"x" * 5_000_000
    end_a_case(api, shop)
    excerpt = log(api, shop, hook)[0]["attempts"][0]["excerpt"]
    assert (len(excerpt), excerpt[:8]) == (500, "\N{REPLACEMENT CHARACTER}<b>=1+1")


def test_a_message_is_sent_once_more_by_hand(api, shop, there, hook):
    end_a_case(api, shop)
    path = f"{shop.path}/webhooks/{hook['id']}/deliveries/{Delivery.objects.get().pk}/redelivery"
    assert api.post(path, None, shop.staff).status_code == 403
    assert api.post(path, None, shop.manager).status_code == 202
    (first, _), (second, _) = there.received
    assert first["webhook-id"] == second["webhook-id"]
    assert len(log(api, shop, hook)[0]["attempts"]) == 2


def test_for_a_day_a_new_secret_and_the_old_one_both_hold(api, shop, there, hook):
    fresh = api.post(f"{shop.path}/webhooks/{hook['id']}/rotation", None, shop.manager).json()["secret"]
    assert fresh != hook["secret"]
    end_a_case(api, shop)
    Endpoint.objects.update(overlap_until=timezone.now())
    end_a_case(api, shop)
    signed = [[verifies(secret, *sent) for secret in (fresh, hook["secret"])] for sent in there.received]
    assert signed == [[True, True], [True, False]]


def test_who_takes_nothing_for_days_is_disabled_and_told(api, shop, there, hook):
    there.status = 500
    end_a_case(api, shop)
    Endpoint.objects.update(failing_since=timezone.now() - delivering.PATIENCE)
    with api.committed(execute=True):
        again(api)
    api._deliver()
    assert Endpoint.objects.get().disabled_at
    assert [letter.to for letter in mail.outbox] == [[shop.manager_account.email]]
    assert "webhook" in mail.outbox[0].subject
    end_a_case(api, shop)
    assert len(there.received) == 2
    path = f"{shop.path}/webhooks/{hook['id']}"
    asked = f"{path}/deliveries/{Delivery.objects.first().pk}/redelivery"
    assert code(api.post(asked, None, shop.manager)) == "webhook:disabled"
    assert api("PATCH", path, {"enabled": True}, shop.manager).json()["disabled_at"] is None


@pytest.mark.usefixtures("hook")
def test_who_says_that_it_is_gone_is_disabled_at_once(api, shop, there):
    there.status = 410
    end_a_case(api, shop)
    assert Endpoint.objects.get().disabled_at


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.215.14/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://172.16.3.4/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://255.255.255.255/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[ff02::1]/",
        "https://user:secret@93.184.215.14/",
        "https://93.184.215.14/#part",
        "https://93.184.215.14:0/",
        "https://93.184.215.14:99999/",
        "https://93.184.215.14\\@127.0.0.1/",
        "https:///",
        "ftp://93.184.215.14/",
        "file:///etc/passwd",
        "x",
    ],
)
def test_nothing_goes_where_the_public_internet_does_not(api, shop, url):
    said = {"url": url, "mode": "live", "kinds": ["case.ended"]}
    answer = api.post(f"{shop.path}/webhooks", said, shop.manager)
    assert (answer.status_code, code(answer)) == (400, "webhook:address")


def test_the_public_internet_is_reached_at_the_address_that_was_looked_at():
    target = addresses.resolve("https://93.184.215.14:8443/a?b=c")
    assert (target.url, target.authority) == ("https://93.184.215.14:8443/a?b=c", "93.184.215.14:8443")
    assert addresses.resolve("https://[2606:4700::1111]/").url == "https://[2606:4700::1111]:443/"


def test_an_address_that_became_private_is_refused_when_it_is_sent_to(api, shop, there, hook, settings):
    settings.WEBHOOKS_TO_PRIVATE = False
    Endpoint.objects.update(url=there.url.replace("http://", "https://"))
    end_a_case(api, shop)
    assert (there.received, log(api, shop, hook)[0]["attempts"][0]["fault"]) == ([], "private")


@pytest.mark.parametrize("kinds", [[], ["case.other"], "case.ended", [7], ["x" * 41]])
def test_kinds_that_nobody_tells_of_are_refused(api, shop, there, kinds):
    answer = api.post(f"{shop.path}/webhooks", {"url": there.url, "mode": "live", "kinds": kinds}, shop.manager)
    assert (answer.status_code, code(answer)) == (400, "request:invalid")


def test_managers_alone_see_and_change_endpoints(api, shop, there, hook):
    other, path = Shop(api), f"{shop.path}/webhooks"
    asks = [
        ("GET", path),
        ("POST", path),
        ("PATCH", f"{path}/{hook['id']}"),
        ("DELETE", f"{path}/{hook['id']}"),
        ("POST", f"{path}/{hook['id']}/rotation"),
        ("GET", f"{path}/{hook['id']}/deliveries"),
    ]
    said = {"url": there.url, "mode": "live", "kinds": ["case.ended"]}
    for method, where in asks:
        who = (None, other.manager, shop.staff)
        assert [api(method, where, said, token).status_code for token in who] == [401, 404, 403], (method, where)
    mine = f"{other.path}/webhooks/{hook['id']}"
    assert api("DELETE", mine, None, other.manager).status_code == 404
    assert api("DELETE", f"{path}/{hook['id']}", None, shop.manager).status_code == 204
