"""The order in which examples are loaded: first what needs no worker, then what workers have to look at."""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from marketplace.examples import cases, listings, people

Step = Callable[[], bool]
"""Goes one step further where it can; returns whether there is nothing left to wait for."""

STEPS: dict[str, Step] = {
    "listings": listings.show,
    "the appeal": cases.appeal,
}
"""What goes on once workers have looked at something, by what it brings."""


def load() -> str:
    """Load what needs no worker and is not there yet; return the password that everybody has."""
    password, is_new = people.password(Path(settings.PIPELINE.state) / "examples-password")
    people.load(password, anew=is_new)
    cases.load()
    return password


def follow(seconds: float, say: Callable[[str], None]) -> bool:
    """Load what workers have to look at, and go on as they do; return whether all of it is there in time.

    :param say: is told what is there.
    """
    end = time.monotonic() + seconds
    listings.write()
    waiting = dict(STEPS)
    while waiting:
        for name in [name for name, step in waiting.items() if step()]:
            waiting.pop(name)
            say(f"{name}: there")
        if time.monotonic() >= end:
            break
        time.sleep(0.5 if waiting else 0.0)
    return not waiting
