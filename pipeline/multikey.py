"""Ed25519 public keys as text: Multikey and ``did:key``.

W3C Controlled Identifiers 1.0, section 2.2.2 (Multikey): multibase ``z`` (base58btc) over the multicodec prefix
0xed 0x01 and the 32 bytes of the key. The did:key method: the identifier and the fragment are both that text.

Shared by the adapters that hold keys and by the code that checks signatures, which may not import each other.
"""

from functools import lru_cache

import base58

_ED25519_PUBLIC = b"\xed\x01"
_KEY_BYTES = 32
_DID_KEY = "did:key:"
_ALPHABET = base58.BITCOIN_ALPHABET.decode("ascii")
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_CHUNK = 58**10


class MalformedKey(ValueError):
    """The text is not an Ed25519 Multikey, or not a did:key URL of one."""


def encode_base58btc(data: bytes) -> str:
    """Return ``data`` as multibase base58btc.

    Ten digits at a time, and of these two: dividing a whole signature by 58 for each digit, as the library below does,
    costs as much as signing.
    """
    number, chunks = int.from_bytes(data, "big"), []
    while number:
        number, chunk = divmod(number, _CHUNK)
        chunks.append(_ten_digits(chunk))
    digits = "".join(reversed(chunks)).lstrip(_ALPHABET[0])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + digits


def _ten_digits(chunk: int) -> str:
    left, right = divmod(chunk, 58**4)
    first, second, third = left // 58**4, left // 58**2 % 58**2, left % 58**2
    return _PAIRS[first] + _PAIRS[second] + _PAIRS[third] + _PAIRS[right // 58**2] + _PAIRS[right % 58**2]


def decode_base58btc(text: str) -> bytes:
    """Return the bytes of multibase base58btc, or raise ``ValueError``.

    Only the one spelling that ``encode_base58btc`` writes is taken: the library below forgives trailing spaces, and
    a document that differs in a space would then carry the same signature.
    """
    if not text.startswith("z") or not text.isascii():
        raise ValueError("is not base58btc")
    data: bytes = base58.b58decode(text[1:])
    if encode_base58btc(data) != text:
        raise ValueError("is not in canonical form")
    return data


def encode(public_key: bytes) -> str:
    """Return the Multikey (``z6Mk…``) of a raw 32-byte Ed25519 public key."""
    if len(public_key) != _KEY_BYTES:
        raise MalformedKey("an Ed25519 public key has 32 bytes")
    return encode_base58btc(_ED25519_PUBLIC + public_key)


@lru_cache(maxsize=256)
def decode(multikey: str) -> bytes:
    """Return the raw 32 bytes of an Ed25519 Multikey, or raise ``MalformedKey``."""
    try:
        data = decode_base58btc(multikey)
    except ValueError as error:
        raise MalformedKey("is not a Multikey") from error
    if not data.startswith(_ED25519_PUBLIC) or len(data) != len(_ED25519_PUBLIC) + _KEY_BYTES:
        raise MalformedKey("is not an Ed25519 key")
    return data[len(_ED25519_PUBLIC) :]


def did_key(multikey: str) -> str:
    """Return the DID of a key that is its own identity."""
    return _DID_KEY + multikey


def method_url(controller: str, multikey: str) -> str:
    """Return the DID URL of a key: its fragment is the key itself, so that a rotated key gets another URL."""
    return f"{controller}#{multikey}"


def resolve_did_key(url: str) -> bytes:
    """Return the raw public key that a did:key URL (``did:key:z6Mk…#z6Mk…``) spells, or raise ``MalformedKey``."""
    controller, _, fragment = url.partition("#")
    if not controller.startswith(_DID_KEY) or controller.removeprefix(_DID_KEY) != fragment:
        raise MalformedKey("is not a did:key URL")
    return decode(fragment)
