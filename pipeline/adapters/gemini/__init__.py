"""The one door to Gemini, on the Gemini API or on Vertex AI.

``settings``   what can be set about it
``client``     ``Gemini``: asks within a deadline; every fault of the far side becomes a ``NoAnswer``
``call``       one request through the SDK, and what came back
``faults``     what an error of the SDK means
``limits``     requests and tokens a minute, shared by all workers
``breaker``    stops asking a service that keeps failing, shared by all workers
``prices``     what an answer costs
``transport``  bounds what the SDK's HTTP client leaves open
``no_key``     says that there is no key

The SDK is imported by the first question, not before: a process that only needs the model's name never loads it.
"""

from collections.abc import Mapping

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from models.vocabulary.errors import Misconfigured
from pipeline.adapters.gemini.client import Gemini
from pipeline.adapters.gemini.no_key import NoKey
from pipeline.adapters.gemini.settings import GeminiSettings, Vertex, read_settings
from pipeline.ports import VisionModel

__all__ = [
    "Gemini",
    "GeminiSettings",
    "Misconfigured",
    "NoKey",
    "Vertex",
    "connect",
    "from_environment",
    "read_settings",
]


def from_environment(environment: Mapping[str, str], *, redis_url: str) -> VisionModel:
    """Return Gemini as the environment describes it, or ``NoKey`` where it names neither key nor project.

    :param environment: as handed in; this package never reads the process's own.
    :param redis_url: of the database that all workers share.
    :raises Misconfigured: where a setting cannot be used.
    """
    settings = read_settings(environment)
    if settings is None:
        return NoKey()
    return Gemini(settings, connect(redis_url))


def connect(redis_url: str) -> redis.Redis:
    """Return a client that gives up soon: a case that waits for a lost Redis holds a thread of its worker."""
    retry = Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=3)
    return redis.Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2, retry=retry)
