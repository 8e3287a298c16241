"""What stands beside listings: the certificate of a case once workers have issued it, and fresh photos."""

from marketplace.authentication.models import Case
from marketplace.authentication.states import UNDER_WAY
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.examples import pictures
from marketplace.examples.cases import GENUINE
from marketplace.examples.goods import ASKED, CERTIFIED, TWIN, Offer, offers
from marketplace.examples.identity import id_of
from marketplace.examples.people import somebody
from marketplace.listings.models import Listing
from marketplace.listings.services import attaching, possession
from marketplace.listings.states import CHANGEABLE, State


def attach() -> bool:
    """Attach the certificate of the genuine case to two listings; return whether there is nothing left to wait for."""
    case = Case.objects.get(pk=id_of(GENUINE))
    if case.standing in UNDER_WAY:
        return False
    certificate = case.examinations.get(number=case.examination).certificate
    return not certificate or all(_attach(certificate, offers()[number]) for number in (CERTIFIED, TWIN))


def _attach(certificate: str, offer: Offer) -> bool:
    """Return whether a listing has, or once had, a certificate, or can have none any more."""
    listing = Listing.objects.get(pk=id_of(offer.name))
    if listing.events.filter(note="attached").exists():
        return True
    if listing.state != State.PUBLISHED:
        return listing.standing not in CHANGEABLE
    try:
        attaching.attach(listing_id=listing.pk, certificate=certificate, actor=somebody(offer.seller))
    except Problem:  # the certificate is not published yet
        return False
    return True


def ask(offer: Offer, listing: Listing) -> None:
    """Have a fresh photo asked for where one is to be, and sent where the seller sends it."""
    if offer.number not in ASKED:
        return
    made = possession.ask(listing_id=listing.pk, buyer=somebody(offer.buyer))
    if ASKED[offer.number]:
        hour, minute = map(int, made.time.split(":"))
        blobs().create(place(made.key), pictures.fresh(offer.watch, hour, minute))
        possession.sent(listing=listing)
