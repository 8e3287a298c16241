"""Another password, another address: by who knows the old, and by who reads the mail."""

import pytest
from django.core import mail

from marketplace.users.models import User
from tests.support.accounts import NEW_PASSWORD, PASSWORD, access, code, new, token_in

pytestmark = pytest.mark.django_db


def log_in(api, email, password=PASSWORD):
    return api.post("sessions", {"email": email, "password": password})


def test_who_reads_the_mail_chooses_a_new_password_once(api):
    user = new()
    before = access(user)
    api.post("accounts/password/forgotten", {"email": user.email.upper()})
    said = {"token": token_in(mail.outbox[0]), "password": NEW_PASSWORD}
    assert api.post("accounts/password", said).status_code == 204
    assert code(api.post("accounts/password", said)) == "account:token_invalid"
    assert api.get("me", before).status_code == 401
    assert log_in(api, user.email).status_code == 401
    assert log_in(api, user.email, NEW_PASSWORD).status_code == 200
    assert mail.outbox[-1].subject == "Adriel: Your password was changed"


def test_a_later_change_ends_a_token_that_was_sent_before(api):
    user = new()
    api.post("accounts/password/forgotten", {"email": user.email})
    change = {"old_password": PASSWORD, "password": NEW_PASSWORD}
    api.post("me/password", change, access(user))
    said = {"token": token_in(mail.outbox[0]), "password": "yet another password"}
    assert code(api.post("accounts/password", said)) == "account:token_invalid"


def test_an_easy_password_uses_up_no_token(api):
    user = new()
    api.post("accounts/password/forgotten", {"email": user.email})
    token = token_in(mail.outbox[0])
    easy = api.post("accounts/password", {"token": token, "password": "password123"})
    assert (easy.status_code, list(easy.json()["errors"])) == (400, ["password"])
    assert api.post("accounts/password", {"token": token, "password": NEW_PASSWORD}).status_code == 204


def test_a_reset_confirms_an_address_that_was_not(api):
    user = new(confirmed_at=None)
    api.post("accounts/password/forgotten", {"email": user.email})
    api.post("accounts/password", {"token": token_in(mail.outbox[0]), "password": NEW_PASSWORD})
    assert log_in(api, user.email, NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_active": False, "confirmed_at": None}])
def test_a_closed_account_is_sent_nothing(api, state):
    user = new(**state)
    api.post("accounts/password/forgotten", {"email": user.email})
    api.post("accounts/confirmation/again", {"email": user.email})
    assert mail.outbox == []


def test_a_password_is_changed_with_the_old_one_and_this_device_goes_on(api):
    user = new()
    before = access(user)
    wrong = api.post("me/password", {"old_password": "no", "password": NEW_PASSWORD}, before)
    assert (wrong.status_code, code(wrong)) == (403, "account:password_wrong")
    answer = api.post("me/password", {"old_password": PASSWORD, "password": NEW_PASSWORD}, before)
    assert answer.status_code == 200
    assert api.get("me", before).status_code == 401
    assert api.get("me", answer.json()["access"]).status_code == 200
    assert log_in(api, user.email, NEW_PASSWORD).status_code == 200


def test_an_address_changes_once_the_new_one_confirms_and_the_old_one_is_told(api):
    user = new()
    token = access(user)
    before = user.email
    assert api.post("me/address", {"email": "new@example.net", "password": "no"}, token).status_code == 403
    assert api.post("me/address", {"email": "New@example.net", "password": PASSWORD}, token).status_code == 202
    assert [letter.to[0] for letter in mail.outbox] == [before, "new@example.net"]
    assert api.get("me", token).json()["pending_email"] == "new@example.net"
    sent = token_in(mail.outbox[1])
    assert api.post("accounts/address", {"token": sent}).status_code == 204
    assert code(api.post("accounts/address", {"token": sent})) == "account:token_invalid"
    assert api.get("me", token).json()["email"] == "new@example.net"
    assert (log_in(api, before).status_code, log_in(api, "new@example.net").status_code) == (401, 200)


def test_a_taken_address_is_asked_for_with_the_same_answer_and_never_had(api):
    user, other = new(), new()
    token = access(user)
    free = api.post("me/address", {"email": "free@example.net", "password": PASSWORD}, token)
    mail.outbox.clear()
    taken = api.post("me/address", {"email": other.email, "password": PASSWORD}, token)
    assert (taken.status_code, taken.content) == (free.status_code, free.content)
    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        (user.email, "Adriel: Your account is to have another address"),
        (other.email, "Adriel: You have an account already"),
    ]


def test_an_address_that_somebody_had_meanwhile_is_not_given_away(api):
    user = new()
    api.post("me/address", {"email": "wanted@example.net", "password": PASSWORD}, access(user))
    new("wanted@example.net")
    answer = api.post("accounts/address", {"token": token_in(mail.outbox[1])})
    assert code(answer) == "account:token_invalid"
    assert User.objects.get(pk=user.pk).email == user.email


def test_a_reset_ends_a_move_that_a_thief_asked_for(api):
    user = new()
    api.post("me/address", {"email": "thief@example.net", "password": PASSWORD}, access(user))
    thiefs = token_in(mail.outbox[1])
    api.post("accounts/password/forgotten", {"email": user.email})
    api.post("accounts/password", {"token": token_in(mail.outbox[2]), "password": NEW_PASSWORD})
    assert code(api.post("accounts/address", {"token": thiefs})) == "account:token_invalid"
