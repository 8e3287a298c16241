"""What there is to look around with beside people and cases, where workers have looked at all of it."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from marketplace.authentication.models import Case, Examination
from marketplace.common.stores import blobs
from marketplace.connections.models import ApiKey, Endpoint
from marketplace.directory.models import Profile, Review
from marketplace.examples import loading, pictures
from marketplace.examples.cases import GENUINE
from marketplace.examples.goods import CERTIFIED, TWIN, offers
from marketplace.examples.identity import id_of
from marketplace.examples.people import somebody
from marketplace.listings.models import Attachment, Listing, ListingPhoto, PhotoFlag, PossessionAsk, SearchEntry
from marketplace.listings.selectors import badges
from marketplace.listings.services import photos, possession
from marketplace.listings.states import FOR_SALE, State
from marketplace.repairs.models import Repair
from marketplace.repairs.selectors import books as readable
from marketplace.repairs.services import books
from pipeline import issuer, listing_photos, listing_possession, service_book
from pipeline.assembly import RealStages
from pipeline.certificate.shapes import credential_id
from pipeline.wiring import Workshop
from tests.support.beside import compare
from tests.support.issued import issue

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OURS = ("users", "authentication", "listings", "directory", "repairs", "connections")
AGE = {"last_login", "changed_at"}


def certified() -> None:
    """Have the genuine case examined before it is loaded, as workers would."""
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    for key in shop.store.list(f"cases/{id_of(GENUINE)}/"):  # the same id in every test
        shop.store.delete(key)
    issue(shop, id_of(GENUINE))
    given = {"profile": "watch", "claim": {"brand": "Aldenmoor"}, "state": "authentic", "examination": 1}
    case = Case.objects.create(pk=id_of(GENUINE), owner=somebody("ada"), **given)
    certificate = credential_id(case.pk, 1)
    Examination.objects.create(case=case, number=1, kind="first", outcome="authentic", certificate=certificate)


def work() -> None:
    """Do what workers do."""
    for photo in ListingPhoto.objects.filter(state="worked_on"):
        listing_photos.make(blobs(), photo.key, settings.PIPELINE.limits)
        photos.take_over(photo.key)
    for ask in PossessionAsk.objects.filter(state="worked_on"):
        listing_possession.examine(blobs(), ask.key, ask.time, settings.PIPELINE.limits)
        possession.take_over(ask.key)
    Case.objects.filter(repair__state="consented", state="running").update(state="inconclusive")


def load() -> None:
    """Load everything, as ``up`` does, with workers between."""
    call_command("load_examples", stdout=StringIO())
    said: list[str] = []
    for _ in range(3):
        loading.follow(0.0, said.append)
        work()
    assert loading.follow(0.0, said.append) is False  # one case waits for its examination
    assert {each.split(" (")[0] for each in said} == {f"examples: {name}" for name in loading.STEPS} - {
        "examples: appeal"
    }


def snapshot() -> dict[str, list[dict[str, object]]]:
    """Return every row of ours, without what tells when it was looked at."""
    found = {}
    for model in (model for label in OURS for model in apps.get_app_config(label).get_models()):
        rows = model._default_manager.order_by("pk").values()
        found[model._meta.label] = [{k: v for k, v in row.items() if k not in AGE} for row in rows]
    return found


def test_everything_stands_where_it_can_stand_and_loaded_again_nothing_changes():
    Path(settings.PIPELINE.state, "examples-password").unlink(missing_ok=True)
    loading.people.load("a password", anew=False)
    certified()
    load()
    _listings()
    _badges()
    _directory()
    _service_book()
    _what_people_keep()
    before = snapshot()
    load()
    assert snapshot() == before


def _listings() -> None:
    states = Counter(Listing.objects.values_list("state", flat=True))
    assert states.total() == 60
    assert set(states) == set(State) - {State.TAKEN_DOWN}
    assert SearchEntry.objects.count() == sum(states[each] for each in FOR_SALE)
    assert set(ListingPhoto.objects.values_list("state", flat=True)) == {"ready"}
    assert not PhotoFlag.objects.exists()  # no two people show the same picture
    for name, least in {
        "currency": 6,
        "country": 7,
        "year": 5,
        "condition": 5,
        "reference": 18,
        "organisation": 4,
    }.items():
        assert Listing.objects.values(name).distinct().count() >= least, name
    assert any(each.prices.count() == 2 for each in Listing.objects.all())


def _badges() -> None:
    """The certificate is a sample's here: holder, watch and validity are as they will be, and photos are compared."""
    listings = [id_of(offers()[number].name) for number in (CERTIFIED, TWIN)]
    assert set(Attachment.objects.values_list("listing", flat=True)) == set(listings)
    shown = []
    for each in listings:
        compare(each)
        found = badges.badge(Listing.objects.get(pk=each))
        assert found is not None
        shown.append({check["name"]: check["result"] for check in found["checks"]})
    assert [each["holder"] for each in shown] == [each["validity"] for each in shown] == ["passed", "passed"]
    assert "passed" not in {each["photos"] for each in shown}
    asks = dict(PossessionAsk.objects.values_list("state", "bearing"))
    assert asks == {"asked": "", "answered": "supports"}


def _directory() -> None:
    pages = Profile.objects.filter(is_shown=True)
    assert set(pages.values_list("organisation__kind", flat=True)) == {"store", "repair_shop"}
    assert {each.verified_at is None for each in pages} == {True, False}
    assert all(each.week and each.days and each.services for each in pages)
    assert {bool(each) for each in Review.objects.values_list("answer", flat=True)} == {True, False}
    assert Review.objects.filter(dealing__kind="repair").count() == 2


def _service_book() -> None:
    assert set(Repair.objects.values_list("state", flat=True)) == set(Repair.State)
    book = somebody("ada").service_books.get()
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    for entry in book.entries.all():
        books.have_signed(entry)
    service_book.write(shop, book.pk, book.last_entry)
    checks = books.checked(book)
    assert [(each.number, each.fault) for each in checks] == [(1, None), (2, None)]
    assert readable.shown_on(id_of(offers()[CERTIFIED].name)) is not None
    assert readable.readable(somebody("ben"), "").filter(pk=book.pk).exists()


def _what_people_keep() -> None:
    for name in ("ada", "ben"):
        assert somebody(name).favourites.exists()
        assert somebody(name).saved_searches.exists()
    assert ApiKey.objects.get().prefix.startswith("adriel_live_")
    assert Endpoint.objects.get().disabled_at is not None


def test_a_photo_that_was_lost_is_drawn_the_same_again():
    shot = pictures.shots(offers()[0].watch, 0)[0]
    first = pictures.photo(shot)
    pictures._place(shot).unlink()
    assert pictures.photo(shot) == first
