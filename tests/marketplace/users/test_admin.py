"""The admin: who gets in, what is found, and what may be done to accounts, by whom."""

import time

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from marketplace.common.problems import Problem
from marketplace.users.models import Membership, Organisation, Role, User
from marketplace.users.services import sessions
from marketplace.users.services.credentials import new_recovery_codes
from tests.support.accounts import NEW_PASSWORD, PASSWORD, new

pytestmark = pytest.mark.django_db

USERS = "/admin/users/user/"


def permitted(*names, **fields):
    user = new(is_staff=True, role=Role.OPERATIONS, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", *names]))
    return user


def log_in(client, user, code="", password=PASSWORD):
    client.post("/admin/login/", {"username": user.email, "password": password, "code": code})
    return client.get("/admin/").status_code == 200


def act(client, name, *users):
    said = {"action": name, "_selected_action": [each.pk for each in users]}
    return client.post(USERS, said, follow=True)


def test_staff_comes_in_and_members_do_not(client):
    assert not log_in(client, new())
    assert not log_in(client, permitted(), password="guess")
    assert log_in(client, permitted())


def test_who_has_a_second_factor_shows_it(client):
    user = permitted()
    device = TOTPDevice.objects.create(user=user, name="app")
    recovery = new_recovery_codes(user)
    assert not log_in(client, user)
    assert not log_in(client, user, "000000")
    TOTPDevice.objects.update(throttling_failure_count=0)
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    assert log_in(client, user, f"{totp.token():06}")
    client.logout()
    assert not log_in(client, user)
    assert log_in(client, user, recovery[0])


def test_a_session_from_before_the_second_factor_has_to_show_it(client):
    user = permitted()
    assert log_in(client, user)
    TOTPDevice.objects.create(user=user, name="app")
    assert client.get("/admin/").status_code == 302


def test_who_guesses_is_locked_out_here_too(client):
    user = permitted()
    for spelled in [user.email, user.email.upper()] * 5:
        client.post("/admin/login/", {"username": spelled, "password": "guess"})
    answer = client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")


def test_a_log_out_everywhere_ends_sessions_here_too(client):
    user = permitted()
    assert log_in(client, user)
    sessions.end_all(account=user.pk)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=ada", {"ada@example.org"}), ("role=expert", {"ben@example.org"}), ("q=nobody", set())],
)
def test_accounts_are_found(client, query, found):
    new("ada@example.org")
    new("ben@example.org", role="expert")
    log_in(client, permitted())
    shown = client.get(f"{USERS}?{query}").context["cl"].result_list
    assert {each.email for each in shown} == found


ACTIONS = [
    ("deactivate", "deactivate_user", lambda user: not user.is_active and user.generation == 1),
    ("log_out", "log_out_user", lambda user: user.generation == 1),
    ("make_expert", "make_expert", lambda user: user.role == Role.EXPERT),
]


@pytest.mark.parametrize(("action", "permission", "is_done"), ACTIONS)
def test_an_action_takes_its_permission_and_leaves_a_trace(client, action, permission, is_done):
    target, by = new(), permitted(permission)
    log_in(client, permitted(*(each for _, each, _ in ACTIONS if each != permission)))
    act(client, action, target)
    target.refresh_from_db()
    assert not is_done(target)
    client.logout()
    log_in(client, by)
    act(client, action, target)
    target.refresh_from_db()
    assert is_done(target)
    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_id, entry.object_repr) == (by.pk, str(target.pk), str(target.pk))


def test_nobody_closes_their_own_account_or_a_superusers(client):
    by = permitted("deactivate_user")
    above = User.objects.create_superuser("root@example.org", PASSWORD)
    log_in(client, by)
    act(client, "deactivate", by, above)
    assert User.objects.filter(is_active=True).count() == 2


def test_what_was_removed_is_not_given_back(client):
    gone = new(is_active=False, deleted_at="2026-01-01T00:00Z")
    closed = new(is_active=False)
    log_in(client, permitted("deactivate_user"))
    act(client, "activate", gone, closed)
    assert set(User.objects.filter(is_active=True).values_list("pk", flat=True)) >= {closed.pk}
    assert not User.objects.get(pk=gone.pk).is_active


def test_only_who_is_confirmed_becomes_an_expert(client):
    log_in(client, permitted("make_expert"))
    unconfirmed = new(confirmed_at=None)
    act(client, "make_expert", unconfirmed)
    assert User.objects.get(pk=unconfirmed.pk).role == Role.MEMBER


def test_staff_reads_an_account_and_raises_nobody(client):
    target, by = new(), permitted("change_user")
    log_in(client, by)
    page = reverse("admin:users_user_change", args=[target.pk])
    assert client.get(page).status_code == 200
    client.post(
        page,
        {
            "is_staff": "on",
            "is_superuser": "on",
            "role": "operations",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    target.refresh_from_db()
    assert (target.is_staff, target.is_superuser, target.role) == (False, False, Role.MEMBER)
    assert b"argon2" not in client.get(page).content


def test_a_new_password_ends_every_other_log_in_and_not_this_session(client):
    user = permitted()
    token = sessions.pair(user).refresh
    log_in(client, user)
    said = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post("/admin/password_change/", said).status_code == 302
    assert client.get("/admin/").status_code == 200
    with pytest.raises(Problem):
        sessions.refresh(token=token)
    client.logout()
    assert log_in(client, user, password=NEW_PASSWORD)


def test_no_page_shows_the_secret_of_an_app_or_a_token(client):
    log_in(client, User.objects.create_superuser("root@example.org", PASSWORD))
    shown = {model["object_name"] for app in client.get("/admin/").context["app_list"] for model in app["models"]}
    assert {"User", "Organisation"} <= shown
    assert not {name for name in shown if "Device" in name or "Token" in name or "Access" in name}


def test_every_page_of_accounts_and_organisations_opens(client):
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    store = Organisation.objects.create(kind="store", name="Aldenmoor")
    Membership.objects.create(organisation=store, user=user)
    log_in(client, user)
    pages = [
        USERS,
        reverse("admin:users_user_change", args=[user.pk]),
        "/admin/users/organisation/?q=alden",
        reverse("admin:users_organisation_change", args=[store.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
