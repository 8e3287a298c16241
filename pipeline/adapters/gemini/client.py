"""Gemini as a ``VisionModel``: asks within a deadline, keeps the shared limit, and never raises for the far side.

One question is at most ``max_attempts`` requests. Before each: the circuit must be closed and the shared limit must
have a place within the deadline. After a fault that may pass: exponential back-off with full jitter (M. Brooker,
"Exponential Backoff And Jitter", AWS Architecture Blog, 2015), or what the service named in Retry-After, which then
holds for all workers.

Without Redis nothing is asked: see ``limits``. Nothing of a question, an answer or a key is ever logged.
"""

import contextlib
import random
import time
from functools import cached_property
from typing import TYPE_CHECKING

import redis

from models.vocabulary.examination import Usage
from pipeline.adapters.gemini.breaker import Breaker
from pipeline.adapters.gemini.limits import Full, Limits
from pipeline.adapters.gemini.settings import GeminiSettings
from pipeline.ports import Answered, NoAnswer, Question

if TYPE_CHECKING:
    import google.auth.credentials

    from pipeline.adapters.gemini.call import Call
    from pipeline.adapters.gemini.faults import Fault

_TOO_LATE = 0.05
"""Seconds before the deadline at which no request is begun any more."""


class Gemini:
    """The door to Gemini.

    :param client: of the Redis database that all workers share.
    :param credentials: for Vertex AI; None means the application default credentials.
    """

    def __init__(
        self,
        settings: GeminiSettings,
        client: redis.Redis,
        credentials: "google.auth.credentials.Credentials | None" = None,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        key = f"adriel:{{{settings.name}}}"
        self._limits = Limits(client, f"{key}:limits", settings.requests_per_minute, settings.tokens_per_minute)
        self._breaker = Breaker(
            client,
            f"{key}:breaker",
            failures=settings.breaker_failures,
            rest=settings.breaker_rest,
            probe=settings.timeout + settings.breaker_rest,
        )

    @property
    def name(self) -> str:
        """Model and kind of endpoint."""
        return self._settings.name

    @cached_property
    def _call(self) -> "Call":
        from pipeline.adapters.gemini.call import Call

        return Call(self._settings, self._credentials)

    def ask(self, question: Question, *, deadline: float) -> Answered | NoAnswer:
        """Ask once, within ``deadline`` seconds."""
        ends = time.monotonic() + deadline
        try:
            return self._persevere(question, ends)
        except redis.RedisError:
            return NoAnswer(why="rate limiter unavailable", passing=True)

    def _persevere(self, question: Question, ends: float) -> Answered | NoAnswer:
        """Ask until there is an answer, a fault that will not pass, or no time left."""
        failures = 0
        while True:
            outcome = self._in_turn(question, ends)
            if isinstance(outcome, Answered | NoAnswer):
                return outcome
            failures += 1
            pause = self._pause(outcome, failures)
            last = failures >= self._settings.max_attempts or outcome.blame == "us"
            if last or time.monotonic() + pause + _TOO_LATE >= ends:
                return NoAnswer(why=outcome.why, passing=outcome.passing, retry_after=outcome.retry_after)
            time.sleep(pause)

    def _in_turn(self, question: Question, ends: float) -> "Answered | NoAnswer | Fault":
        """Send one request when circuit and limit allow it."""
        from pipeline.adapters.gemini.call import estimate_tokens

        closed_for = self._breaker.wait()
        if closed_for is not None:
            return NoAnswer(why="circuit open", passing=True, retry_after=closed_for)
        tokens = estimate_tokens(question)
        turn = self._limits.reserve(tokens, within=max(0.0, ends - time.monotonic() - _TOO_LATE))
        if isinstance(turn, Full):
            self._breaker.abandoned()
            return NoAnswer(why="rate limited", passing=True, retry_after=turn.wait)
        time.sleep(turn.wait)
        timeout = min(self._settings.timeout, ends - time.monotonic())
        outcome = self._call(question, timeout=timeout)
        with contextlib.suppress(redis.RedisError):  # an answer that was paid for is not lost to a lost Redis
            self._learn(outcome, tokens, patient=timeout >= self._settings.timeout)
        return outcome

    def _learn(self, outcome: "Answered | NoAnswer | Fault", tokens: int, *, patient: bool) -> None:
        """Tell all workers what was learnt. A request cut short by our own deadline says nothing of the service."""
        match outcome:
            case Answered() | NoAnswer():
                self._breaker.succeeded()
                self._limits.settle(reserved=tokens, used=_used(outcome.usage, tokens))
            case _ if outcome.why == "timeout" and not patient:
                self._breaker.abandoned()
            case _ if outcome.blame == "service":
                self._breaker.failed()
            case _:
                self._breaker.succeeded()
        if not isinstance(outcome, Answered) and outcome.retry_after:
            self._limits.pause(outcome.retry_after)

    def _pause(self, fault: "Fault", failures: int) -> float:
        """Return how long to wait: full jitter; a Retry-After is waited for in the shared limit, and jittered here."""
        ceiling = min(self._settings.longest_pause, self._settings.first_pause * 2 ** (failures - 1))
        if fault.retry_after is not None:
            return fault.retry_after + random.uniform(0, self._settings.first_pause)  # noqa: S311  (spreads load)
        return random.uniform(0, ceiling)  # noqa: S311  (spreads load)


def _used(usage: Usage | None, reserved: int) -> int:
    return usage.input_tokens if usage else reserved
