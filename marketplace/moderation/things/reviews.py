"""Reviews."""

from marketplace.directory.models import Review
from marketplace.directory.services import reviewing
from marketplace.moderation.kinds import Kind
from marketplace.moderation.things.base import GivenBack, Thing, as_uuid
from marketplace.users.models import User


class Reviews:
    """Reviews: neither shown nor counted."""

    def find(self, about: str, *, hidden: bool = False) -> Thing | None:
        """Return a review that anybody may read."""
        reviews = Review.objects.all() if hidden else Review.objects.filter(hidden_at=None)
        review = reviews.select_related("dealing__customer").filter(pk=as_uuid(about)).first()
        if review is None:
            return None
        customer = review.dealing.customer
        return Thing(Kind.REVIEW, str(review.pk), customer.pk, customer, None, review.text)

    def take_down(self, about: str, by: User) -> str:  # noqa: ARG002 - as every handler
        """Hide it."""
        reviewing.hide(review=as_uuid(about))
        return ""

    def give_back(self, about: str, before: str, by: User) -> GivenBack:  # noqa: ARG002 - as every handler
        """Show it again; one that went with its account does not come back."""
        review = Review.objects.filter(pk=about).first()
        if review is None:
            return GivenBack("gone", "gone")
        reviewing.show_again(review=review.pk)
        return GivenBack("shown")
