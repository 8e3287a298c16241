"""A page of many rows asks the database as often as a page of one."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.authentication.models import ReferenceSet
from marketplace.authentication.services import events, reviewing
from marketplace.authentication.states import CONCLUSIONS, Action
from marketplace.bulk.models import Import
from marketplace.connections.models import Message, Mode
from marketplace.connections.services import keys
from marketplace.listings.models import ListingEvent
from marketplace.listings.services import events as listing_events
from marketplace.listings.services import favourites
from marketplace.moderation.services import measures, reporting
from marketplace.repairs.models import Repair, ServiceBook
from marketplace.users.models import Invitation, Membership, Organisation, Role
from tests.marketplace.rights import endpoints
from tests.support import accounts
from tests.support.api_case import client_of
from tests.support.for_sale import for_sale
from tests.support.market import submitted
from tests.support.shops import reviewed, shop

pytestmark = pytest.mark.django_db
FEW, MANY = 1, 20
LISTS = {"cases", "case_photos", "case_events", "expert_queue", "reference_sets"} | {
    "organisations",
    "members",
    "invitations",
    *("repairs", "service_books", "service_book_readers"),
    *("keys", "webhooks", "webhook-deliveries", "imports", "import-report"),
    *("case-imports", "case-import-report"),
    *("search", "similar_listings", "listing_prices", "favourites", "saved_searches", "listings", "listing_events"),
    *("stores", "repair_shops", "store_reviews", "repair_shop_reviews", "dealings"),
    *("reports", "own_measures", "matters", "measures", "audit", "held_certificates"),
}
NO_LISTS = {
    *("health", "schema", "docs", "problems", "problem", "me", "export", "organisation"),
    *("case", "case_document", "case_photo", "expert_case", "reference_set"),
    *("certificate", "certificate_notes", "certificate_document", "verification", "issuer_keys", "status_list"),
    *("life_notice", "log_checkpoint", "log_tile", "public_certificate", "public_document"),
    *("own_profile", "store", "repair_shop", "import", "import-report-file"),
    *("case-import", "case-import-report-file"),
    *("own_listing", "listing", "listing_picture", "possession", "search_facets"),
    *("repair", "service_book", "listing_service_book", "matter", "measure", "certificate_decisions"),
}
"""What is about one thing, or not out of the database."""


def asked(client, address):
    """Return how many queries an address takes, once whatever is made at first use is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return len(queries), len(rows(answer.json()))


def rows(said):
    return said if isinstance(said, list) else next((each for each in said.values() if isinstance(each, list)), [])


def grows(client, address, add):
    """Return whether an address takes more queries for many rows than for few."""
    for _ in range(FEW):
        add()
    few, shown = asked(client, address)
    for _ in range(MANY - FEW):
        add()
    many, more = asked(client, address)
    assert more > shown, "what was added is on the page"
    return many > few


@pytest.fixture(autouse=True)
def _as_much_as_one_likes(settings):
    settings.A_DAY = dict.fromkeys(settings.A_DAY, (MANY * 9,) * 3)


@pytest.fixture
def owner():
    return accounts.new()


def test_of_cases_of_an_account(owner):
    assert not grows(client_of(owner), "/api/v1/cases", lambda: submitted(owner))


def test_of_certificates_that_were_taken_over(owner):
    numbers = iter(range(2, 99))

    def held():
        owner.holdings.create(certificate=f"urn:adriel:k3v9q2m7x4p1:1:{next(numbers)}", replaces="urn:adriel:…")

    assert not grows(client_of(owner), "/api/v1/my/certificates", held)


def test_of_photos_and_events_of_a_case(owner):
    case = submitted(owner)
    labels = iter(range(1, 99))

    def photo():
        case.photos.create(view="dial", ordinal=next(labels), content_type="image/jpeg")

    assert not grows(client_of(owner), f"/api/v1/cases/{case.pk}/photos", photo)

    def event():
        with transaction.atomic():
            events.note(events.locked(case.pk), "a:note")

    assert not grows(client_of(owner), f"/api/v1/cases/{case.pk}/events", event)


