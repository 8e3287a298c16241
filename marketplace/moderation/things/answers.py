"""Answers to reviews."""

from marketplace.directory.models import Review
from marketplace.directory.services import reviewing
from marketplace.moderation.kinds import Kind
from marketplace.moderation.things.base import GivenBack, Thing, as_uuid
from marketplace.users.models import User


class Answers:
    """Answers, each by the id of its review: not shown, and no other in its place."""

    def find(self, about: str, *, hidden: bool = False) -> Thing | None:
        """Return an answer that anybody may read."""
        answered = Review.objects.filter(answered_at__isnull=False)
        answers = answered if hidden else answered.filter(hidden_at=None, answer_hidden_at=None)
        review = answers.select_related("dealing__organisation").filter(pk=as_uuid(about)).first()
        if review is None:
            return None
        shop = review.dealing.organisation
        return Thing(Kind.ANSWER, str(review.pk), review.answered_by_id, None, shop, review.answer)

    def take_down(self, about: str, by: User) -> str:  # noqa: ARG002 - as every handler
        """Hide it."""
        reviewing.hide_answer(review=as_uuid(about))
        return ""

    def give_back(self, about: str, before: str, by: User) -> GivenBack:  # noqa: ARG002 - as every handler
        """Show it again; one whose review was taken back does not come back."""
        review = Review.objects.filter(pk=about).first()
        if review is None:
            return GivenBack("gone", "gone")
        reviewing.show_answer_again(review=review.pk)
        return GivenBack("shown")
