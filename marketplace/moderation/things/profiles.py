"""Profiles of stores and repair shops."""

from marketplace.directory.models import Profile
from marketplace.directory.services import profiles
from marketplace.moderation.kinds import Kind
from marketplace.moderation.things.base import GivenBack, Thing, as_uuid
from marketplace.users.models import User


class Profiles:
    """Profiles, each by its organisation's id: in no directory, whatever its managers change."""

    def find(self, about: str, *, hidden: bool = False) -> Thing | None:
        """Return a profile that anybody may read."""
        pages = Profile.objects.all() if hidden else Profile.objects.filter(is_shown=True, suspended_at=None)
        profile = pages.select_related("organisation").filter(pk=as_uuid(about)).first()
        if profile is None:
            return None
        shop = profile.organisation
        return Thing(Kind.PROFILE, str(shop.pk), None, None, shop, "\n".join(filter(None, (shop.name, profile.about))))

    def take_down(self, about: str, by: User) -> str:  # noqa: ARG002 - as every handler
        """Suspend it."""
        profiles.suspend(organisation=as_uuid(about))
        return ""

    def give_back(self, about: str, before: str, by: User) -> GivenBack:  # noqa: ARG002 - as every handler
        """Lift the suspension; it is shown where its managers show it."""
        profile = Profile.objects.filter(pk=as_uuid(about)).first()
        if profile is None:
            return GivenBack("gone", "gone")
        profiles.unsuspend(organisation=profile.pk)
        return GivenBack("shown" if profile.is_shown else "hidden", "" if profile.is_shown else "hidden_by_managers")
