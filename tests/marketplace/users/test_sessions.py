"""Logging in, staying logged in, logging out: and what somebody who guesses, or stole a token, gets."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from marketplace.users.models import User
from tests.support.accounts import PASSWORD, access, code, new

pytestmark = pytest.mark.django_db


def log_in(api, email, password=PASSWORD, **more):
    return api.post("sessions", {"email": email, "password": password, **more})


def me(api, pair):
    return api.get("me", token=pair["access"]).status_code


def unusable_accounts():
    new("known@example.org")
    new("unconfirmed@example.org", confirmed_at=None)
    new("closed@example.org", is_active=False)
    new("gone@example.org", is_active=False, confirmed_at=None, deleted_at=timezone.now())
    return [f"{name}@example.org" for name in ("unknown", "unconfirmed", "closed", "gone")]


def test_every_log_in_that_fails_is_answered_alike(api):
    emails = unusable_accounts()
    answers = [log_in(api, "known@example.org", "not the password"), *(log_in(api, each) for each in emails)]
    assert {(each.status_code, each.content) for each in answers} == {(401, answers[0].content)}
    assert code(answers[0]) == "account:credentials"


def test_every_log_in_hashes_once(api, hashes):
    emails = ["known@example.org", *unusable_accounts()]
    for each in User.objects.all():
        each.set_password(PASSWORD)
        each.save()
    spent = [hashes(lambda each=each: log_in(api, each)) for each in emails]
    assert spent == [1] * len(emails)


def test_a_reset_is_answered_alike_for_every_address(api, hashes):
    unusable_accounts()
    answers = []
    emails = ["known@example.org", "unknown@example.org", "closed@example.org"]
    spent = [hashes(lambda e=e: answers.append(api.post("accounts/password/forgotten", {"email": e}))) for e in emails]
    assert {(each.status_code, each.content) for each in answers} == {(202, b"")}
    assert spent == [0, 0, 0]
    assert len(api.messages) == len(emails), "a message leaves for each, so that each takes as long"


def test_a_refresh_token_answers_with_the_next_pair(api):
    pair = log_in(api, new().email).json()
    following = api.post("sessions/refresh", {"refresh": pair["refresh"]})
    assert following.status_code == 200
    assert me(api, following.json()) == 200
    assert following.json()["refresh"] != pair["refresh"]


def test_a_refresh_token_that_comes_twice_ends_every_log_in(api):
    email = new().email
    elsewhere, stolen = log_in(api, email).json(), log_in(api, email).json()
    following = api.post("sessions/refresh", {"refresh": stolen["refresh"]}).json()
    again = api.post("sessions/refresh", {"refresh": stolen["refresh"]})
    assert (again.status_code, code(again)) == (401, "request:token_invalid")
    assert [me(api, each) for each in (elsewhere, stolen, following)] == [401, 401, 401]
    assert api.post("sessions/refresh", {"refresh": following["refresh"]}).status_code == 401
    assert log_in(api, email).status_code == 200


def test_logging_out_ends_this_log_in_alone(api):
    email = new().email
    here, elsewhere = log_in(api, email).json(), log_in(api, email).json()
    assert api.post("sessions/end", {"refresh": here["refresh"]}).status_code == 204
    assert api.post("sessions/refresh", {"refresh": elsewhere["refresh"]}).status_code == 200
    assert api.post("sessions/refresh", {"refresh": here["refresh"]}).status_code == 401


def test_logging_out_everywhere_ends_access_at_once(api):
    user = new()
    pairs = [log_in(api, user.email).json() for _ in range(2)]
    assert api.post("sessions/end-all", token=pairs[0]["access"]).status_code == 204
    assert [me(api, each) for each in pairs] == [401, 401]
    assert [api.post("sessions/refresh", {"refresh": each["refresh"]}).status_code for each in pairs] == [401, 401]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 2001, None, 7])
def test_what_is_no_refresh_token_is_refused(api, token):
    assert api.post("sessions/refresh", {"refresh": token}).status_code in {400, 401}
    assert api.post("sessions/end", {"refresh": token}).status_code in {204, 400}


def test_an_access_token_is_no_refresh_token(api):
    assert api.post("sessions/refresh", {"refresh": access(new())}).status_code == 401


def test_no_token_is_kept_but_by_its_id(api):
    pair = log_in(api, new().email).json()
    api.post("sessions/refresh", {"refresh": pair["refresh"]})
    assert set(OutstandingToken.objects.values_list("token", flat=True)) == {""}


def test_a_closed_account_is_logged_out(api):
    user = new()
    pair = log_in(api, user.email).json()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert me(api, pair) == 401
    assert api.post("sessions/refresh", {"refresh": pair["refresh"]}).status_code == 401


def test_who_guesses_is_locked_out_and_told_how_long(api):
    email = new().email
    answers = [log_in(api, spelled, "guess") for spelled in [email, email.upper()] * 5]
    assert [each.status_code for each in answers] == [401] * 9 + [429]
    right = log_in(api, email)
    assert (right.status_code, code(right), right["Retry-After"]) == (429, "account:locked", "900")
    assert right["Content-Type"] == "application/problem+json"


def test_an_unknown_address_is_locked_as_a_known_one(api):
    answers = [log_in(api, "unknown@example.org", "guess") for _ in range(10)]
    assert [each.status_code for each in answers] == [401] * 9 + [429]


def test_a_lock_out_is_of_one_address_from_one_place(api):
    email = new().email
    for _ in range(10):
        log_in(api, email, "guess")
    assert log_in(api, new().email).status_code == 200
    api.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert log_in(api, email).status_code == 200


def test_a_lock_out_ends_by_itself_and_tries_meanwhile_do_not_prolong_it(api, settings):
    settings.AXES_COOLOFF_TIME = timedelta(seconds=2)
    email = new().email
    for _ in range(10):
        log_in(api, email, "guess")
    time.sleep(1.2)
    assert log_in(api, email, "guess").status_code == 429
    time.sleep(1.2)
    assert log_in(api, email).status_code == 200


def test_a_log_in_forgives_the_tries_before_it(api):
    email = new().email
    for _ in range(2):
        for _ in range(8):
            assert log_in(api, email, "guess").status_code == 401
        assert log_in(api, email).status_code == 200
        cache.delete("throttle_credentials_127.0.0.1")


def test_many_log_ins_from_one_place_are_throttled(api):
    answers = [log_in(api, f"{n}@example.org", "guess").status_code for n in range(21)]
    assert answers[-1] == 429
    assert answers[:20] == [401] * 20


def test_guessing_a_password_with_a_stolen_access_token_is_locked_too(api):
    user = new()
    token = access(user)
    said = {"old_password": "guess", "password": "another long password"}
    answers = [api.post("me/password", said, token).status_code for _ in range(10)]
    assert answers == [403] * 9 + [429]
