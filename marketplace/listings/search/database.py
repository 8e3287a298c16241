"""How searches ask the database: read only, within a time, one process at a time."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import errors, sql

from marketplace.common.problems import Problem

Query = sql.SQL | sql.Composed

LONGEST = 2000
"""Milliseconds of one statement. Searches take tens; what takes this long would keep others waiting."""


@contextlib.contextmanager
def searching() -> Iterator[None]:
    """Hold the settings of searches for the length of the block. Parallel plans would take cores from others.

    :raises Problem: a statement took too long.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true),"
                " set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '32MB', true)",
                [str(LONGEST)],
            )
            yield
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError as fault:
        if isinstance(fault.__cause__, errors.QueryCanceled):
            raise Problem("search:too_broad") from None
        raise


def rows(query: Query, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), given)
        return list(cursor.fetchall())
