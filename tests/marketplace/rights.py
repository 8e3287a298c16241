"""Who may do what: every endpoint and method of the API as each role asks, each a real request.

The endpoints come from the URL configuration. What is expected is a table that people read, ``docs/rights.md``;
``python -m pytest tests/marketplace/test_rights.py`` says what differs.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from rest_framework.test import APIClient

from benchmarks.empty_stages import EmptyStages
from marketplace.authentication.models import Case, ReferenceSet
from marketplace.authentication.services import events, reviewing, verifying
from marketplace.authentication.states import Action
from marketplace.bulk.models import Import
from marketplace.connections.models import Delivery, Message, Mode, Scope
from marketplace.connections.models import Endpoint as Webhook
from marketplace.connections.services import keys
from marketplace.listings.search import saved
from marketplace.moderation.services import measures, reporting
from marketplace.repairs.models import ServiceBook
from marketplace.repairs.services import jobs
from marketplace.users.models import Invitation, Membership, Organisation, Role, User
from pipeline import issuer
from pipeline.assembly import RealStages
from pipeline.lifecycle import names
from pipeline.locations import ROOT
from pipeline.transparency.log import CHECKPOINT
from pipeline.wiring import Workshop
from tests.support import accounts, api_case
from tests.support.for_sale import for_sale
from tests.support.issued import issue
from tests.support.shops import reviewed, shown

DOCUMENT = ROOT / "docs" / "rights.md"
ROLES = (
    "stranger",
    "owner",
    "colleague",
    "other member",
    "other store",
    "repair shop",
    "expert",
    "assigned expert",
    "operations",
)
OURS = ("users", "authentication", "listings", "directory", "repairs", "connections", "bulk", "moderation", "audit")
"""Apps whose tables operations look through in the admin."""
TILE = 256
"""Hashes of a whole tile (C2SP tlog-tiles)."""
METHODS = ("get", "post", "put", "patch", "delete")
NOBODYS_KEY = "0" * 32

DECISION = {"component": "dial", "says": "genuine", "reason": "The print is the maker's."}
BODIES: dict[str, Any] = {
    "POST cases": {"claim": api_case.CLAIM},
    "PATCH case": {"claim": api_case.CLAIM},
    "POST case_appeal": {"reason": "The photos were taken in poor light."},
    "POST case_photos": {"view": "crown", "content_type": "image/jpeg"},
    "POST expert_decision": {"decisions": [DECISION]},
    "POST listings": {"brand": "Aldenmoor", "condition": "good"},
    "POST listing_photos": {"content_type": "image/jpeg"},
    "PUT listing_photos": {"photos": [NOBODYS_KEY]},
    "PUT listing_certificate": {"certificate": f"urn:adriel:{NOBODYS_KEY}:1"},
    "POST organisations": {"kind": "store", "name": "A new store"},
    "PATCH organisation": {"name": "Another name"},
    "PATCH member": {"kind": "manager"},
    "POST keys": {"name": "Our own", "mode": "live", "scopes": ["read"]},
    "POST webhooks": {"mode": "live", "url": "https://1.1.1.1/hook", "kinds": ["case.ended"]},
    "POST invitations": {"email": "somebody@example.org"},
    "POST reference_sets": {"brand": "Aldenmoor", "reference": "AM-2204", "source": "A museum's own."},
    "POST reference_photos": {"view": "dial", "content_type": "image/jpeg"},
    "PATCH me": {"display_name": "Ada"},
    "PUT verified": {"seen": "Extract of the trade register."},
    "POST review_answer": {"text": "We are glad."},
    "POST reports": {"kind": "listing", "about": "<listing>", "reason": "photos"},
    "POST measures": {"kind": "listing", "about": "<listing>", "reason": "photos", "text": "Another seller's."},
    "POST measure_appeal": {"text": "I took them myself."},
    "PUT measure_decision": {"outcome": "restored", "text": "So you did."},
    "POST certificate_decisions": {"action": "suspend", "reason": "It was reported stolen."},
    "POST matter_dismissal": {"text": "The seller showed us the watch."},
    "POST repair_consent": {"consents": True},
    "POST repair_completion": {"done_on": "2026-03-01"},
    "PUT service_book_on_listing": {"readable": True},
}
"""Where a body that is wrong would hide who may. ``<name>`` stands for what an address would be filled with."""

OTHERS: dict[str, dict[str, str]] = {
    **{name: {"case": "reviewed"} for name in ("expert_case", "expert_hold", "expert_decision")},
    **{name: {"organisation": "shop"} for name in ("repair_shop", "repair_shop_reviews")},
    **{f"case-import{end}": {"job": "case_job"} for end in ("", "-submit", "-report", "-report-file")},
    "key": {"key": "api_key"},
    "status_list": {"number": "list"},
    "life_notice": {"name": "notice"},
}
"""What stands for a part of an address where the part's name means something else elsewhere."""


