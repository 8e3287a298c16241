"""Stops asking a service that keeps failing. Shared by all workers through Redis.

Closed, requests pass. After ``failures`` failures of the service in a row, whoever saw them, the circuit opens: for
``rest`` seconds nothing is sent. Then one worker at a time may probe; its success closes the circuit, its failure
opens it again. (M. Nygard, "Release It!", 2nd edition, chapter 5, "Circuit Breaker".)

Only failures of the service count: 5xx, time-outs, no connection. A rate limit or a refusal shows that it lives.
"""

from dataclasses import dataclass

import redis

_ASK = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local opens = tonumber(redis.call('HGET', KEYS[1], 'opens') or '0')
if opens == 0 then return -1 end
if now < opens then return opens - now end
local probe = tonumber(redis.call('HGET', KEYS[1], 'probe') or '0')
if now < probe then return probe - now end
redis.call('HSET', KEYS[1], 'probe', string.format('%.0f', now + ARGV[1]))
return -1
"""
"""-1: go on; else milliseconds to wait. ``opens`` is when probing may begin, ``probe`` when a probe is given up."""

_FAILED = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local opens = tonumber(redis.call('HGET', KEYS[1], 'opens') or '0')
if now < opens then return 0 end
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if opens == 0 and failures < tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'opens', string.format('%.0f', now + ARGV[2]), 'probe', '0')
return 1
"""
"""A failure of a request that was sent before the circuit opened does not keep it open for longer."""

_FORGET = 3_600_000
"""Milliseconds after the last failure at which it no longer counts as one in a row."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """One circuit.

    :ivar key: of the circuit in Redis.
    :ivar failures: in a row, that open it.
    :ivar rest: seconds that it stays open.
    :ivar probe: seconds after which a probe that never reported is given up (its worker was killed).
    """

    client: redis.Redis
    key: str
    failures: int
    rest: float
    probe: float

    def wait(self) -> float | None:
        """Return None where a request may be sent, else the seconds until it is worth asking again."""
        left = int(self.client.eval(_ASK, 1, self.key, str(_ms(self.probe))))
        return None if left < 0 else left / 1000

    def succeeded(self) -> None:
        """The service lives: close the circuit and forget its failures."""
        self.client.delete(self.key)

    def failed(self) -> None:
        """Count a failure of the service."""
        self.client.eval(_FAILED, 1, self.key, str(self.failures), str(_ms(self.rest)), str(_FORGET))

    def abandoned(self) -> None:
        """Nothing was learnt about the service: let the next one probe."""
        self.client.hdel(self.key, "probe")


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
