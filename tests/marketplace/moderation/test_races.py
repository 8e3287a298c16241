"""Of two who do at the same time what excludes each other, one does it; the other is told so."""

import pytest

from marketplace.audit.models import AuditEntry
from marketplace.listings.models import Listing
from marketplace.listings.services import selling
from marketplace.listings.states import Action as Move
from marketplace.listings.states import NotAllowed
from marketplace.moderation.models import Matter, Measure, Report
from marketplace.moderation.services import matters, measures, reporting
from marketplace.moderation.states import Action
from marketplace.moderation.states import NotAllowed as Decided
from tests.support.accounts import new
from tests.support.for_sale import for_sale
from tests.support.races import at_once
from tests.support.shops import reviewed, shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def operations():
    return new(role="operations")


def taking(kind, about):
    by = operations()
    return lambda: measures.take_down(by=by, kind=kind, about=str(about), reason="other", words="No.")


def refusing(act, *faults):
    """Return the act, which answers with the code of a conflict."""

    def tried():
        try:
            return act()
        except faults as fault:
            return fault.code

    return tried


def test_many_who_report_a_thing_for_the_first_time_make_one_matter():
    listing, people = for_sale(), [new() for _ in range(6)]
    said = {"kind": "listing", "about": listing.pk, "reason": "photos", "text": ""}
    at_once(*(lambda by=by: reporting.report(by=by, **said) for by in [*people, people[0]]))
    assert Report.objects.count() == 6
    assert Matter.objects.get().reported == 6


def test_of_two_who_take_a_matter_one_has_it():
    said, _ = reporting.report(by=new(), kind="listing", about=for_sale().pk, reason="photos", text="")
    people = operations(), operations()
    outcomes = at_once(*(lambda by=by: matters.take(matter=said.matter_id, by=by) for by in people))
    assert outcomes.count("moderation:taken") == 1


@pytest.mark.parametrize("kind", ["listing", "review"])
def test_of_two_who_take_a_thing_down_one_does(kind):
    about = (for_sale() if kind == "listing" else reviewed(shop())).pk
    outcomes = at_once(*(refusing(taking(kind, about), NotAllowed) for _ in range(2)))
    lost = [each for each in outcomes if isinstance(each, str)]
    assert lost in (["moderation:in_force"], ["request:not_found"], ["listing:state"])
    assert Measure.objects.count() == 1
    assert AuditEntry.objects.filter(verb="measure.taken").count() == 1


def test_a_sale_and_a_take_down_come_one_after_the_other():
    seller = new()
    listing = for_sale(seller=seller)

    def sell():
        return selling.move(listing_id=listing.pk, action=Move.SELL, actor=seller)

    sold, taken = at_once(refusing(sell, NotAllowed), taking("listing", listing.pk))
    assert taken.before == ("published" if sold == "listing:state" else "sold")
    assert Listing.objects.get().state == "taken_down"


def test_an_appeal_is_decided_once():
    measure = taking("listing", for_sale().pk)()
    measures.appeal(measure=measure.pk, by=measure.owner, text="No.")
    people = operations(), operations()
    acts = [
        refusing(lambda by=by, to=to: measures.decide(measure=measure.pk, by=by, action=to, words="."), Decided)
        for by, to in zip(people, (Action.UPHOLD, Action.UPHOLD), strict=True)
    ]
    assert at_once(*acts).count("moderation:state") == 1
