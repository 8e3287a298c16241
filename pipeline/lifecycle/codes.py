"""One-time codes. Kept is neither the code nor what is handed over with it: scrypt of the code gives the key to both.

60 bits of chance, at 16 MB and some tens of milliseconds for each guess, are out of reach for whoever copies the store;
whoever asks for it one by one is counted (``offers``).
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import Field

from models.vocabulary.value import Value

LENGTH, _GROUP = 12, 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is mistaken for a digit when a code is read aloud."""
_MISREAD = str.maketrans("OIL", "011", "- ")
_COST, _BLOCK, _LANES = 2**14, 8, 1
"""Of scrypt (RFC 7914): what OWASP recommends where memory is short, as in a worker that also does other things."""
_KEY, _SALT, _NONCE = 32, 16, 12


class Sealed(Value):
    """What only the code opens. All in hexadecimal digits.

    :ivar check: tells whether a code is the one. :ivar box: what is handed over, AES-256-GCM.
    """

    salt: str = Field(pattern=r"^[0-9a-f]{32}$")
    check: str = Field(pattern=r"^[0-9a-f]{64}$")
    nonce: str = Field(pattern=r"^[0-9a-f]{24}$")
    box: str = Field(pattern=r"^([0-9a-f]{2})+$")


def new_code() -> str:
    """Return a code as it is told: ``7K3M-9QXT-04HB``."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[k : k + _GROUP] for k in range(0, LENGTH, _GROUP))


def seal(code: str, parcel: bytes, *, about: str) -> Sealed:
    """Close a parcel with a code.

    :param about: what it belongs to; the box opens for nothing else.
    """
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    check, key = _derived(code, salt)
    box = AESGCM(key).encrypt(nonce, parcel, about.encode())
    return Sealed(salt=salt.hex(), check=check.hex(), nonce=nonce.hex(), box=box.hex())


def unseal(code: str, sealed: Sealed, *, about: str) -> bytes | None:
    """Return the parcel; None where this is another code. Takes as long for a wrong code as for the right one."""
    check, key = _derived(code, bytes.fromhex(sealed.salt))
    if not hmac.compare_digest(check, bytes.fromhex(sealed.check)):
        return None
    try:
        return AESGCM(key).decrypt(bytes.fromhex(sealed.nonce), bytes.fromhex(sealed.box), about.encode())
    except InvalidTag:
        return None


def _derived(code: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return what tells the code, and the key: two halves, of which the one says nothing of the other."""
    plain = code.upper().translate(_MISREAD).encode()
    both = hashlib.scrypt(plain, salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=2 * _KEY)
    return both[:_KEY], both[_KEY:]
