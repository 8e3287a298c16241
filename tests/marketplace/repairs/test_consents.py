"""Nothing of a customer's watch is examined before its owner said yes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from marketplace.repairs.models import Repair
from tests.marketplace.repairs.conftest import WORK, examined, opened, staff
from tests.support.accounts import access, code, new, token_in

pytestmark = pytest.mark.django_db


def submit(api, repair, user):
    with api.committed(execute=True):
        return api.client.post(
            f"/api/v1/cases/{repair['case']}/submit",
            headers={"authorization": f"Bearer {access(user)}", "idempotency-key": "a" * 16},
        )


def by_link(api, token, *, consents=True):
    return api.post("repairs/consents", {"token": token, "consents": consents})


def test_a_case_is_held_until_the_customer_consents_by_link(api, smith):
    repair = opened(api, smith)
    assert code(submit(api, repair, smith)) == "case:held"
    answer = by_link(api, token_in(mail.outbox[-1]))
    assert answer.json() == {"state": "consented"}
    assert code(submit(api, repair, smith)) == "case:no_photos"  # and held no longer


def test_a_link_is_spent_by_its_first_use(api, smith):
    opened(api, smith)
    token = token_in(mail.outbox[-1])
    assert by_link(api, token, consents=False).json() == {"state": "declined"}
    assert code(by_link(api, token)) == "repair:link_invalid"


def test_another_letter_ends_the_link_of_the_one_before(api, smith):
    repair = opened(api, smith)
    first = token_in(mail.outbox[-1])
    assert api.post(f"repairs/{repair['id']}/letter", None, access(smith)).status_code == 204
    assert code(by_link(api, first)) == "repair:link_invalid"
    assert by_link(api, token_in(mail.outbox[-1])).status_code == 200


def test_a_link_ends_with_its_time_and_is_kept_as_a_hash(api, smith):
    repair = opened(api, smith)
    token = token_in(mail.outbox[-1])
    assert Repair.objects.get(pk=repair["id"]).link_hash not in token
    Repair.objects.update(link_expires_at=timezone.now() - timedelta(seconds=1))
    assert code(by_link(api, token)) == "repair:link_invalid"


@pytest.mark.parametrize("token", ["", "x", "WyJhIiwiYiJd:1:2", "\u202e", "a" * 500])
def test_nonsense_is_no_link(token, api):
    assert by_link(api, token).status_code == 400


def test_messages_carry_ids_alone(api, smith):
    repair = opened(api, smith)
    assert api.messages == [[repair["id"]]]


def test_the_account_of_the_address_consents_in_the_app(api, smith):
    customer = new()
    repair = opened(api, smith, customer.email)
    answer = api.post(f"repairs/{repair['id']}/consent", {"consents": True}, access(customer))
    assert (answer.json()["state"], answer.json()["consented_by"]) == ("consented", "account")


def test_nobody_else_consents(api, smith):
    repair = opened(api, smith)
    said = {"consents": True}
    assert api.post(f"repairs/{repair['id']}/consent", said, access(new())).status_code == 404
    assert api.post(f"repairs/{repair['id']}/consent", said, access(smith)).status_code == 403
    unconfirmed = new("ben@example.org", confirmed_at=None)
    assert api.post(f"repairs/{repair['id']}/consent", said, access(unconfirmed)).status_code == 403


def test_consent_is_for_the_watch_that_was_named(api, smith):
    repair = opened(api, smith)
    by_link(api, token_in(mail.outbox[-1]))
    other = {"claim": {"brand": "Aldenmoor", "reference": "AM-2204", "serial": "STOLEN1", "part": "bezel"}}
    assert api("PATCH", f"cases/{repair['case']}", other, access(smith)).status_code == 200
    assert code(submit(api, repair, smith)) == "case:held"


def test_only_a_shops_own_people_open_its_repairs(api, smith):
    said = {"shop": str(smith.organisations.get().pk), "email": "a@example.org", "title": "x", "claim": {"brand": "x"}}
    assert api.post("repairs", said, access(staff())).status_code == 400
    assert api.post("repairs", said).status_code == 401


def test_a_repair_is_called_off_by_the_shop_until_it_is_done(api, smith):
    repair = opened(api, smith)
    token = token_in(mail.outbox[-1])
    assert api("DELETE", f"repairs/{repair['id']}", None, access(smith)).json()["state"] == "cancelled"
    assert code(by_link(api, token)) == "repair:link_invalid"
    assert code(api.post(f"repairs/{repair['id']}/completion", WORK, access(smith))) == "repair:state"


def test_a_repair_ends_once_its_part_was_examined(api, smith):
    repair = opened(api, smith)
    by_link(api, token_in(mail.outbox[-1]))
    assert code(api.post(f"repairs/{repair['id']}/completion", WORK, access(smith))) == "repair:not_examined"
    examined(repair)
    assert api.post(f"repairs/{repair['id']}/completion", WORK, access(smith)).status_code == 201
    assert code(api.post(f"repairs/{repair['id']}/completion", WORK, access(smith))) == "repair:state"


def test_who_consented_by_link_takes_repair_and_book_over_with_an_account_later(api, smith):
    repair = opened(api, smith)
    by_link(api, token_in(mail.outbox[-1]))
    examined(repair)
    book = api.post(f"repairs/{repair['id']}/completion", WORK, access(smith)).json()["book"]
    ben = new("ben@example.org")
    assert api.post(f"repairs/{repair['id']}/claim", None, access(ben)).status_code == 200
    assert [each["id"] for each in api.get("service-books", access(ben)).json()["results"]] == [book]
    assert api.get("dealings", access(ben)).json()["results"][0]["reference"] == repair["id"]
    assert code(api.post(f"repairs/{repair['id']}/claim", None, access(ben))) == "repair:state"


def test_a_customer_who_leaves_is_forgotten(api, smith):
    from marketplace.users.belongings import export, let_go

    customer = new()
    repair = opened(api, smith, customer.email)
    assert export(customer)["repairs"]["repairs"][0]["id"] == repair["id"]
    let_go(customer)
    found = Repair.objects.get(pk=repair["id"])
    assert (found.state, found.email, found.customer) == ("cancelled", "", None)
