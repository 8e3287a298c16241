"""Connections to Redis outlive the thread that opened them."""

from concurrent.futures import ThreadPoolExecutor

import redis
from django.conf import settings
from django.core.cache import cache, caches

from marketplace.config.environment import CACHE


def test_a_thousand_threads_one_after_the_other_use_one_connection():
    cache.set("known", 1)
    with redis.Redis.from_url(settings.PIPELINE.redis.client(CACHE)) as server:
        opened = server.info("stats")["total_connections_received"]
        for _ in range(1000):
            with ThreadPoolExecutor(1) as thread:
                assert thread.submit(cache.get, "known").result() == 1
        assert server.info("stats")["total_connections_received"] == opened


def test_caches_of_different_databases_share_nothing():
    cache.set("known", 1)
    assert caches["sessions"].get("known") is None


def test_connections_that_the_server_closed_are_replaced():
    cache.set("known", 1)
    with redis.Redis.from_url(settings.PIPELINE.redis.client(CACHE)) as server:
        server.client_kill_filter(_type="normal", skipme=True)
        assert cache.get("known") == 1
