"""Keys for logs and witnesses, each from a number: the same number is the same key."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.transparency.notes import Kind, NoteKey


class Signer:
    def __init__(self, seed: int) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def key(seed: int, name: str = "log.example", kind: Kind = Kind.ED25519) -> NoteKey:
    return NoteKey(name=name, kind=kind, public=Signer(seed).public)
