"""Every page of the admin opens, for a row that has everything; none shows a secret; none is edited but accounts'."""

import pytest
from django.contrib import admin
from django.urls import reverse

from marketplace.audit.models import AuditEntry
from marketplace.connections.models import ApiKey, Attempt, ConnectionEvent, Delivery, Endpoint
from marketplace.listings.models import PossessionAsk
from marketplace.repairs.models import Repair
from marketplace.users.models import User
from tests.marketplace import rights
from tests.support import accounts

pytestmark = pytest.mark.django_db
EDITED = {"User", "Group", "Organisation"}


@pytest.fixture
def admins(client):
    chief = User.objects.create_superuser("chief@example.org", accounts.PASSWORD)
    client.force_login(chief, backend="marketplace.users.backends.ConfirmedAccounts")
    return client


def secrets(world):
    """Return what no page may show: digests, tokens, keys of uploads, and addresses of people without an account."""
    key = ApiKey.objects.get(pk=world.values["api_key"])
    repair = Repair.objects.get(pk=world.values["repair"])
    ask = PossessionAsk.objects.create(
        listing_id=world.values["listing"], asked_by=world.people["expert"], time="10:08", said="The hands show it."
    )
    hidden = [key.digest, repair.watch, "a@example.org", ask.key, "?token=of-theirs", "what they answered"]
    return [each for each in hidden if each]


def test_every_page_opens_and_none_shows_a_secret_or_is_edited(admins):
    world = rights.build()
    Endpoint.objects.update(url="https://example.org/hook?token=of-theirs")
    delivery = Delivery.objects.get(pk=world.values["delivery"])
    Attempt.objects.create(delivery=delivery, at=delivery.due_at, milliseconds=1, excerpt="what they answered")
    hidden, empty = secrets(world), []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model.objects.first()
        pages = [reverse(f"{name}_changelist"), *([reverse(f"{name}_change", args=[row.pk])] if row else [])]
        empty += [] if row else [model.__name__]
        for page in pages:
            said = admins.get(page)
            assert said.status_code == 200, page
            if model.__name__ not in EDITED:
                assert not [each for each in hidden if each in said.content.decode()], page
        if row and model.__name__ not in EDITED:
            assert admins.post(pages[1], {}).status_code == 403, "services change it, and nobody else"
    assert set(empty) <= {"Group", "Appeal", "PhotoFlag"}, "give the world one of each"


def acted(admins, model, action, row):
    page = reverse(f"admin:connections_{model}_changelist")
    return admins.post(page, {"action": action, "_selected_action": [row]}, follow=True).content.decode()


def test_operations_stop_a_webhook_and_its_managers_are_told(admins, django_capture_on_commit_callbacks, mailoutbox):
    world = rights.build()
    with django_capture_on_commit_callbacks(execute=True):
        acted(admins, "endpoint", "stop", world.values["endpoint"])
    accounts.Api(None)._deliver()
    assert Endpoint.objects.get().disabled_at
    assert AuditEntry.objects.filter(verb="webhook.disabled", about=str(world.values["endpoint"])).count() == 1
    assert ConnectionEvent.objects.latest("at").actor.email == "chief@example.org"
    assert [letter.to for letter in mailoutbox if "stopped" in letter.subject] == [[world.people["owner"].email]]
    acted(admins, "endpoint", "stop", world.values["endpoint"])
    assert AuditEntry.objects.filter(verb="webhook.disabled").count() == 1, "it was stopped already"
    assert "disabled. Enable it first" in acted(admins, "delivery", "redeliver", world.values["delivery"])


def test_operations_have_a_delivery_sent_once_more(admins):
    world = rights.build()
    assert "sent once more" in acted(admins, "delivery", "redeliver", world.values["delivery"])
    assert AuditEntry.objects.filter(verb="webhook.redelivered").count() == 1
