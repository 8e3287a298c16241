"""Watchers: sockets on running cases that come again when they are cut off, and keep what they were told."""

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

PAUSE = 0.5
"""Seconds before a watcher that was cut off comes again."""


@dataclass
class Watcher:
    """Follows one case from a thread of its own.

    :ivar numbers: of the events that it was told, in order. :ivar stages: of these events, empty where it is none's.
    :ivar joined: how often it had to come (again).
    """

    address: str
    case: str
    token: str
    numbers: list[int] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    joined: int = 0

    def __post_init__(self) -> None:
        """Start following."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following."""
        self._over.set()
        self._thread.join(10.0)

    def _follow(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(WebSocketException, httpx.HTTPError, OSError, KeyError, TimeoutError):
                self._listen()
            time.sleep(PAUSE)

    def _listen(self) -> None:
        answer = httpx.post(
            f"{self.address}/api/v1/cases/{self.case}/ticket",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=10.0,
        )
        url = f"{self.address.replace('http', 'ws', 1)}/ws/v1/cases/{self.case}/?ticket={answer.json()['ticket']}"
        with connect(url, open_timeout=10.0) as socket:
            self.joined += 1
            while not self._over.is_set():
                with contextlib.suppress(TimeoutError):
                    self._take(json.loads(socket.recv(timeout=0.5)))

    def _take(self, message: dict[str, object]) -> None:
        events = message.get("events")
        if not isinstance(events, list):
            return
        last = self.numbers[-1] if self.numbers else 0
        told = [each for each in events if message["type"] != "snapshot" or int(each["number"]) > last]
        self.numbers += [int(each["number"]) for each in told]
        self.stages += [str(each["stage"]) for each in told]

    @property
    def is_whole(self) -> bool:
        """Whether what it was told is in order, without a gap and without anything twice."""
        return self.numbers == list(range(1, len(self.numbers) + 1))
