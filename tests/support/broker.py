"""What was sent to workers that do not run: looked through, and dropped."""

import base64
import json

import redis
from django.conf import settings


def waiting() -> str:
    """Return every message that waits, with its body as it is read."""
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as broker:
        sent = [each for key in broker.scan_iter() if broker.type(key) == b"list" for each in broker.lrange(key, 0, -1)]
    bodies = [base64.b64decode(json.loads(each)["body"]) for each in sent]
    return b"\n".join([*sent, *bodies]).decode()


def forget() -> None:
    """Drop them: nobody is to find them later."""
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as broker:
        for key in broker.scan_iter():
            if broker.type(key) == b"list":
                broker.delete(key)
