"""The order in which examples are loaded: first what needs no worker, then what workers have to look at."""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from marketplace.examples import cases, connections, directory, kept, listings, people, proof, repairs

Step = Callable[[], bool]
"""Goes one step further where it can; returns whether there is nothing left to wait for."""

STEPS: dict[str, Step] = {
    "listings": listings.show,
    "certificates": proof.attach,
    "service book": repairs.finish,
    "appeal": cases.appeal,
}
"""What goes on once workers have looked at something, by what it brings."""


def load() -> str:
    """Load the people and their cases that are not there yet; return the password that everybody has."""
    password, is_new = people.password(Path(settings.PIPELINE.state) / "examples-password")
    people.load(password, anew=is_new)
    cases.load()
    return password


def follow(seconds: float, say: Callable[[str], None]) -> bool:
    """Load the rest, and go on as workers look at it; return whether all of it is there in time.

    :param say: is told what is there, and after how many seconds.
    """
    begun = time.monotonic()
    directory.load()
    connections.load()
    kept.load()
    repairs.load()
    listings.write()
    waiting = dict(STEPS)
    while waiting:
        for name in [name for name, step in waiting.items() if step()]:
            waiting.pop(name)
            say(f"examples: {name} ({time.monotonic() - begun:.0f} s)")
        if time.monotonic() - begun >= seconds:
            break
        time.sleep(0.5 if waiting else 0.0)
    return not waiting