def test_of_the_experts_queue_and_reference_sets(owner):
    expert = accounts.new(role=Role.EXPERT)

    def waiting():
        case = submitted(owner)
        with transaction.atomic():
            held = events.locked(case.pk)
            events.move(held, CONCLUSIONS["inconclusive"])
            events.move(held, Action.REVIEW, actor=owner)
        reviewing.take(case_id=case.pk, expert=accounts.new(role=Role.EXPERT, display_name="Another"))

    assert not grows(client_of(expert), "/api/v1/expert/queue", waiting)

    def kept():
        made = ReferenceSet.objects.create(brand="A", reference="1", source="A museum.", kept_by=expert)
        made.photos.create(view="dial", content_type="image/jpeg")

    assert not grows(client_of(expert), "/api/v1/reference-sets", kept)


def test_of_organisations_members_and_invitations(owner):
    stores = [Organisation.objects.create(kind="store", name="A store")]
    Membership.objects.create(organisation=stores[0], user=owner, kind=Membership.Kind.MANAGER)
    address = f"/api/v1/organisations/{stores[0].pk}"

    def member():
        Membership.objects.create(organisation=stores[0], user=accounts.new())

    assert not grows(client_of(owner), f"{address}/members", member)
    numbers = iter(range(99))

    def invitation():
        Invitation.objects.create(
            organisation=stores[0],
            email=f"{next(numbers)}@example.org",
            invited_by=owner,
            expires_at=timezone.now() + timedelta(days=1),
        )

    assert not grows(client_of(owner), f"{address}/invitations", invitation)

    def organisation():
        made = Organisation.objects.create(kind="store", name="Another")
        Membership.objects.create(organisation=made, user=owner)

    assert not grows(client_of(owner), "/api/v1/organisations", organisation)


@pytest.mark.parametrize(("path", "kind"), [("stores", "store"), ("repair-shops", "repair_shop")])
def test_of_the_directory_and_of_reviews(path, kind):
    client, one = APIClient(), shop(kind)
    assert not grows(client, f"/api/v1/{path}?lat=0&lon=0&km=9", lambda: shop(kind, latitude=0.0, longitude=0.0))
    assert not grows(client, f"/api/v1/{path}/{one.pk}/reviews", lambda: reviewed(one))


def test_of_dealings(owner):
    assert not grows(client_of(owner), "/api/v1/dealings", lambda: reviewed(shop(), owner))


def test_of_what_was_reported_and_taken_down_and_of_the_audit_log(owner):
    operations = accounts.new(role=Role.OPERATIONS)

    def reported():
        said = {"kind": "listing", "about": for_sale().pk, "reason": "photos", "text": ""}
        reporting.report(by=owner, **said)

    def taken():
        said = {"kind": "listing", "about": for_sale(seller=owner).pk, "reason": "photos", "words": "No."}
        measures.take_down(by=operations, **said)

    assert not grows(client_of(owner), "/api/v1/reports", reported)
    assert not grows(client_of(operations), "/api/v1/moderation/matters?page_size=100", reported)
    assert not grows(client_of(owner), "/api/v1/my/measures", taken)
    assert not grows(client_of(operations), "/api/v1/moderation/measures?page_size=100", taken)
    assert not grows(client_of(operations), "/api/v1/audit?page_size=100", taken)


def test_of_listings_that_are_found_kept_and_ones_own(owner):
    client, first = client_of(owner), for_sale()
    assert not grows(client, f"/api/v1/listings/{first.pk}/similar", for_sale)
    assert not grows(client, "/api/v1/listings/search?q=Bezelmoor", lambda: for_sale("Bezelmoor Tidewater"))
    assert not grows(client, "/api/v1/favourites", lambda: favourites.keep(owner=owner, listing=for_sale()))

    def own():
        for_sale(seller=owner).photos.create(position=1, content_type="image/jpeg")

    assert not grows(client, "/api/v1/my/listings", own)

    def event():
        with transaction.atomic():
            listing_events.append(listing_events.locked(first.pk), ListingEvent.Kind.CHANGED)

    assert not grows(client, f"/api/v1/listings/{first.pk}/events", event)
    days = iter(range(99))

    def dearer():
        at = timezone.now() + timedelta(days=next(days))
        first.prices.create(at=at, price_minor=1, currency="EUR")

    assert not grows(client, f"/api/v1/listings/{first.pk}/prices", dearer)


