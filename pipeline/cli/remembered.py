"""Whose the cases of this installation are: a keyed hash, by which one owner's photos are told from another's.

The key is a random secret of this installation, kept in the state folder: two cases of the same installation have the
same owner, and the hash says nothing to anybody who does not hold the secret.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

_SECRET_BYTES = 32
_WHO = b"adriel: the owner of the cases of this installation"


def owner(state: Path) -> str:
    """Return the owner of this installation's cases: 64 hexadecimal digits."""
    return hmac.new(_secret(state / "keys" / "owner.secret"), _WHO, hashlib.sha256).hexdigest()


def _secret(path: Path) -> bytes:
    """Return the secret, made once: of two commands that make it at a time, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        made = path.with_name(f".{path.name}.{os.getpid()}")
        made.write_bytes(secrets.token_bytes(_SECRET_BYTES))
        made.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_bytes()
