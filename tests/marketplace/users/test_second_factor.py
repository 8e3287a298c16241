"""A second factor: codes of an app, each once, and recovery codes for when the app is lost."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.support.accounts import PASSWORD, access, code, new

pytestmark = pytest.mark.django_db


def code_of(user, steps=0):
    """Return the code that the app shows, or one of a step before or after."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06}"


def log_in(api, user, given=""):
    return api.post("sessions", {"email": user.email, "password": PASSWORD, "code": given})


def set_up(api, user):
    token = access(user)
    assert api.post("me/second-factor", {"password": PASSWORD}, token).status_code == 200
    answer = api.post("me/second-factor/confirmation", {"code": code_of(user, -1)}, token)
    assert answer.status_code == 200, answer.content
    return answer.json()["recovery_codes"]


def forgive(user):
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_nothing_is_asked_for_until_a_code_was_shown(api):
    user = new()
    begun = api.post("me/second-factor", {"password": PASSWORD}, access(user)).json()
    query = parse_qs(urlsplit(begun["uri"]).query)
    assert (query["secret"], query["issuer"]) == ([begun["secret"]], ["Adriel"])
    assert log_in(api, user).status_code == 200
    assert api.get("me", access(user)).json()["second_factor"] is False


def test_a_log_in_then_needs_a_code_and_each_counts_once(api):
    user = new()
    set_up(api, user)
    assert (log_in(api, user).status_code, code(log_in(api, user))) == (403, "account:second_factor_needed")
    given = code_of(user)
    assert log_in(api, user, given).status_code == 200
    assert code(log_in(api, user, given)) == "account:second_factor_wrong"


def test_a_wrong_password_is_answered_the_same_with_a_second_factor(api):
    plain, guarded = new(), new()
    set_up(api, guarded)
    said = [{"email": each.email, "password": "guess", "code": "123456"} for each in (plain, guarded)]
    answers = [api.post("sessions", each) for each in said]
    assert {(each.status_code, each.content) for each in answers} == {(401, answers[0].content)}


def test_who_guesses_codes_waits_twice_as_long_each_time(api):
    user = new()
    set_up(api, user)
    assert code(log_in(api, user, "000000")) == "account:second_factor_wrong"
    waiting = log_in(api, user, code_of(user))
    assert (waiting.status_code, code(waiting)) == (429, "account:second_factor_wait")
    assert waiting["Retry-After"] == "1"
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=7)
    assert 32 < int(log_in(api, user, code_of(user))["Retry-After"]) <= 64


@pytest.mark.parametrize("given", ["x", "٣٤٥", "1e5", "-1", "000-000", "zzzz-zzzz-zzzz", "é" * 20])
def test_what_is_no_code_is_wrong(api, given):
    user = new()
    set_up(api, user)
    assert code(log_in(api, user, given)) == "account:second_factor_wrong"


def test_a_recovery_code_does_once_in_any_spelling(api):
    user = new()
    codes = set_up(api, user)
    assert len(set(codes)) == 10
    assert log_in(api, user, codes[0].upper().replace("-", " ")).status_code == 200
    assert code(log_in(api, user, codes[0])) == "account:second_factor_wrong"


def test_recovery_codes_are_not_kept_as_they_are(api):
    codes = set_up(api, new())
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {each.replace("-", "") for each in codes}


def test_new_recovery_codes_end_the_old_ones(api):
    user = new()
    old = set_up(api, user)
    said = {"password": PASSWORD, "code": code_of(user)}
    renewed = api.post("me/second-factor/recovery", said, access(user)).json()["recovery_codes"]
    assert log_in(api, user, renewed[0]).status_code == 200
    assert code(log_in(api, user, old[0])) == "account:second_factor_wrong"


def test_doing_without_takes_password_and_code(api):
    user = new()
    set_up(api, user)
    token = access(user)
    end = "me/second-factor/end"
    assert code(api.post(end, {"password": "guess", "code": code_of(user)}, token)) == "account:password_wrong"
    assert code(api.post(end, {"password": PASSWORD}, token)) == "account:second_factor_needed"
    assert code(api.post(end, {"password": PASSWORD, "code": "000000"}, token)) == "account:second_factor_wrong"
    forgive(user)
    assert api.post(end, {"password": PASSWORD, "code": code_of(user)}, token).status_code == 204
    assert log_in(api, user).status_code == 200
    assert [letter.subject for letter in mail.outbox] == [
        "Adriel: A second factor is needed from now on",
        "Adriel: A second factor is not needed any more",
    ]


def test_a_second_factor_is_not_replaced_by_who_only_knows_the_password(api):
    user = new()
    set_up(api, user)
    assert code(api.post("me/second-factor", {"password": PASSWORD}, access(user))) == "account:second_factor_on"


def test_what_was_not_begun_is_neither_confirmed_nor_ended(api):
    token = access(new())
    asked = [
        ("confirmation", {"code": "123456"}),
        ("end", {"password": PASSWORD}),
        ("recovery", {"password": PASSWORD}),
    ]
    answers = [api.post(f"me/second-factor/{path}", said, token) for path, said in asked]
    assert [(each.status_code, code(each)) for each in answers] == [(409, "account:second_factor_off")] * 3


def test_a_wrong_code_at_the_beginning_confirms_nothing_and_is_counted(api):
    user = new()
    token = access(user)
    api.post("me/second-factor", {"password": PASSWORD}, token)
    assert code(api.post("me/second-factor/confirmation", {"code": "000000"}, token)) == "account:second_factor_wrong"
    assert code(api.post("me/second-factor/confirmation", {"code": "000000"}, token)) == "account:second_factor_wait"
