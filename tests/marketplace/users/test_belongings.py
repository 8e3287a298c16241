"""Whatever names an account is handed over to its owner and let go of, or stays for a reason that is written down."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from marketplace.users import belongings
from marketplace.users.models import Membership, User

NAMES = ("username", "display_name")
"""Columns that hold what a person is called, though they are no key."""


def naming() -> Iterator[str]:
    """Yield every column that names an account: by a key to it or to its place in an organisation, or as an address."""
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            is_key = column.related_model in {User, Membership}
            if is_key or isinstance(column, models.EmailField) or column.name in NAMES:
                yield f"{model._meta.label}.{column.name}"


def test_no_column_that_names_an_account_is_left_out():
    known = belongings.columns()
    assert sorted(set(naming()) - set(known)) == []
    assert sorted(set(known) - set(naming())) == []


def test_what_stays_says_why():
    assert all(len(why) >= len("likewise") for why in belongings.columns().values() if why)


def test_a_name_is_taken_once():
    given = belongings.Belongings(export=str, let_go=User.full_clean)
    with pytest.raises(ValueError, match="is taken"):
        belongings.register("cases", given)
