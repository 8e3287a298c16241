"""Held against the definitions of RFC 6962, written out plainly, and the roots of Certificate Transparency's test."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transparency import merkle
from pipeline.transparency.merkle import NotProven, Subtree

ENTRIES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""From Certificate Transparency's reference tests, for the entries above."""


def entry(number: int) -> bytes:
    return ENTRIES[number] if number < len(ENTRIES) else str(number).encode()


def plain(start: int, end: int) -> bytes:
    """MTH, as section 2.1 defines it."""
    if start == end:
        return hashlib.sha256(b"").digest()
    if end - start == 1:
        return hashlib.sha256(b"\x00" + entry(start)).digest()
    half = 1
    while half * 2 < end - start:
        half *= 2
    return hashlib.sha256(b"\x01" + plain(start, start + half) + plain(start + half, end)).digest()


def read(tree: Subtree) -> bytes:
    return plain(tree.number << tree.level, (tree.number + 1) << tree.level)


sizes = st.integers(1, 80)


@pytest.mark.parametrize(("size", "expected"), ROOTS.items())
def test_roots_are_those_of_certificate_transparency(size: int, expected: str) -> None:
    assert merkle.root(size, read).hex() == expected


@pytest.mark.parametrize("size", range(70))
def test_roots_are_as_defined(size: int) -> None:
    assert merkle.root(size, read) == plain(0, size)


@given(sizes, st.data())
def test_every_entry_is_proven_at_its_place_and_at_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = merkle.inclusion(index, size, read), plain(0, size), merkle.leaf_hash(entry(index))
    merkle.check_inclusion(leaf, index, size, proof, root)
    for other in range(size):
        if other != index:
            with pytest.raises(NotProven):
                merkle.check_inclusion(merkle.leaf_hash(entry(other)), other, size, proof, root)


@given(sizes, st.data())
def test_every_earlier_tree_is_proven_to_be_the_beginning(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = merkle.consistency(old, size, read)
    merkle.check_consistency(old, size, proof, plain(0, old), plain(0, size))
    if old:
        for wrong in (bytes(32), plain(0, size)), (plain(0, old), bytes(32)):
            with pytest.raises(NotProven):
                merkle.check_consistency(old, size, proof, *wrong)


def test_the_empty_log_is_the_beginning_of_every_log_and_of_no_other_root() -> None:
    merkle.check_consistency(0, 5, (), merkle.EMPTY, plain(0, 5))
    for proof, root in (((bytes(32),), merkle.EMPTY), ((), bytes(32))):
        with pytest.raises(NotProven):
            merkle.check_consistency(0, 5, proof, root, plain(0, 5))


@given(sizes, st.data())
def test_a_proof_that_was_cut_lengthened_or_altered_does_not_hold(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path, link = merkle.inclusion(index, size, read), merkle.consistency(old, size, read)
    leaf, root = merkle.leaf_hash(entry(index)), plain(0, size)
    for wrong in altered(path):
        with pytest.raises(NotProven):
            merkle.check_inclusion(leaf, index, size, wrong, root)
    for wrong in altered(link):
        with pytest.raises(NotProven):
            merkle.check_consistency(old, size, wrong, plain(0, old), root)


def altered(proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    changed = [(*proof[:k], bytes(32), *proof[k + 1 :]) for k in range(len(proof))]
    return [*changed, (*proof, bytes(32)), *([proof[:-1], proof[1:]] if proof else [])]


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_there_is_no_proof_of_what_is_not_in_the_log(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion(index, size, read)
    with pytest.raises(NotProven, match="not within"):
        merkle.check_inclusion(bytes(32), index, size, (), bytes(32))


def test_a_log_never_shrinks() -> None:
    with pytest.raises(NotProven, match="shrunk"):
        merkle.check_consistency(5, 4, (), bytes(32), bytes(32))
    with pytest.raises(ValueError, match="in order"):
        merkle.consistency(5, 4, read)
