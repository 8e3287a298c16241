"""All 256-bit hashes within a few bits of one, exactly, without comparing with each.

Multi-index hashing (Norouzi, Punjani, Fleet: "Fast Exact Search in Hamming Space with Multi-Index Hashing", 2014,
section 3): two hashes that differ in at most 31 bits differ in at most one bit of some of their 16 bands of 16 bits,
because two in each would be 32. So 16 bands with 17 values each name all that need comparing: of a million random
hashes 272 buckets of 15.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BANDS = 16
EXACT_UP_TO = 2 * BANDS - 1
"""Bits: beyond it the pigeonhole no longer holds, and each hash is compared."""

FEW = 20_000
"""Hashes that are compared one by one: it takes 1 ms, and tables for them about 20 ms."""

_FLIPS = np.array([0, *(1 << bit for bit in range(16))], dtype=np.uint16)
"""What one band of a near hash may differ by: nothing, or one bit."""

_VALUES = 1 << 16

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """What was found: places in the list of hashes, and differing bits; nearest first."""

    places: Places
    distances: Places


@dataclass(frozen=True, slots=True)
class _Band:
    """The hashes sorted by one band. Those with value v are ``order[starts[v] : starts[v + 1]]``."""

    order: NDArray[np.uint32]
    starts: NDArray[np.int64]


class Hashes:
    """A list of hashes, (n, 32) bytes. Tables are made at the first question: 0.3 s and 72 bytes each for a million."""

    def __init__(self, hashes: Bytes) -> None:
        self._words: NDArray[np.uint64] = np.ascontiguousarray(hashes).view(np.uint64).reshape(-1, 4)

    def near(self, wanted: Bytes, most: int) -> Near:
        """Return all within ``most`` differing bits of ``wanted`` (32 bytes)."""
        if len(self._words) <= FEW or most > EXACT_UP_TO:
            return self.scan(wanted, most)
        places = np.unique(np.concatenate([self._candidates(band, wanted) for band in range(BANDS)]))
        return self._within(self._words[places], places, wanted, most)

    def scan(self, wanted: Bytes, most: int) -> Near:
        """As ``near``, by comparing with each."""
        return self._within(self._words, None, wanted, most)

    def _candidates(self, band: int, wanted: Bytes) -> NDArray[np.uint32]:
        table = self._bands[band]
        values = wanted.view(np.uint16)[band] ^ _FLIPS
        first, last = table.starts[values], table.starts[values.astype(np.int64) + 1]
        return np.concatenate([table.order[a:b] for a, b in zip(first, last, strict=True)])

    @cached_property
    def _bands(self) -> list[_Band]:
        return [_sorted(column) for column in self._words.view(np.uint16).reshape(-1, BANDS).T]

    @staticmethod
    def _within(words: NDArray[np.uint64], places: NDArray[np.uint32] | None, wanted: Bytes, most: int) -> Near:
        distances = np.bitwise_count(words ^ wanted.view(np.uint64)).sum(axis=1, dtype=np.int64)
        close = np.flatnonzero(distances <= most)
        close = close[np.argsort(distances[close], kind="stable")]
        return Near(close if places is None else places[close].astype(np.int64), distances[close])


def _sorted(column: NDArray[np.uint16]) -> _Band:
    order = np.argsort(column, kind="stable").astype(np.uint32)
    counts = np.bincount(column, minlength=_VALUES)
    return _Band(order, np.concatenate([[0], np.cumsum(counts)]))
