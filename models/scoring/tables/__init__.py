"""The calibration tables, one file each. A released file is never edited: a change is a new version beside it."""

import hashlib
import tomllib
from functools import cache
from importlib import resources

from models.scoring.table import Domain, Table
from models.vocabulary.views import Profile

JUDGED = "judgement-3"
"""Declared for every watch and part."""

CURRENT: dict[Domain, str] = {Domain.RENDERED: "rendered-2", Domain.REAL: JUDGED}
"""The table that new cases are weighed with, by what the watch is: what was fitted on drawings weighs drawings."""


@cache
def load(name: str) -> Table:
    """Return the table ``<name>.toml`` of this folder.

    :raises FileNotFoundError: where there is none.
    :raises pydantic.ValidationError: where it is not coherent.
    """
    return Table.model_validate(tomllib.loads(_data(name).decode()))


def current(domain: Domain, profile: Profile = Profile.WATCH, *, by_expert: bool = False) -> Table:
    """Return the table that a case of this domain and profile is weighed with now: the judged one where no other is.

    :param by_expert: whether an expert was asked. What an expert's word is worth was fitted on nothing yet, so that
        such a case is weighed by judgement as a whole.
    """
    table = load(CURRENT[domain])
    return table if profile in table.profiles and not by_expert else load(JUDGED)


@cache
def digest(name: str) -> str:
    """SHA-256 of the table's file, in hexadecimal digits."""
    return hashlib.sha256(_data(name)).hexdigest()


def _data(name: str) -> bytes:
    return resources.files(__name__).joinpath(f"{name}.toml").read_bytes()