def test_of_a_shops_keys_webhooks_and_imports(owner):
    store = shop(manager=owner).organisation
    client, begin = client_of(owner), f"/api/v1/organisations/{store.pk}"
    later = timezone.now() + timedelta(days=1)
    given = {"by": owner, "organisation": store.pk, "mode": Mode.TEST, "scopes": ["read"], "expires_at": later}
    assert not grows(client, f"{begin}/keys", lambda: keys.make(name="One", **given))
    hook = {"mode": Mode.LIVE, "url": "https://1.1.1.1/", "kinds": []}
    assert not grows(client, f"{begin}/webhooks", lambda: store.endpoints.create(**hook))
    endpoint = store.endpoints.first()

    def delivery():
        told = Message.objects.create(organisation=store, mode=Mode.LIVE, kind="case.ended", data={}, at=timezone.now())
        endpoint.deliveries.create(message=told, due_at=later).attempts.create(at=later, milliseconds=1)

    assert not grows(client, f"{begin}/webhooks/{endpoint.pk}/deliveries", delivery)

    def job():
        return Import.objects.create(owner=owner, organisation=store, format=Import.Format.JSON)

    assert not grows(client, "/api/v1/imports", job)
    one, numbers = job(), iter(range(1, 99))
    assert not grows(
        client, f"/api/v1/imports/{one.pk}/report", lambda: one.report.create(number=next(numbers), outcome="made")
    )


def test_of_imports_of_cases(owner):
    client, numbers = client_of(owner), iter(range(1, 99))

    def job():
        return Import.objects.create(owner=owner, of=Import.Of.CASES, format=Import.Format.JSON)

    assert not grows(client, "/api/v1/case-imports", job)
    one = job()

    def row():
        case = submitted(owner)
        case.photos.create(view="crown", content_type="image/jpeg")
        one.report.create(number=next(numbers), outcome="made", case=case)

    assert not grows(client, f"/api/v1/case-imports/{one.pk}/report", row)


def test_of_a_page_about_one_thing_that_much_belongs_to(owner):
    client, case = client_of(owner), submitted(owner)
    addresses = ("/api/v1/me/export", f"/api/v1/cases/{case.pk}")
    few = [asked(client, address)[0] for address in addresses]
    for number in range(2, MANY):
        submitted(owner)
        case.photos.create(view="dial", ordinal=number, content_type="image/jpeg")
        case.examinations.create(number=number, kind="again")
    assert [asked(client, address)[0] for address in addresses] == few


def test_every_address_of_the_api_is_a_list_that_is_looked_at_or_none():
    answered = {each.name for each in endpoints() if each.method == "GET"}
    assert answered == LISTS | NO_LISTS


def test_of_repairs_and_service_books_and_their_readers(owner):
    client, numbers = client_of(owner), iter(range(99))
    organisation = shop(Organisation.Kind.REPAIR_SHOP).organisation

    def repair():
        case = submitted(owner)
        Repair.objects.create(shop=organisation, opened_by=owner, customer=owner, case=case, title="Bezel")

    assert not grows(client, "/api/v1/repairs", repair)

    def book():
        return ServiceBook.objects.create(watch=f"{next(numbers):064}", brand="A", reference="B", owner=owner)

    assert not grows(client, "/api/v1/service-books", book)
    own = book()
    address = f"/api/v1/service-books/{own.pk}/readers"
    assert not grows(client, address, lambda: own.readers.create(link_hash="a" * 64))
