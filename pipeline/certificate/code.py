"""A certificate's digest as twelve letters and figures that can be read out over a telephone."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that nobody mistakes one for 1 or 0."""

_LETTERS, _GROUP, _BITS = 12, 4, 5


def short(digest: str) -> str:
    """Return the first 60 bits of a SHA-256 in hexadecimal, as ``K7Q4-9XMP-2R3T``.

    Enough to tell documents that an issuer signed apart. It is no proof: that is the whole digest's task.
    """
    number = int(digest, 16) >> (4 * len(digest) - _BITS * _LETTERS)
    letters = "".join(_ALPHABET[number >> (_BITS * place) & 31] for place in reversed(range(_LETTERS)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))
