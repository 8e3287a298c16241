"""What tests of accounts stand on."""

import pytest

from tests.support.accounts import Api
from tests.support.counting_hasher import CountingArgon2


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    """Return a client that has what was to be sent delivered."""
    return Api.fresh(django_capture_on_commit_callbacks)


@pytest.fixture
def hashes(settings):
    """Return a function that counts how often a password is hashed while something is done."""
    settings.PASSWORD_HASHERS = ["tests.support.counting_hasher.CountingArgon2", *settings.PASSWORD_HASHERS]

    def count(act):
        CountingArgon2.runs.clear()
        act()
        return len(CountingArgon2.runs)

    return count
