"""Several who do something at the same time, each with a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from marketplace.common.problems import Problem


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do several things at the same time; return what each returned, or the code of the problem that it met."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n: int) -> None:
        try:
            barrier.wait(10)
            outcomes[n] = acts[n]()
        except Problem as problem:
            outcomes[n] = problem.code  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes
