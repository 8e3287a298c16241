"""Requests and input tokens a minute, shared by all workers through Redis.

Two buckets are taken from at once. Each is kept as the time at which it would be full again ("theoretical arrival
time" of the generic cell rate algorithm, ITU-T I.371; the same as a token bucket, with one number to store and no
timer). A caller is given a *time to start*, booked in its name, instead of being told to try again: first come, first
served, one round trip however long the queue, and a caller whose time would come after its deadline books nothing.

A bucket of size C that fills at the rate r lets through at most C + r·60 s in any minute. So that this is never more
than the limit L, the bucket holds L/6 (ten seconds' worth) and fills at 5/6 of L a minute. What is larger than the
bucket waits until it is full and leaves it in debt.

Redis's own clock is used: workers' clocks differ. Without Redis nothing may be asked (fail closed): the limit is
shared, so a worker alone cannot know what is left of it.
"""

from dataclasses import dataclass

import redis

STEADY = 5 / 6
"""Share of the limit that is refilled; the rest is the burst."""

_MINUTE = 60_000_000
"""Microseconds."""

_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local start = math.max(now, tonumber(redis.call('HGET', KEYS[1], 'pause') or '0'))
local full, cost = {}, {}
for i, name in ipairs({'requests', 'tokens'}) do
    local burst = tonumber(ARGV[3 * i])
    cost[i] = ARGV[3 * i - 2] * ARGV[3 * i - 1]
    full[i] = tonumber(redis.call('HGET', KEYS[1], name) or '0')
    start = math.max(start, full[i] + math.min(cost[i], burst) - burst)
end
local wait = start - now
if wait > tonumber(ARGV[7]) then return {0, wait} end
for i, name in ipairs({'requests', 'tokens'}) do
    redis.call('HSET', KEYS[1], name, string.format('%.0f', math.max(start, full[i]) + cost[i]))
end
redis.call('PEXPIRE', KEYS[1], 3600000)
return {1, wait}
"""
"""ARGV: amount, microseconds for one, burst in microseconds; for requests, then for tokens; longest wait."""

_SETTLE = """
local full = tonumber(redis.call('HGET', KEYS[1], 'tokens') or '0')
if full > 0 then redis.call('HSET', KEYS[1], 'tokens', string.format('%.0f', math.max(0, full + ARGV[1]))) end
return 0
"""

_PAUSE = """
local time = redis.call('TIME')
local until_ = time[1] * 1000000 + time[2] + ARGV[1]
local known = tonumber(redis.call('HGET', KEYS[1], 'pause') or '0')
redis.call('HSET', KEYS[1], 'pause', string.format('%.0f', math.max(known, until_)))
redis.call('PEXPIRE', KEYS[1], 3600000)
return 0
"""


@dataclass(frozen=True, slots=True)
class Booked:
    """A place in the queue: start after ``wait`` seconds."""

    wait: float


@dataclass(frozen=True, slots=True)
class Full:
    """Nothing was booked: the next free place is ``wait`` seconds away, which is too late."""

    wait: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The shared limit of one model.

    :ivar key: of the buckets in Redis.
    """

    client: redis.Redis
    key: str
    requests_per_minute: int
    tokens_per_minute: int

    def reserve(self, tokens: int, *, within: float) -> Booked | Full:
        """Book one request of about ``tokens`` input tokens that starts within so many seconds."""
        each = _MINUTE / (STEADY * self.requests_per_minute), _MINUTE / (STEADY * self.tokens_per_minute)
        burst = _MINUTE * (1 - STEADY) / STEADY
        arguments = (1, each[0], burst, tokens, each[1], burst, within * 1_000_000)
        booked, wait = self.client.eval(_RESERVE, 1, self.key, *map(str, arguments))
        return (Booked if booked else Full)(wait=wait / 1_000_000)

    def settle(self, *, reserved: int, used: int) -> None:
        """Correct a booking by what was really used."""
        micros = (used - reserved) * _MINUTE / (STEADY * self.tokens_per_minute)
        self.client.eval(_SETTLE, 1, self.key, str(micros))

    def pause(self, seconds: float) -> None:
        """Let nobody start for so many seconds: the service asked for it."""
        self.client.eval(_PAUSE, 1, self.key, str(seconds * 1_000_000))
