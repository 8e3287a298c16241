"""A repair shop, a customer, and what workers do."""

import pytest
from django.conf import settings

from marketplace.authentication.models import Case, Examination
from marketplace.authentication.states import State
from marketplace.users.models import Membership, Organisation
from pipeline import issuer, service_book
from pipeline.assembly import RealStages
from pipeline.wiring import Workshop
from tests.support import accounts

CLAIM = {"brand": "Aldenmoor", "model": "Tidewatch", "reference": "AM-2204", "serial": "M204817", "part": "bezel"}
WORK = {"done_on": "2026-03-01", "text": "New insert.", "parts": ["bezel insert"]}


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    return accounts.Api.fresh(django_capture_on_commit_callbacks)


@pytest.fixture
def smith(db):  # noqa: ARG001 - there must be one
    """An account that belongs to a repair shop."""
    return staff()


def staff():
    user = accounts.new(display_name="Smith")
    shop = Organisation.objects.create(kind=Organisation.Kind.REPAIR_SHOP, name="Atelier Ostberg")
    Membership.objects.create(organisation=shop, user=user)
    return user


def opened(api, smith, email="ben@example.org", **claim):
    said = {"shop": str(smith.organisations.get().pk), "email": email, "title": "New bezel", "claim": CLAIM | claim}
    answer = api.post("repairs", said, accounts.access(smith))
    assert answer.status_code == 201, answer.json()
    return answer.json()


def examined(repair):
    """Leave the case of a repair as an examination leaves it."""
    Case.objects.filter(pk=repair["case"]).update(state=State.INCONCLUSIVE, examination=1)
    Examination.objects.create(case_id=repair["case"], number=1, kind=Examination.Kind.FIRST)


def finished(api, smith, customer, **claim):
    """Take a repair from its beginning into the book, and return the book's id."""
    repair = opened(api, smith, customer.email, **claim)
    answer = api.post(f"repairs/{repair['id']}/consent", {"consents": True}, accounts.access(customer))
    assert answer.status_code == 200, answer.json()
    examined(repair)
    answer = api.post(f"repairs/{repair['id']}/completion", WORK, accounts.access(smith))
    assert answer.status_code == 201, answer.json()
    return answer.json()["book"]


def sign(book, number):
    """Do what the worker does that signs."""
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    service_book.write(shop, book, number)
