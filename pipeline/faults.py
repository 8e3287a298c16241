"""Faults in words: what a process says before it ends for a reason that a person can do something about."""

from models.vocabulary.errors import AdrielError


def explained(fault: Exception) -> str | None:
    """Return a sentence for a fault that a person can do something about; None for a defect of ours."""
    from local.faults import EmbeddedServerFailed
    from local.supervisor import Refused

    if isinstance(fault, AdrielError | EmbeddedServerFailed | Refused | OSError):
        return str(fault)
    import redis
    from kombu.exceptions import OperationalError

    if isinstance(fault, redis.RedisError | OperationalError):
        return f"Redis cannot be used ({type(fault).__name__}); is REDIS_URL right?"
    return None
