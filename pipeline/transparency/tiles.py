"""A log's hashes and entries as files that never change (C2SP tlog-tiles).

A tile holds up to 256 hashes of one level, eight levels of the tree above the tile below it; an entry bundle holds the
entries of a tile of level 0, each with its length before it. What is not full yet is a partial file under its width.
"""

from collections.abc import Callable, Iterator, Sequence

from pipeline.transparency.merkle import SIZE, Subtree, perfect

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_ENTRY = 0xFFFF
"""Bytes: the length is written in two."""

Fetch = Callable[[str], bytes]
"""Returns a file by its path."""
Files = dict[str, bytes]
"""Files by path, below the log's prefix."""


class BrokenTile(ValueError):
    """A file of the log does not hold what its path says."""


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Return the path of a tile; 255 or less of ``width`` is a partial one."""
    return f"tile/{level}/{_path(number, width)}"


def entries_path(number: int, width: int = WIDTH) -> str:
    """Return the path of an entry bundle."""
    return f"tile/entries/{_path(number, width)}"


def bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries as a bundle.

    :raises ValueError: an entry is longer than ``MAX_ENTRY``.
    """
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise ValueError(f"an entry of the log has at most {MAX_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries(data: bytes) -> tuple[bytes, ...]:
    """Return a bundle's entries.

    :raises BrokenTile: it ends within an entry.
    """
    found, place = [], 0
    while place < len(data):
        end = place + 2 + int.from_bytes(data[place : place + 2], "big")
        if place + 2 > len(data) or end > len(data):
            raise BrokenTile("an entry bundle ends within an entry")
        found.append(data[place + 2 : end])
        place = end
    return tuple(found)


class Tiles:
    """The hashes of a tree of ``size`` leaves, read from its tiles. Calling it makes it a ``merkle.Read``."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch, self._size = fetch, size
        self._read: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def __call__(self, tree: Subtree) -> bytes:
        """Return the hash of a whole subtree.

        :raises BrokenTile: the tile is not as wide as the tree's size says, or has no such hash.
        """
        level, height = divmod(tree.level, HEIGHT)
        number, offset = divmod(tree.number << height, WIDTH)
        hashes = self.tile(level, number)[offset : offset + (1 << height)]
        if len(hashes) != 1 << height:
            raise BrokenTile("the tree has no such whole subtree")
        return perfect(hashes)

    def tile(self, level: int, number: int) -> tuple[bytes, ...]:
        """Return a tile's hashes."""
        if (level, number) not in self._read:
            width = min(WIDTH, (self._size >> HEIGHT * level) - number * WIDTH)
            data = self._fetch(tile_path(level, number, width)) if width > 0 else b""
            if len(data) != max(width, 0) * SIZE:
                raise BrokenTile("a tile is not as wide as its path says")
            self._read[level, number] = tuple(data[k : k + SIZE] for k in range(0, len(data), SIZE))
        return self._read[level, number]


def grown(size: int, fetch: Fetch, leaves: Sequence[bytes]) -> Files:
    """Return the tiles that a tree of ``size`` leaves gains with further ones: full ones, and those at its new edge.

    :param leaves: hashes of the further entries.
    """
    tiles, files, new, level = Tiles(fetch, size), Files(), list(leaves), 0
    while new:
        number, kept = divmod(size >> HEIGHT * level, WIDTH)
        hashes = [*(tiles.tile(level, number) if kept else ()), *new]
        new = []
        for width, part in _parts(hashes):
            files[tile_path(level, number, width)] = b"".join(part)
            number += 1
            if width == WIDTH:
                new.append(perfect(part))
        level += 1
    return files


def grown_entries(size: int, fetch: Fetch, new: Sequence[bytes]) -> Files:
    """Return the entry bundles that a log of ``size`` entries gains with further ones."""
    number, kept = divmod(size, WIDTH)
    old = entries(fetch(entries_path(number, kept))) if kept else ()
    if len(old) != kept:
        raise BrokenTile("an entry bundle has not as many entries as its path says")
    parts = enumerate(_parts([*old, *new]), start=number)
    return {entries_path(nth, width): bundle(part) for nth, (width, part) in parts}


def _parts(whole: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    for start in range(0, len(whole), WIDTH):
        part = whole[start : start + WIDTH]
        yield len(part), part


def _path(number: int, width: int) -> str:
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups)) + (f".p/{width}" if width < WIDTH else "")
