"""A running ``./adriel up``, as a person starts it."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

from pipeline.locations import ROOT

CLEARED = ("GEMINI", "GOOGLE", "REDIS", "DATABASE", "DJANGO", "ADRIEL")


class Up:
    """Ends with its block, however that ends.

    :ivar begun: when it was started, by ``time.monotonic``.
    """

    def __init__(self, state: Path, *options: str, **more: str) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith(CLEARED)}
        self.begun = time.monotonic()
        self.child = subprocess.Popen(
            [ROOT / "adriel", "up", "--state", state, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**env, **more},
        )

    def addresses(self) -> dict[str, str]:
        """Wait for the addresses, and return them."""
        assert self.child.stdout is not None
        found: dict[str, str] = {}
        for line in self.child.stdout:
            if match := re.match(r"  (API|Flower|log and mail) +(\S+)", line):
                found[match[1]] = match[2]
            if len(found) == 3:
                return found
        raise AssertionError(self.end())

    def end(self) -> str:
        output, _ = self.child.communicate(timeout=60)
        return output

    def interrupt(self) -> tuple[float, str]:
        begun = time.monotonic()
        self.child.send_signal(signal.SIGINT)
        said = self.end()
        assert self.child.returncode == 0, said
        return time.monotonic() - begun, said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.child.kill()
        self.child.communicate()
