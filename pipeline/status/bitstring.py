"""Bits as they travel: GZIP, then base64url with ``u`` before it (W3C Bitstring Status List 1.0, section 3.3).

Bit 0 is the leftmost of the first byte. A list is never shorter than the least that hides who is asked about.
"""

import base64
import binascii
import zlib

LEAST = 131_072
"""Bits: what the Recommendation asks for, so that fetching a list does not tell whose entry was wanted."""
MOST = 8 * LEAST
"""Bits that are read: a list of ours has ``LEAST``; a stranger's may be larger, and not without end."""

_GZIP = 16 + zlib.MAX_WBITS
_MULTIBASE = "u"
_LEVEL = 6


class MalformedBits(ValueError):
    """This text is no list of bits; says what is wrong with it."""


class Bitstring:
    """Bits, all 0 at first.

    :param size: how many; a multiple of 8, at least ``LEAST``.
    """

    def __init__(self, size: int = LEAST) -> None:
        if size % 8 or not LEAST <= size <= MOST:
            raise MalformedBits(f"a list has between {LEAST} and {MOST} bits, in whole bytes")
        self._bytes = bytearray(size // 8)

    def __len__(self) -> int:
        return 8 * len(self._bytes)

    def __getitem__(self, place: int) -> bool:
        byte, mask = self._at(place)
        return bool(self._bytes[byte] & mask)

    def __setitem__(self, place: int, value: bool) -> None:
        byte, mask = self._at(place)
        self._bytes[byte] = self._bytes[byte] | mask if value else self._bytes[byte] & ~mask

    def count(self) -> int:
        """Return how many bits are 1."""
        return int.from_bytes(self._bytes, "big").bit_count()

    def encode(self) -> str:
        """Return the bits as they travel; the same bits give the same text."""
        packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
        data = packer.compress(bytes(self._bytes)) + packer.flush()
        return _MULTIBASE + base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Bitstring":
        """Read what ``encode``, or another's, wrote; never unpacks more than ``MOST`` bits.

        :raises MalformedBits: it is none.
        """
        if not text.startswith(_MULTIBASE) or "=" in text:
            raise MalformedBits("the list is not in base64url as multibase writes it")
        try:
            packed = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise MalformedBits("the list is not base64url") from None
        data = _unpacked(packed)
        bits = cls(8 * len(data))
        bits._bytes[:] = data
        return bits

    def _at(self, place: int) -> tuple[int, int]:
        if not 0 <= place < len(self):
            raise IndexError("the list has no such place")
        return place // 8, 0x80 >> place % 8


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=_GZIP)
    try:
        data = unpacker.decompress(packed, MOST // 8 + 1)
    except zlib.error:
        raise MalformedBits("the list is not GZIP") from None
    if not unpacker.eof or unpacker.unused_data:
        raise MalformedBits("the list is too long, was cut, or has something behind it")
    return data
