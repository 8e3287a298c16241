"""What tests of connections stand on."""

import pytest

from marketplace.users.models import Membership, Organisation
from tests.support.accounts import Api, access, new


class Shop:
    """A store with a manager and somebody on its staff, who are logged in."""

    def __init__(self, api):
        self.api = api
        self.organisation = Organisation.objects.create(kind="store", name="Aldenmoor")
        self.manager_account, staff = new(), new()
        for user, kind in ((self.manager_account, "manager"), (staff, "staff")):
            Membership.objects.create(organisation=self.organisation, user=user, kind=kind)
        self.manager, self.staff = access(self.manager_account), access(staff)
        self.path = f"organisations/{self.organisation.pk}"

    def key(self, *scopes, mode="live", **more):
        """Return a new key, as it is shown once."""
        said = {"name": "stock", "mode": mode, "scopes": list(scopes) or ["read"], **more}
        answer = self.api.post(f"{self.path}/keys", said, self.manager)
        assert answer.status_code == 201, answer.content
        return answer.json()


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    """Return a client that has what was to be sent delivered."""
    return Api.fresh(django_capture_on_commit_callbacks)


@pytest.fixture
def shop(api):
    return Shop(api)
