"""A store whose process is killed before its nth change."""

from collections.abc import Callable
from typing import Any

from pipeline.ports import SwapStore


class Killed(BaseException):
    """The process ends here."""


class Mortal:
    """A store that lets so many changes happen."""

    def __init__(self, store: SwapStore, changes: int) -> None:
        self._store, self._left = store, changes

    def __getattr__(self, name: str) -> Callable[..., Any]:
        done: Callable[..., Any] = getattr(self._store, name)
        if name not in {"create", "swap", "delete"}:
            return done
        if not self._left:
            raise Killed
        self._left -= 1
        return done
