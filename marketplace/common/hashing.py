"""Keyed hashes: the same for the same text, and nothing to whoever lacks the key."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


def keyed(purpose: str, text: str) -> str:
    """Return 64 hexadecimal digits: HMAC-SHA-256 of a text under this installation's key.

    :param purpose: keeps hashes of one kind apart from those of another.
    """
    key = hashlib.sha256(f"{purpose}\0{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at the least cost, for the tests alone."""

    algorithm = "argon2-quick"
    time_cost = 1
    memory_cost = 8
    parallelism = 1