@dataclass(frozen=True)
class Endpoint:
    """A method of an address, as the URL configuration has it."""

    method: str
    route: str
    name: str

    @property
    def key(self) -> str:
        """What its row is called."""
        return f"{self.method} {self.name}"


def endpoints() -> list[Endpoint]:
    """Return every method of every address but the admin's, which has a table of its own."""
    return list(_walk(get_resolver().url_patterns, "/"))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Endpoint]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            if not route.startswith("/admin/"):
                yield from _walk(each.url_patterns, route)
        elif each.name:
            view = getattr(each.callback, "cls", None)
            methods = [method for method in METHODS if hasattr(view, method)] if view else ["get"]
            yield from (Endpoint(method.upper(), route, each.name) for method in methods)


@dataclass
class World:
    """People, and things of one of them.

    :ivar people: by role; the stranger has no account. :ivar values: of the addresses' parts, by name.
    """

    people: Mapping[str, User | None]
    values: Mapping[str, Any]

    def client(self, role: str) -> APIClient:
        """Return a client that asks as a role."""
        who = self.people[role]
        client = api_case.client_of(who) if who else APIClient()
        client.raise_request_exception = False
        return client

    def address(self, endpoint: Endpoint) -> str:
        """Return an endpoint's address, about what the owner has; of experts, about what is in review."""
        values = dict(self.values) | {part: self.values[other] for part, other in OTHERS.get(endpoint.name, {}).items()}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values[part[1]]), endpoint.route)

    def status(self, endpoint: Endpoint, role: str) -> int:
        """Ask, and undo what it did."""
        cache.clear()  # each asks as if for the first time today
        with transaction.atomic():
            answer = self.ask(endpoint, role)
            transaction.set_rollback(True)
        return answer

    def ask(self, endpoint: Endpoint, role: str) -> int:
        """Ask; return the status."""
        more = {} if endpoint.method == "GET" else {"data": self._body(endpoint), "format": "json"}
        if endpoint.name == "case_submit":
            more["HTTP_IDEMPOTENCY_KEY"] = "a-key-of-its-own"
        answer = getattr(self.client(role), endpoint.method.lower())(self.address(endpoint), **more)
        return int(answer.status_code)

    def _body(self, endpoint: Endpoint) -> dict[str, Any]:
        said = BODIES.get(endpoint.key, {})
        names = {f"<{name}>": value for name, value in self.values.items()}
        return {name: names.get(value, value) if isinstance(value, str) else value for name, value in said.items()}


def build() -> World:
    """Make the people and their things."""
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="A store")
    other = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Another store")
    shop = Organisation.objects.create(kind=Organisation.Kind.REPAIR_SHOP, name="A repair shop")
    people: dict[str, User | None] = {
        "stranger": None,
        "owner": _joined(store, Membership.Kind.MANAGER),
        "colleague": _joined(store),
        "other member": accounts.new(),
        "other store": _joined(other),
        "repair shop": _joined(shop),
        "expert": accounts.new(role=Role.EXPERT),
        "assigned expert": accounts.new(role=Role.EXPERT),
        "operations": _operations(),
    }
    return World(people, _things(people, store))


