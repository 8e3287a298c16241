"""Nothing that anybody sends makes the API fail, or answer what its schema does not say."""

import os

import pytest

from tests.support import attacker

EXAMPLES = int(os.environ.get("ADRIEL_ATTACK_EXAMPLES", "3"))
"""Requests to each operation of each kind; many more by hand."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):  # noqa: ARG001 - there must be a database
    with django_db_blocker.unblock(), attacker.world() as made:
        yield made


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.timeout(0 if EXAMPLES > 10 else 120)
@pytest.mark.parametrize("role", ["stranger", "member", "staff", "expert", "operations"])
def test_no_request_makes_the_api_fail_or_say_what_it_does_not_document(world, role):
    failures = attacker.attack(world, role, examples=EXAMPLES)
    assert not failures, "\n".join(f"{where}: {what}\n    {how}" for (where, what), how in sorted(failures.items()))
