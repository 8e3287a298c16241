"""What people of every role sell, mend and connect: to be attacked where something can be done with it."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from marketplace.authentication.models import Case, Examination
from marketplace.authentication.states import State
from marketplace.bulk.models import Import
from marketplace.connections.models import Delivery, Endpoint, Message, Mode, Scope
from marketplace.connections.services import keys
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.search import saved
from marketplace.repairs.models import BookTransfer, Repair, ServiceBook
from marketplace.repairs.services import books, links
from marketplace.users.models import Membership, Organisation, User
from tests.support.for_sale import for_sale
from tests.support.shops import dealing, reviewed, shown

Known = dict[str, list[Any]]
CLAIM = {"brand": "Aldenmoor", "model": "Tidewatch", "reference": "AM-2204", "part": "dial"}
WORK = {"done_on": "2026-03-01", "text": "A new dial.", "parts": ["dial"]}


def trade(people: Mapping[str, User], store: Organisation) -> Known:
    """Make it; return ids by the name under which they are asked for.

    The store's manager mends, too, and the member is the customer; the expert bought from the store.
    """
    shop = Organisation.objects.create(kind=Organisation.Kind.REPAIR_SHOP, name="Balance & Spring")
    Membership.objects.create(organisation=shop, user=people["staff"], kind=Membership.Kind.MANAGER)
    listings = _listings(people, store)
    review = reviewed(shown(store), people["expert"])
    waiting = dealing(shown(shop), people["member"])
    known: Known = {
        "listing": [each.pk for each in listings],
        "photos": [[photo.key for photo in listings[0].photos.all()]],
        "organisation": [str(store.pk), str(shop.pk)],
        "shop": [str(shop.pk)],
        "review": [str(review.pk)],
        "dealing": [str(waiting.pk)],
        "search": [str(saved.save(owner=people[who], name="mine", asked={}).pk) for who in ("member", "expert")],
    }
    return known | _repairs(people, shop, listings[0]) | _connected(people["staff"], store) | _imports(people, store)


def _listings(people: Mapping[str, User], store: Organisation) -> list[Listing]:
    """Return one of a person's, one of the store's and one that the expert reserved for themselves, and a draft."""
    made = [
        for_sale(seller=people["member"]),
        for_sale(seller=people["staff"], organisation=store),
        for_sale(seller=people["member"], state="reserved", reserved_for=people["expert"]),
        for_sale(seller=people["staff"], organisation=store, state="draft"),
    ]
    for listing in made:
        listing.photos.create(position=1, content_type="image/jpeg", state=ListingPhoto.State.READY)
        listing.photos.create(position=2, content_type="image/jpeg")
    return made


def _repairs(people: Mapping[str, User], shop: Organisation, listing: Listing) -> Known:
    """Return repairs in every state, the last of which is in a book that the customer shows, shares and offers."""
    made = {state: _repair(people, shop, state) for state in Repair.State}
    token, made_hash = links.new("consent")
    asked = made[Repair.State.ASKED]
    asked.link_hash, asked.link_expires_at = made_hash, timezone.now() + timedelta(days=1)
    asked.save()
    entry = books.write(repair=made[Repair.State.DONE], by=people["staff"], work=WORK)
    reader = entry.book.readers.create(email=people["expert"].email)
    entry.book.shown_on.create(listing=listing, readable=True)
    code, code_hash = links.new("offer")
    BookTransfer.objects.create(
        book=entry.book, offered_by=people["member"], code_hash=code_hash, expires_at=timezone.now() + timedelta(days=1)
    )
    other = ServiceBook.objects.create(watch="0" * 64, brand="Aldenmoor", reference="AM-100", owner=people["member"])
    return {
        "repair": [each.pk for each in made.values()],
        "token": [links.for_repair(asked.pk, token)],
        "book": [entry.book_id, other.pk],
        "reader": [str(reader.pk)],
        "code": [code],
    }


def _repair(people: Mapping[str, User], shop: Organisation, state: str) -> Repair:
    case = Case.objects.create(
        owner=people["staff"], organisation=shop, profile="part", claim=CLAIM, state=State.INCONCLUSIVE, examination=1
    )
    Examination.objects.create(case=case, number=1, kind=Examination.Kind.FIRST, outcome="inconclusive")
    return Repair.objects.create(
        shop=shop,
        opened_by=people["staff"],
        customer=None if state == Repair.State.ASKED else people["member"],
        email=people["member"].email,
        case=case,
        watch=hashlib.sha256(case.pk.encode()).hexdigest(),
        title="New dial",
        state=state,
        consented_by=Repair.By.LINK,
        consented_at=timezone.now(),
    )


def _connected(manager: User, store: Organisation) -> Known:
    """Return a key of the store's, and endpoints with what was delivered to them."""
    now, tomorrow = timezone.now(), timezone.now() + timedelta(days=1)
    made, _ = keys.make(
        by=manager, organisation=store.pk, name="Stock", mode=Mode.LIVE, scopes=list(Scope), expires_at=tomorrow
    )
    endpoints = [
        Endpoint.objects.create(organisation=store, mode=mode, url="https://1.1.1.1/", kinds=[]) for mode in Mode
    ]
    told = Message.objects.create(organisation=store, mode=Mode.LIVE, kind="case.ended", data={}, at=now)
    delivery = Delivery.objects.create(message=told, endpoint=endpoints[0], due_at=tomorrow)
    delivery.attempts.create(at=now, milliseconds=12)
    return {
        "key": [str(made.pk)],
        "endpoint": [str(each.pk) for each in endpoints],
        "delivery": [str(delivery.pk)],
    }


def _imports(people: Mapping[str, User], store: Organisation) -> Known:
    """Return imports of both kinds, of a member's own and of the store, with a row of every outcome."""
    made = []
    for owner, organisation in ((people["member"], None), (people["staff"], store)):
        for of in Import.Of:
            job = Import.objects.create(owner=owner, organisation=organisation, of=of, format="json", state="done")
            made.append(str(job.pk))
            case = Case.objects.create(owner=owner, profile="watch", claim={"brand": "Aldenmoor"})
            case.photos.create(view="dial", content_type="image/jpeg")
            made_of_it = case if of is Import.Of.CASES else None
            for number, outcome in enumerate(("made", "there", "refused", "waiting", "submitted"), 1):
                job.report.create(number=number, external_id=f"A-{number}", outcome=outcome, case=made_of_it)
    return {"job": made}
