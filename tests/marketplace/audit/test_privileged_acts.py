"""Every act that only some may do is written in the audit log: over HTTP by the table of rights, and in the admin."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from marketplace.audit.models import AuditEntry
from marketplace.authentication.models import ReferenceSet
from marketplace.authentication.services import reviewing
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.moderation.services import matters
from marketplace.users.models import Role, User
from tests.marketplace import rights
from tests.support import accounts
from tests.support.api_case import EXAMPLE

pytestmark = pytest.mark.django_db

OURS = ("expert", "assigned expert", "operations")
CLOSED = frozenset({401, 403, 404})


def privileged() -> list[tuple[rights.Endpoint, str]]:
    """Return what changes something and is closed to everybody but people of ours, with a role that may."""
    expected, found = rights.expected(), []
    for each in rights.endpoints():
        answers = dict(zip(rights.ROLES, expected[each.key], strict=True))
        may = [role for role in OURS if answers[role] not in CLOSED]
        if each.method != "GET" and may and all(answers[role] in CLOSED for role in rights.ROLES if role not in OURS):
            found.append((each, may[-1]))
    return found


def _uploaded(world: rights.World) -> None:
    for photo in ReferenceSet.objects.get(pk=world.values["pk"]).photos.all():
        blobs().create(place(photo.key), (EXAMPLE / "dial.jpg").read_bytes())


def _published(world: rights.World) -> None:
    now = timezone.now()
    ReferenceSet.objects.filter(pk=world.values["pk"]).update(state="published", published_at=now, digest="0" * 64)


def _free(world: rights.World) -> None:
    expert = world.people["assigned expert"]
    assert expert
    reviewing.release(case_id=world.values["reviewed"], expert=expert)


def _taken(world: rights.World) -> None:
    operations = world.people["operations"]
    assert operations
    matters.take(matter=world.values["matter"], by=operations)


READY: dict[str, Callable[[rights.World], None]] = {
    "POST expert_hold": _free,
    "POST reference_publish": _uploaded,
    "POST reference_retire": _published,
    "DELETE matter_taking": _taken,
    "POST matter_dismissal": _taken,
}
"""What has to be so before an act can be done; elsewhere the world of the table is enough."""


def test_whatever_only_people_of_ours_may_do_over_http_is_written():
    world, silent = rights.build(), []
    for endpoint, role in privileged():
        cache.clear()
        with transaction.atomic():
            READY.get(endpoint.key, lambda _world: None)(world)
            before = set(AuditEntry.objects.values_list("pk", flat=True))
            status = world.ask(endpoint, role)
            assert status < 300, f"{endpoint.key} answered {status}: say under READY what it needs"
            written = AuditEntry.objects.exclude(pk__in=before)
            if not written.filter(actor=world.people[role].pk).exclude(request="").exists():
                silent.append(endpoint.key)
            transaction.set_rollback(True)
    assert not silent, f"these write nothing in the audit log: {silent}"


def test_the_table_of_rights_knows_of_such_acts():
    names = {endpoint.key for endpoint, _ in privileged()}
    assert {"PUT verified", "POST measures", "POST expert_decision", "POST reference_publish"} <= names


@pytest.fixture
def superuser():
    return User.objects.create_superuser("chief@example.org", accounts.PASSWORD)


@pytest.fixture
def admins(client, superuser):
    client.force_login(superuser, backend="marketplace.users.backends.ConfirmedAccounts")
    return client


ACTIONS = {
    "deactivate": "account.deactivated",
    "activate": "account.activated",
    "log_out": "account.logged_out",
    "make_expert": "account.made_expert",
    "make_member": "account.made_member",
}


@pytest.mark.parametrize(("action", "verb"), ACTIONS.items())
def test_every_action_on_accounts_in_the_admin_is_written(admins, superuser, action, verb):
    role = Role.EXPERT if action == "make_member" else Role.MEMBER
    chosen = [accounts.new(role=role, is_active=action != "activate") for _ in range(2)]
    said = {"action": action, "_selected_action": [each.pk for each in chosen]}
    admins.post(reverse("admin:users_user_changelist"), said)
    found = AuditEntry.objects.filter(verb=verb, kind="account", actor=superuser.pk, acting="operations")
    assert {each.about for each in found} == {str(each.pk) for each in chosen}


def test_no_page_of_the_admin_has_an_action_that_nobody_thought_of():
    own = {
        f"{model.__name__}.{name}"
        for model, page in admin.site._registry.items()
        for name in (each if isinstance(each, str) else each.__name__ for each in page.actions or ())
    }
    cases = {f"Case.{name}" for name in ("requeue", "assign", "suspend", "restore", "revoke")}
    webhooks = {"Endpoint.stop", "Delivery.redeliver"}
    assert own == cases | webhooks | {f"User.{name}" for name in ACTIONS}


def test_what_is_changed_in_the_admin_by_hand_is_written_with_its_fields_and_no_values(admins, superuser):
    somebody = accounts.new()
    page = reverse("admin:users_user_change", args=[somebody.pk])
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert admins.post(page, {"is_staff": "on", **inline}).status_code == 302
    entry = AuditEntry.objects.get(kind="user", about=str(somebody.pk))
    assert (entry.verb, entry.actor, entry.reason) == ("admin.changed", superuser.pk, "Is staff")


def test_so_is_what_is_added_and_deleted_on_pages_of_other_packages(admins):
    admins.post(reverse("admin:auth_group_add"), {"name": "Night shift"})
    admins.post(reverse("admin:auth_group_add"), {"name": "Day shift"})
    pages = admin.site._registry
    group = next(model for model in pages if model.__name__ == "Group")
    chosen = list(group.objects.values_list("pk", flat=True))
    said = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    admins.post(reverse("admin:auth_group_changelist"), said)
    verbs = sorted(AuditEntry.objects.filter(kind="group").values_list("verb", flat=True))
    assert verbs == ["admin.added", "admin.added", "admin.deleted", "admin.deleted"]
