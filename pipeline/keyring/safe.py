"""Private keys in files, encrypted; the ring of public ones beside them.

::

    <folder>/ring.json              the public keys (``KeyRing``): for everyone
    <folder>/private/<key>.pem      a private key, PKCS#8, encrypted with the passphrase: for the certify worker alone
    <folder>/private/<key>.kms      in its place: what AWS KMS calls the key, which never leaves it

The passphrase lies in a file of its own, which no other process's settings name. A thief of the folder alone has
nothing; one of both has everything: ``docs/security.md``.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import ValidationError

from models.vocabulary.errors import Misconfigured
from pipeline import multikey
from pipeline.keyring.ring import KeyRing, Purpose, RingKey

if TYPE_CHECKING:
    from pipeline.adapters.kms import KmsSigner

RING = "ring.json"
SETTING = "ADRIEL_KEYS"
PASSPHRASE_SETTING = "ADRIEL_KEY_PASSPHRASE_FILE"  # noqa: S105 - the name of a setting
MIN_PASSPHRASE = 16
"""Characters: a key file that leaves the machine can be tried at, without end."""

_PRIVATE, _LOCK = "private", ".lock"
_OWNER_ONLY, _OWNERS_FOLDER = 0o600, 0o700


class KeySigner:
    """Signs with one key of the ring.

    :param controller: the issuer's DID.
    """

    def __init__(self, key: Ed25519PrivateKey, *, controller: str, safe: bool = True) -> None:
        self._key, self.safe, self.controller = key, safe, controller
        self.public = key.public_key().public_bytes_raw()
        self.verification_method = multikey.method_url(controller, multikey.encode(self.public))

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of ``data``."""
        return self._key.sign(data)


class KeySafe:
    """A folder of keys.

    :param passphrase: of all private keys in it; None for whoever only reads the ring.
    """

    def __init__(self, folder: Path, passphrase: bytes | None = None) -> None:
        if passphrase is not None and len(passphrase) < MIN_PASSPHRASE:
            raise Misconfigured(PASSPHRASE_SETTING, f"the passphrase needs at least {MIN_PASSPHRASE} characters")
        self._folder, self._passphrase = folder, passphrase

    def ring(self) -> KeyRing | None:
        """Return the ring; None where none was begun.

        :raises Misconfigured: the file is there and is none.
        """
        try:
            return KeyRing.model_validate_json((self._folder / RING).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            raise Misconfigured(SETTING, f"{self._folder / RING} cannot be read as a key ring") from None

    def state(self) -> tuple[int, ...]:
        """Return what changes whenever the ring does; empty where there is none."""
        with contextlib.suppress(OSError):
            found = (self._folder / RING).stat()
            return found.st_ino, found.st_mtime_ns, found.st_size
        return ()

    def begin(self, *, issuer: str, origin: str) -> KeyRing:
        """Begin a ring without keys; the one that is there already where there is one."""
        return self.change(lambda ring: ring or KeyRing(issuer=issuer, origin=origin))

    def change(self, make: Callable[[KeyRing | None], KeyRing]) -> KeyRing:
        """Replace the ring by what ``make`` makes of it. Of several who change it each sees what the other made."""
        with self._locked():
            new = make(self.ring())
            replace(self._folder / RING, new.model_dump_json(indent=1).encode() + b"\n", mode=0o644)
        return new

    def new_key(self) -> str:
        """Make a private key, and return its Multikey. It signs once it is in the ring.

        :raises Misconfigured: there is no passphrase to encrypt it with.
        """
        key = Ed25519PrivateKey.generate()
        name = multikey.encode(key.public_key().public_bytes_raw())
        encrypted = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(self._secret()))
        with self._locked():
            replace(self._private(name), encrypted, mode=_OWNER_ONLY)
        return name

    def keep_remote(self, public: bytes, kms: str) -> str:
        """Note that a key is in KMS, and return its Multikey. It signs once it is in the ring.

        :param kms: its id, ARN or alias there.
        """
        name = multikey.encode(public)
        with self._locked():
            replace(self._remote(name), kms.encode(), mode=_OWNER_ONLY)
        return name

    def is_remote(self, key: RingKey) -> bool:
        """Return whether a key is in KMS."""
        return self._remote(key.multikey).exists()

    def signs_remotely(self, purpose: Purpose) -> bool:
        """Return whether the key that signs now is in KMS, so that no passphrase is needed."""
        ring = self.ring()
        active = ring.active(purpose) if ring else None
        return active is not None and self.is_remote(active)

    def signer(self, purpose: Purpose) -> "KeySigner | KmsSigner":
        """Return who signs now.

        :raises Misconfigured: there is no such key, or it cannot be opened.
        """
        ring = self.ring()
        active = ring.active(purpose) if ring else None
        if ring is None or active is None:
            raise Misconfigured(SETTING, f"no key signs {purpose.value}; ./adriel keys create makes one")
        if self.is_remote(active):
            from pipeline.adapters.kms import KmsSigner

            kms, public = self._remote(active.multikey).read_text(), multikey.decode(active.multikey)
            return KmsSigner(kms, controller=ring.issuer, public=public)
        return KeySigner(self._open(active), controller=ring.issuer, safe=active.safe)

    def _open(self, key: RingKey) -> Ed25519PrivateKey:
        try:
            opened = load_pem_private_key(self._private(key.multikey).read_bytes(), password=self._secret())
        except OSError:
            raise Misconfigured(SETTING, "the private key of the ring's active key is not readable here") from None
        except (ValueError, TypeError):
            raise Misconfigured(PASSPHRASE_SETTING, "the passphrase does not open the private key") from None
        if not isinstance(opened, Ed25519PrivateKey):
            raise Misconfigured(SETTING, "the private key's file holds another kind of key than Ed25519")
        if multikey.encode(opened.public_key().public_bytes_raw()) != key.multikey:
            raise Misconfigured(SETTING, "the private key's file holds another key than its name says")
        return opened

    def _private(self, name: str) -> Path:
        return self._folder / _PRIVATE / f"{name}.pem"

    def _remote(self, name: str) -> Path:
        return self._folder / _PRIVATE / f"{name}.kms"

    def _secret(self) -> bytes:
        if self._passphrase is None:
            raise Misconfigured(PASSPHRASE_SETTING, "name the file that holds the passphrase of the private keys")
        return self._passphrase

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        for folder in (self._folder, self._folder / _PRIVATE):
            folder.mkdir(mode=_OWNERS_FOLDER, parents=True, exist_ok=True)
        descriptor = os.open(self._folder / _LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def read_passphrase(path: Path) -> bytes:
    """Return the passphrase in a file: its first line.

    :raises Misconfigured: it cannot be read, or others than its owner can read it too.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise Misconfigured(PASSPHRASE_SETTING, f"others can read it too; chmod 600 {path}")
        return path.read_bytes().split(b"\n", 1)[0]
    except OSError as fault:
        raise Misconfigured(PASSPHRASE_SETTING, f"{path} cannot be read ({fault.strerror})") from None


def replace(path: Path, data: bytes, *, mode: int) -> None:
    """Put a file into place, whole, and wait for the disk; raises ``OSError``."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
