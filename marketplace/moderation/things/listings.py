"""Listings."""

from django.urls import reverse

from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.selectors.searching import shown
from marketplace.listings.services import taking_down
from marketplace.listings.states import State
from marketplace.moderation.kinds import Kind
from marketplace.moderation.things.base import GivenBack, Thing
from marketplace.users.models import User

PICTURE = "large.jpg"


class Listings:
    """Listings: they leave search and their page, and come back to where they stood."""

    def find(self, about: str, *, hidden: bool = False) -> Thing | None:
        """Return a listing that anybody may look at."""
        listings = Listing.objects.all() if hidden else shown()
        listing = listings.select_related("seller", "organisation").prefetch_related("photos").filter(pk=about).first()
        if listing is None:
            return None
        owner = None if listing.organisation else listing.seller
        title = " ".join(filter(None, (listing.brand, listing.model, listing.reference)))
        says = "\n".join(filter(None, (title, listing.description)))
        return Thing(Kind.LISTING, listing.pk, listing.seller_id, owner, listing.organisation, says, _pictures(listing))

    def take_down(self, about: str, by: User) -> str:
        """Take it out of search and off its page; a reservation is released."""
        return taking_down.take_down(listing_id=about, actor=by).value

    def give_back(self, about: str, before: str, by: User) -> GivenBack:
        """Put it back to where it stood, or make a draft of it."""
        state, why = taking_down.give_back(listing_id=about, before=State(before), actor=by)
        return GivenBack(state.value, why)


def _pictures(listing: Listing) -> tuple[str, ...]:
    ready = (each for each in listing.photos.all() if each.state == ListingPhoto.State.READY)
    return tuple(reverse("listing_picture", args=[listing.pk, each.key, PICTURE]) for each in ready)
