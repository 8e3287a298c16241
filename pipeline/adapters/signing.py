"""Signing keys in files: a development key that is made on first use, and a key that operations put in place."""

import os
import secrets
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from models.vocabulary.errors import Misconfigured
from pipeline import multikey

log = structlog.get_logger("adriel.signing")

_OWNER_ONLY = 0o600


class FileSigner:
    """Signs with an Ed25519 key in a PEM file (PKCS#8, not encrypted).

    :param path: of the key.
    :param controller: DID of the issuer (``did:web:…``); without one the key is its own identity (``did:key:…``).
    :param setting: the setting that named the file, for error messages.
    :raises Misconfigured: the file is missing, unreadable or holds something else.
    """

    safe = True

    def __init__(self, path: Path, *, controller: str | None = None, setting: str = "ADRIEL_SIGNING_KEY") -> None:
        self._key = _load(path, setting)
        self.public = self._key.public_key().public_bytes_raw()
        key = multikey.encode(self.public)
        self._controller = controller or multikey.did_key(key)
        self._method = multikey.method_url(self._controller, key)

    @property
    def verification_method(self) -> str:
        """DID URL of the public key."""
        return self._method

    @property
    def controller(self) -> str:
        """DID of the issuer."""
        return self._controller

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of ``data``."""
        return self._key.sign(data)


class UnsafeDevSigner(FileSigner):
    """Signs with a key that anyone on this machine could have made: its signature proves nothing to others.

    The key is made on first use, readable by its owner alone. Says so in the log, once, when it first signs.
    """

    safe = False

    def __init__(self, path: Path) -> None:
        _create_once(path)
        super().__init__(path)
        self._warned = False

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of ``data``; warns the first time."""
        if not self._warned:
            self._warned = True
            log.warning("unsafe_key_used", note="documents signed with a development key prove nothing to others")
        return super().sign(data)


def existing_dev_method(path: Path) -> str | None:
    """Return the DID URL of the development key at ``path``, or None where none was made. Makes none."""
    return FileSigner(path).verification_method if path.exists() else None


def _load(path: Path, setting: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise Misconfigured(setting, f"the key file cannot be read ({error.strerror})") from None
    except (ValueError, TypeError):
        raise Misconfigured(setting, "the key file is not an unencrypted PEM private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Misconfigured(setting, "the key file holds another kind of key than Ed25519")
    return key


def _create_once(path: Path) -> None:
    """Make the key unless it is there. Of processes that race, one makes it and all then read the same file.

    A hard link appears whole or not at all and never replaces a file, which neither ``rename`` nor writing in place
    can say.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        _link_unless_taken(draft, path)
    finally:
        draft.unlink()


def _link_unless_taken(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
