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
from marketplace.listings.models import Listing, PossessionAsk
from marketplace.listings.services import attaching, possession
from marketplace.listings.states import CHANGEABLE, State

HOUR, MINUTE = 7, 22
"""What the hands are set to, the same at every first start: they stand apart there. Of times that are drawn some are
unreadable."""


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
    PossessionAsk.objects.filter(pk=made.pk).update(time=f"{HOUR:02}:{MINUTE:02}")
    if ASKED[offer.number]:
        blobs().create(place(made.key), pictures.fresh(offer.watch, HOUR, MINUTE))
        possession.sent(listing=listing)