def _joined(organisation: Organisation, kind: Membership.Kind = Membership.Kind.STAFF) -> User:
    user = accounts.new()
    Membership.objects.create(organisation=organisation, user=user, kind=kind)
    return user


def _operations() -> User:
    """Return somebody whom a superuser let see what there is, and no more."""
    user = accounts.new(role=Role.OPERATIONS, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_", content_type__app_label__in=OURS))
    return user


def _things(people: Mapping[str, User | None], store: Organisation) -> dict[str, Any]:
    """Make what addresses name: all of it is the owner's, or the expert's who keeps reference photos."""
    owner, colleague, expert = people["owner"], people["colleague"], people["assigned expert"]
    assert owner is not None
    assert colleague is not None
    assert expert is not None
    case, reviewed = (_examined(owner, store) for _ in range(2))
    with transaction.atomic():
        events.move(events.locked(reviewed), Action.REVIEW, actor=owner)
    reviewing.take(case_id=reviewed, expert=expert)
    kept = ReferenceSet.objects.create(brand="Aldenmoor", reference="AM-2204", source="A museum's own.", kept_by=expert)
    kept.photos.create(view="dial", content_type="image/jpeg")
    invited = Invitation.objects.create(
        organisation=store, email="a@example.org", invited_by=owner, expires_at=timezone.now() + timedelta(days=1)
    )
    return (
        _published(owner)
        | _repaired(people)
        | _directory(people, store)
        | _connected(owner, store)
        | _moderated(people)
        | {
            "case": case,
            "search": saved.save(owner=owner, name="mine", asked={}).pk,
            "reviewed": reviewed,
            "number": 1,
            "name": "report.json",
            "label": "dial",
            "key": NOBODYS_KEY,
            "organisation": store.pk,
            "member": colleague.pk,
            "invitation": invited.pk,
            "pk": kept.pk,
            "code": "request:not_found",
            "document": "certificate.json",
        }
    )


def _repaired(people: Mapping[str, User | None]) -> dict[str, Any]:
    """Open a repair of the owner's watch, which has a service book with a reader."""
    owner, smith = people["owner"], people["repair shop"]
    assert owner is not None
    assert smith is not None
    claim = api_case.CLAIM | {"part": "bezel"}
    shop = smith.organisations.get().pk
    repair = jobs.open_repair(by=smith, shop=shop, email=owner.email, title="New bezel", claim=claim)
    book = ServiceBook.objects.create(watch=repair.watch, brand="Aldenmoor", reference="AM-2204", owner=owner)
    return {"repair": repair.pk, "book": book.pk, "reader": book.readers.create(email="a@example.org").pk}


def _directory(people: Mapping[str, User | None], store: Organisation) -> dict[str, Any]:
    """Show the store and the repair shop; the other member has reviewed the store."""
    customer, mender = people["other member"], people["repair shop"]
    assert mender is not None
    shop = mender.organisations.get()
    shown(shop)
    return {"shop": shop.pk, "review": reviewed(shown(store), customer).pk}


def _moderated(people: Mapping[str, User | None]) -> dict[str, Any]:
    """Have somebody report a listing of the owner's, and take down another one."""
    owner, other = people["owner"], people["other member"]
    assert owner is not None
    assert other is not None
    listing, gone = for_sale(seller=owner), for_sale(seller=owner)
    said, _ = reporting.report(by=other, kind="listing", about=listing.pk, reason="photos", text="They are mine.")
    by = accounts.new(role=Role.OPERATIONS)
    measure = measures.take_down(by=by, kind="listing", about=gone.pk, reason="stolen", words="It was reported stolen.")
    return {"listing": listing.pk, "matter": said.matter_id, "measure": measure.pk}


def _connected(owner: User, store: Organisation) -> dict[str, Any]:
    """Give the store a key, a webhook that was called, and imports of its manager's."""
    tomorrow = timezone.now() + timedelta(days=1)
    made, _ = keys.make(
        by=owner, organisation=store.pk, name="Our own", mode=Mode.TEST, scopes=[Scope.READ], expires_at=tomorrow
    )
    endpoint = Webhook.objects.create(organisation=store, mode=Mode.LIVE, url="https://example.org/", kinds=[])
    message = Message.objects.create(organisation=store, mode=Mode.LIVE, kind="case.ended", data={}, at=timezone.now())
    delivery = Delivery.objects.create(message=message, endpoint=endpoint, due_at=timezone.now())
    job, cases = (Import.objects.create(owner=owner, organisation=store, of=of, format="json") for of in Import.Of)
    return {"api_key": made.pk, "endpoint": endpoint.pk, "delivery": delivery.pk, "job": job.pk, "case_job": cases.pk}


def _published(owner: User) -> dict[str, str]:
    """Issue a certificate of the owner's; return what the addresses of public things about it are filled with."""
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    case = issue(shop, secrets.token_hex(8))
    row = Case.objects.create(
        pk=case.case, owner=owner, profile="watch", claim=api_case.CLAIM, state="authentic", examination=1
    )
    name = names.Name(case.case, case.examination)
    row.examinations.create(number=1, kind="first", outcome="authentic", certificate=name.id)
    listed = json.loads(shop.store.get(name.document(names.CERTIFICATE)))["credentialStatus"][0]
    number, purpose = listed["statusListCredential"].split("/")[-2:]
    head = int(shop.store.get(CHECKPOINT).splitlines()[1])
    check = verifying.hand_in(shop.store.get(name.document(names.CERTIFICATE)))
    return {
        "certificate": name.id,
        "verification": check.id,
        "list": number,
        "purpose": purpose,
        "notice": "0" * 64,
        "tile": f"0/000.p/{head}" if head < TILE else "0/000",
    }


def _examined(owner: User, store: Organisation) -> str:
    """Submit a case over the API and have it examined by stages that look at nothing."""
    client = api_case.client_of(owner)
    case = api_case.photographed(client, "dial", organisation=str(store.pk))
    api_case.submitted(client, case)
    api_case.examine(case, Workshop(settings=settings.PIPELINE, stages=EmptyStages(), environment={}))
    return case


def observed(world: World) -> dict[str, tuple[int, ...]]:
    """Ask every endpoint as every role; return the statuses, in the order of the roles, by row."""
    return {each.key: tuple(world.status(each, role) for role in ROLES) for each in endpoints()}


def observed_admin(world: World) -> dict[str, tuple[int, ...]]:
    """Open the admin's pages of every table as every role."""
    found = {}
    for model in admin.site._registry:
        for page in ("changelist", "add"):
            name = f"{model._meta.app_label}_{model._meta.model_name}_{page}"
            address = reverse(f"admin:{name}")
            found[f"ADMIN {name}"] = tuple(_opened(world.people[role], address) for role in ROLES)
    return found


def _opened(who: User | None, address: str) -> int:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(who, backend="marketplace.users.backends.ConfirmedAccounts")
    return client.get(address).status_code


def written(rows: Mapping[str, Sequence[int]]) -> str:
    """Return rows as a Markdown table."""
    lines = [f"| endpoint | {' | '.join(ROLES)} |", f"|---|{'---|' * len(ROLES)}"]
    lines += [f"| {key} | {' | '.join(map(str, statuses))} |" for key, statuses in rows.items()]
    return "\n".join(lines) + "\n"


def expected() -> dict[str, tuple[int, ...]]:
    """Return what the document says."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {row[0]: tuple(map(int, row[1:])) for row in rows if row[0] != "endpoint"}
