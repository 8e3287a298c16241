"""Merkle tree hashing and proofs (RFC 6962, section 2.1; verification as RFC 9162, sections 2.1.3.2 and 2.1.4.2).

Pure. A tree is known through a reader of its *whole* subtrees, so that whoever keeps hashes in tiles, in memory or
nowhere proves in the same way.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

SIZE = 32
"""Bytes of a hash."""
EMPTY = hashlib.sha256(b"").digest()
"""Root of a tree without leaves."""

_LEAF, _NODE = b"\x00", b"\x01"


class Subtree(NamedTuple):
    """A whole subtree: the ``2 ** level`` leaves from ``number * 2 ** level`` on."""

    level: int
    number: int


Read = Callable[[Subtree], bytes]
"""Returns the hash of a whole subtree, 32 bytes."""


class NotProven(ValueError):
    """A proof does not hold; says what is wrong with it."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry, 32 bytes."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from those of its children."""
    return hashlib.sha256(_NODE + left + right).digest()


def perfect(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes of one level."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[k], level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]


def root(size: int, read: Read) -> bytes:
    """Return the root of the tree of the first ``size`` leaves."""
    return _range_hash(0, size, read) if size else EMPTY


def inclusion(index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Return the proof that leaf ``index`` is in the tree of ``size`` leaves, from the leaf's sibling upwards.

    :raises ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, read))
            end = middle
        else:
            path.append(_range_hash(start, middle, read))
            start = middle
    return tuple(reversed(path))


def consistency(old: int, new: int, read: Read) -> tuple[bytes, ...]:
    """Return the proof that the tree of ``old`` leaves is the beginning of that of ``new``.

    :raises ValueError: the sizes are not in order.
    """
    if not 0 <= old <= new:
        raise ValueError("the sizes are not in order")
    if old in {0, new}:
        return ()
    start, end, path, known = 0, new, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(middle, end, read))
            end = middle
        else:
            path.append(_range_hash(start, middle, read))
            start, known = middle, False
    if not known:
        path.append(_range_hash(start, end, read))
    return tuple(reversed(path))


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Return if ``proof`` shows that the leaf with this hash is at ``index`` of the tree with the expected root.

    :raises NotProven: it does not.
    """
    if not 0 <= index < size:
        raise NotProven("the entry's number is not within the log")
    found = leaf
    for sibling, is_left in zip(proof, _sides(index, size - 1, len(proof)), strict=True):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != expected:
        raise NotProven("the proof does not lead to the log's root")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Return if ``proof`` shows that the tree with ``old_root`` is the beginning of the one with ``new_root``.

    :raises NotProven: it does not.
    """
    if not 0 <= old <= new:
        raise NotProven("the log has shrunk")
    if old in {0, new}:
        if proof or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY):
            raise NotProven("two logs of one size have two roots")
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise NotProven("the proof is too short")
    whole = _trailing_ones(old - 1)
    before = after = path[0]
    sides = _sides((old - 1) >> whole, (new - 1) >> whole, len(path) - 1)
    for sibling, is_left in zip(path[1:], sides, strict=True):
        if is_left:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    if before != old_root or after != new_root:
        raise NotProven("the log's earlier state is not the beginning of this one")


def _sides(node: int, last: int, steps: int) -> list[bool]:
    """Return for each step from a node to the root whether its sibling is on the left.

    :param last: the rightmost node of the same level. :raises NotProven: the root is nearer, or further.
    """
    sides = []
    for _ in range(steps):
        if not last:
            raise NotProven("the proof is too long")
        sides.append(bool(node & 1) or node == last)
        if sides[-1]:
            up = _trailing_zeros(node)  # levels on which the rightmost node has no sibling
            node, last = node >> up, last >> up
        node, last = node >> 1, last >> 1
    if last:
        raise NotProven("the proof is too short")
    return sides


def _trailing_ones(number: int) -> int:
    return _trailing_zeros(~number)


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1 if number else 0


def _range_hash(start: int, end: int, read: Read) -> bytes:
    """Hash of the leaves from ``start`` to ``end``: whole subtrees, largest first, folded from the right."""
    *rest, found = (read(each) for each in _whole_subtrees(start, end))
    for left in reversed(rest):
        found = node_hash(left, found)
    return found


def _whole_subtrees(start: int, end: int) -> Iterator[Subtree]:
    while start < end:
        level = (end - start).bit_length() - 1
        yield Subtree(level, start >> level)
        start += 1 << level


def _split(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)
