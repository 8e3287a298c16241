"""Who may do what: the table that people read is what the API does, cell by cell."""

import pytest

from tests.marketplace import rights


@pytest.mark.django_db
def test_every_endpoint_and_page_answers_each_role_as_the_table_says():
    world = rights.build()
    observed, expected = rights.observed(world) | rights.observed_admin(world), rights.expected()
    other = {key: statuses for key, statuses in observed.items() if expected.get(key) != statuses}
    assert not other, f"decide who may, and say so in docs/rights.md:\n{rights.written(other)}"
    assert set(expected) == set(observed)
