import time

import pytest
import redis

from pipeline.adapters.gemini.breaker import Breaker


def breaker(client: redis.Redis, *, rest: float = 0.2, probe: float = 5.0) -> Breaker:
    return Breaker(client, "breaker", failures=3, rest=rest, probe=probe)


def opened(client: redis.Redis, **how: float) -> Breaker:
    circuit = breaker(client, **how)
    for _ in range(3):
        circuit.failed()
    return circuit


def test_a_new_circuit_is_closed(client: redis.Redis) -> None:
    assert breaker(client).wait() is None


def test_failures_in_a_row_open_it_whoever_saw_them(client: redis.Redis) -> None:
    for _ in range(3):
        assert breaker(client).wait() is None
        breaker(client).failed()
    assert breaker(client).wait() == pytest.approx(0.2, abs=0.1)


def test_a_success_between_failures_starts_the_count_again(client: redis.Redis) -> None:
    circuit = breaker(client)
    for outcome in (circuit.failed, circuit.failed, circuit.succeeded, circuit.failed, circuit.failed):
        outcome()
    assert circuit.wait() is None


def test_after_its_rest_one_probe_may_pass_and_no_second(client: redis.Redis) -> None:
    circuit = opened(client)
    time.sleep(0.25)
    assert circuit.wait() is None
    waiting = circuit.wait()
    assert waiting is not None
    assert 4 < waiting <= 5


def test_a_probe_that_succeeds_closes_it(client: redis.Redis) -> None:
    circuit = opened(client)
    time.sleep(0.25)
    circuit.wait()
    circuit.succeeded()
    assert [circuit.wait(), circuit.wait()] == [None, None]


def test_a_probe_that_fails_opens_it_again_at_once(client: redis.Redis) -> None:
    circuit = opened(client)
    time.sleep(0.25)
    circuit.wait()
    circuit.failed()
    waiting = circuit.wait()
    assert waiting is not None
    assert waiting <= 0.2


def test_a_probe_that_learnt_nothing_leaves_its_place_to_the_next(client: redis.Redis) -> None:
    circuit = opened(client)
    time.sleep(0.25)
    circuit.wait()
    circuit.abandoned()
    assert circuit.wait() is None


def test_a_probe_whose_worker_was_killed_is_given_up(client: redis.Redis) -> None:
    circuit = opened(client, probe=0.2)
    time.sleep(0.25)
    assert circuit.wait() is None
    time.sleep(0.25)
    assert circuit.wait() is None


def test_late_failures_of_earlier_requests_do_not_keep_it_open(client: redis.Redis) -> None:
    circuit = opened(client)
    time.sleep(0.1)
    circuit.failed()
    waiting = circuit.wait()
    assert waiting is not None
    assert waiting <= 0.11
