import subprocess
import sys
import time
from itertools import accumulate

import pytest
import redis

from pipeline.adapters.gemini.limits import Booked, Full, Limits

LONG = 1000.0


def limits(client: redis.Redis, *, requests: int = 1_000_000, tokens: int = 1_000_000_000) -> Limits:
    return Limits(client, "limits", requests, tokens)


def starts(shared: Limits, number: int, tokens: int = 1) -> list[float]:
    """Book ``number`` requests at once; return when each may start, in seconds from now."""
    booked = [shared.reserve(tokens, within=LONG) for _ in range(number)]
    assert all(isinstance(each, Booked) for each in booked)
    return [each.wait for each in booked]


def busiest_minute(times: list[float], amounts: list[int]) -> float:
    totals = [0, *accumulate(amounts)]
    return max(totals[sum(other < each + 60 for other in times)] - totals[first] for first, each in enumerate(times))


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 30, 60, 333])
def test_no_minute_ever_holds_more_requests_than_the_limit(client: redis.Redis, limit: int) -> None:
    times = starts(limits(client, requests=limit), 3 * limit)
    assert busiest_minute(times, [1] * len(times)) <= limit


def test_no_minute_ever_holds_more_tokens_than_the_limit(client: redis.Redis) -> None:
    times = starts(limits(client, tokens=60_000), 40, tokens=4_000)
    assert busiest_minute(times, [4_000] * 40) <= 60_000


def test_the_limit_is_used_and_not_only_kept(client: redis.Redis) -> None:
    times = starts(limits(client, requests=60), 120)
    assert sum(each < 60 for each in times) >= 50


def test_places_are_given_in_the_order_of_asking(client: redis.Redis) -> None:
    shared = limits(client, requests=60, tokens=60_000)
    times = [shared.reserve(tokens, within=LONG).wait for tokens in (9_000, 20_000, 1, 1, 30_000, 1)]
    now_and_then = [each + 0.01 for each in times[1:]]
    assert all(later >= earlier for earlier, later in zip(times, now_and_then, strict=False))


def test_a_question_larger_than_the_burst_is_let_through_and_paid_back(client: redis.Redis) -> None:
    shared = limits(client, tokens=60_000)
    assert shared.reserve(40_000, within=0.0) == Booked(0.0)
    after = shared.reserve(1_000, within=LONG)
    assert 30 < after.wait < 50


def test_who_would_start_too_late_books_nothing(client: redis.Redis) -> None:
    shared = limits(client, requests=6)
    starts(shared, 1)
    refused = [shared.reserve(1, within=0.5) for _ in range(5)]
    assert all(isinstance(each, Full) for each in refused)
    assert shared.reserve(1, within=LONG).wait == pytest.approx(refused[-1].wait, abs=0.5)


def test_what_was_not_used_is_given_back(client: redis.Redis) -> None:
    shared = limits(client, tokens=60_000)
    shared.reserve(40_000, within=0.0)
    assert isinstance(shared.reserve(1, within=30.0), Full)
    shared.settle(reserved=40_000, used=10_000)
    assert isinstance(shared.reserve(1, within=0.5), Booked)


def test_what_was_used_beyond_the_estimate_is_charged(client: redis.Redis) -> None:
    shared = limits(client, tokens=60_000)
    shared.reserve(10_000, within=0.0)
    shared.settle(reserved=10_000, used=30_000)
    assert shared.reserve(10_000, within=LONG).wait > 20


def test_a_pause_holds_for_everybody_and_is_never_shortened(client: redis.Redis) -> None:
    limits(client).pause(30)
    limits(client).pause(3)
    assert limits(client).reserve(1, within=LONG).wait == pytest.approx(30, abs=1)


_WORKER = """
import sys, time, redis
from pipeline.adapters.gemini.limits import Booked, Limits
shared = Limits(redis.Redis.from_url(sys.argv[1]), "limits", 600, 1_000_000_000)
ends = time.monotonic() + 1.5
count = 0
while (left := ends - time.monotonic()) > 0:
    place = shared.reserve(1, within=left)
    if not isinstance(place, Booked):
        break
    time.sleep(place.wait)
    count += 1
print(count)
"""


def test_two_processes_share_one_limit(address: str) -> None:
    began = time.monotonic()
    workers = [
        subprocess.Popen([sys.executable, "-c", _WORKER, address], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    counts = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    seconds = time.monotonic() - began
    burst, per_second = 600 / 6, 600 * 5 / 6 / 60
    assert burst <= sum(counts) <= burst + per_second * seconds + 1
    assert min(counts) > 0


def test_without_redis_nothing_is_booked() -> None:
    with redis.Redis(unix_socket_path="/nonexistent/socket") as nobody, pytest.raises(redis.RedisError):
        limits(nobody).reserve(1, within=LONG)
