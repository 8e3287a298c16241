"""Links and codes that let somebody do one thing: random, kept as keyed hashes alone.

A link to a customer is signed as well, and names its repair; what it holds is drawn when the letter is written, so that
no message carries it, and a later letter ends the one before.
"""

import secrets
from datetime import timedelta

from django.core import signing

from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem

CONSENT_LIFETIME = timedelta(days=14)
OFFER_LIFETIME = timedelta(days=7)
SALT = "adriel.repair"


def new(purpose: str) -> tuple[str, str]:
    """Return a secret of 256 bits, and the hash by which it is known."""
    secret = secrets.token_urlsafe(32)
    return secret, hashed(purpose, secret)


def hashed(purpose: str, secret: str) -> str:
    """Return the hash of a secret."""
    return keyed(f"link.{purpose}", secret)


def for_repair(repair: str, secret: str) -> str:
    """Return what is sent to a customer."""
    return signing.dumps([repair, secret], salt=SALT)


def read(token: str) -> tuple[str, str]:
    """Return the repair that a link names, and the hash of what it holds.

    :raises Problem: ``repair:link_invalid``.
    """
    try:
        repair, secret = signing.loads(token, salt=SALT, max_age=CONSENT_LIFETIME)
    except signing.BadSignature:
        raise Problem("repair:link_invalid") from None
    return repair, hashed("consent", secret)
