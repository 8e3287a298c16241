"""Nothing that anybody sends makes the API fail, or answer what its schema does not say.

``ADRIEL_ATTACK_EXAMPLES=200 pytest tests/marketplace/test_attack.py`` looks for longer, and at the edges as every role.
"""

import os

import pytest

from tests.support import attacker, populated

EXAMPLES = int(os.environ.get("ADRIEL_ATTACK_EXAMPLES", "2"))
"""Requests to each operation that fit its schema, and as many that do not."""

ROLES = ("stranger", "member", "staff", "expert", "operations")
AT_THE_EDGES = ROLES if EXAMPLES > 10 else ("expert",)

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(0 if EXAMPLES > 10 else 180)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):  # noqa: ARG001 - there must be a database
    with django_db_blocker.unblock(), populated.world() as made:
        yield made


def told(failures):
    return "\n".join(f"{where}: {what}\n    {how}" for (where, what), how in sorted(failures.items()))


@pytest.mark.parametrize("role", ROLES)
def test_no_request_makes_the_api_fail_or_say_what_it_does_not_document(world, role):
    world.let_in.clear()
    failures = attacker.attack(world, role, examples=EXAMPLES)
    assert not failures, told(failures)
    assert len(world.let_in) >= (10 if role == "stranger" else 25), "who is let in nowhere finds nothing"


@pytest.mark.parametrize("role", AT_THE_EDGES)
def test_nothing_at_the_edges_of_the_schema_does_either(world, role):
    failures = attacker.attack_edges(world, role)
    assert not failures, told(failures)
