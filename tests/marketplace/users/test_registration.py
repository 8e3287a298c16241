"""An account is opened and its address confirmed; whoever asks learns nothing about whose address has one."""

import json
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.utils import timezone

from marketplace.users import links
from marketplace.users.models import User
from tests.support.accounts import NEW_PASSWORD, PASSWORD, code, new, token_in

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.org"


def register(api, email=ADDRESS, password=PASSWORD, **more):
    return api.post("accounts", {"email": email, "password": password, **more})


def test_who_registers_confirms_the_address_and_can_log_in(api):
    assert register(api, display_name="Ada").status_code == 202
    assert api.post("sessions", {"email": ADDRESS, "password": PASSWORD}).status_code == 401
    assert api.post("accounts/confirmation", {"token": token_in(mail.outbox[0])}).status_code == 204
    answer = api.post("sessions", {"email": "ADA@Example.org", "password": PASSWORD})
    assert answer.status_code == 200
    profile = api.get("me", token=answer.json()["access"]).json()
    assert (profile["email"], profile["display_name"], profile["role"]) == (ADDRESS, "Ada", "member")


def test_a_confirmation_works_once(api):
    register(api)
    token = token_in(mail.outbox[0])
    assert api.post("accounts/confirmation", {"token": token}).status_code == 204
    assert code(api.post("accounts/confirmation", {"token": token})) == "account:token_invalid"


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é:ü:ß", "x" * 500, "x" * 501])
def test_what_is_no_token_confirms_nothing(api, token):
    assert api.post("accounts/confirmation", {"token": token}).status_code == 400


def test_a_token_of_another_purpose_confirms_nothing(api):
    register(api)
    user = User.objects.get(email=ADDRESS)
    token = links.for_account(links.Purpose.RESET, user)
    assert code(api.post("accounts/confirmation", {"token": token})) == "account:token_invalid"


def test_a_token_expires(api):
    register(api)
    signer = signing.TimestampSigner(salt="adriel.confirm")
    value = signer.unsign(token_in(mail.outbox[0]))
    signer.timestamp = lambda: signing.b62_encode(int((timezone.now() - timedelta(days=4)).timestamp()))
    old = signer.sign(value)
    assert code(api.post("accounts/confirmation", {"token": old})) == "account:token_invalid"


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_letter(api):
    free = register(api, "free@example.org")
    new(ADDRESS)
    mail.outbox.clear()
    taken = register(api, password=NEW_PASSWORD)
    numbers = {each.headers.pop("X-Request-ID") for each in (free, taken)}
    assert len(numbers) == 2, "an id drawn anew tells nothing"
    assert (taken.status_code, taken.content, dict(taken.headers)) == (202, free.content, dict(free.headers))
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([ADDRESS], "Adriel: You have an account already")
    ]
    assert api.post("sessions", {"email": ADDRESS, "password": PASSWORD}).status_code == 200


def test_a_stranger_who_registered_an_address_first_is_out_once_its_owner_does(api):
    register(api, password="a password of a stranger")
    strangers = token_in(mail.outbox[0])
    register(api)
    assert code(api.post("accounts/confirmation", {"token": strangers})) == "account:token_invalid"
    api.post("accounts/confirmation", {"token": token_in(mail.outbox[1])})
    assert api.post("sessions", {"email": ADDRESS, "password": "a password of a stranger"}).status_code == 401
    assert api.post("sessions", {"email": ADDRESS, "password": PASSWORD}).status_code == 200


def test_the_confirmation_is_sent_again_to_who_waits_for_it_alone(api):
    register(api)
    new("other@example.org")
    mail.outbox.clear()
    answers = [
        api.post("accounts/confirmation/again", {"email": each}) for each in (ADDRESS, "other@example.org", "no@x.org")
    ]
    assert {(each.status_code, each.content) for each in answers} == {(202, b"")}
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]


@pytest.mark.parametrize(
    "password", ["short", "password123", "ada@example.org", "x" * 129, "", None, 7, ["a"], "nul\0nul nul nul"]
)
def test_a_password_that_is_easy_to_guess_or_none_is_refused(api, password):
    answer = register(api, password=password)
    assert (answer.status_code, code(answer)) == (400, "request:invalid")
    assert "password" in answer.json()["errors"]
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["", "x", "x@", "a" * 250 + "@example.org", "a\0@example.org", None, {"a": 1}])
def test_what_is_no_address_is_refused(api, email):
    answer = register(api, email=email)
    assert (answer.status_code, code(answer)) == (400, "request:invalid")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b'{"email": "\\ud800@x.org"}'])
def test_a_body_that_is_no_request_is_refused(api, body):
    answer = api.client.generic("POST", "/api/v1/accounts", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_messages_carry_ids_alone(api):
    register(api, display_name="Ada Lovelace")
    api.post("accounts/password/forgotten", {"email": ADDRESS})
    user = User.objects.get()
    assert api.messages == [["confirm", str(user.pk)], ["reset", str(user.pk)]]
    assert "example" not in json.dumps(api.messages)


def test_registering_free_and_taken_addresses_hashes_as_often(api, hashes):
    new("taken@example.org")
    spent = [hashes(lambda each=each: register(api, each)) for each in ("free@example.org", "taken@example.org")]
    assert spent == [1, 1]
