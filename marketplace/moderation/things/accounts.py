"""Accounts, of which others see a name and nothing else."""

from marketplace.common.problems import Problem
from marketplace.moderation.kinds import Kind
from marketplace.moderation.things.base import GivenBack, Thing, as_uuid
from marketplace.users.models import User


class Accounts:
    """Names of accounts: taken away, and free to be chosen anew. Closing an account is the admin's."""

    def find(self, about: str, *, hidden: bool = False) -> Thing | None:  # noqa: ARG002 - as every handler
        """Return an account that is in use."""
        user = User.objects.filter(pk=as_uuid(about), is_active=True).first()
        return Thing(Kind.ACCOUNT, str(user.pk), user.pk, user, None, user.display_name) if user else None

    def take_down(self, about: str, by: User) -> str:  # noqa: ARG002 - as every handler
        """Take its name away, and return it.

        :raises Problem: it has none.
        """
        user = User.objects.select_for_update(of=("self",)).get(pk=about)
        name = user.display_name
        if not name:
            raise Problem("moderation:no_person")
        user.display_name = ""
        user.save(update_fields=["display_name"])
        return name

    def give_back(self, about: str, before: str, by: User) -> GivenBack:  # noqa: ARG002 - as every handler
        """Give the name back, where no other was chosen."""
        user = User.objects.select_for_update(of=("self",)).get(pk=about)
        if user.deleted_at is not None:
            return GivenBack("gone", "gone")
        if user.display_name:
            return GivenBack("named", "other_name_chosen")
        user.display_name = before
        user.save(update_fields=["display_name"])
        return GivenBack("named")
