import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transparency import merkle, tiles
from pipeline.transparency.merkle import Subtree
from pipeline.transparency.tiles import BrokenTile, Files, Tiles


def entry(number: int) -> bytes:
    return f"entry {number}".encode()


def leaf(number: int) -> bytes:
    return merkle.leaf_hash(entry(number))


def by_hand(tree: Subtree) -> bytes:
    return merkle.perfect([leaf(k) for k in range(tree.number << tree.level, (tree.number + 1) << tree.level)])


def log_of(*sizes: int) -> Files:
    """All files of a log that grew through these sizes."""
    files, old = Files(), 0
    for size in sizes:
        new = range(old, size)
        files |= tiles.grown(old, files.__getitem__, [leaf(k) for k in new])
        files |= tiles.grown_entries(old, files.__getitem__, [entry(k) for k in new])
        old = size
    return files


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (1234067, 256, "tile/0/x001/x234/067"),
        (999, 12, "tile/0/999.p/12"),
        (1000, 255, "tile/0/x001/000.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(number: int, width: int, path: str) -> None:
    assert tiles.tile_path(0, number, width) == path


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    files = tiles.grown(0, {}.__getitem__, [merkle.leaf_hash(b"x")] * 70_000)
    of_level = [sorted(path for path in files if path.startswith(f"tile/{level}/")) for level in range(4)]
    assert [len(each) for each in of_level] == [274, 2, 1, 0]
    assert of_level[0][-1] == "tile/0/273.p/112"
    assert of_level[1] == ["tile/1/000", "tile/1/001.p/17"]
    assert of_level[2] == ["tile/2/000.p/1"]


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above_it() -> None:
    assert set(log_of(256)) == {"tile/0/000", "tile/1/000.p/1", "tile/entries/000"}


@given(st.lists(st.integers(1, 700), min_size=1, max_size=5, unique=True).map(sorted))
@settings(deadline=None, max_examples=25)
def test_however_a_log_grew_its_tiles_prove_the_same_tree(sizes: list[int]) -> None:
    files = log_of(*sizes)
    for size in sizes:
        read = Tiles(files.__getitem__, size)
        assert merkle.root(size, read) == merkle.root(size, by_hand)
        proof = merkle.inclusion(size // 2, size, read)
        merkle.check_inclusion(leaf(size // 2), size // 2, size, proof, merkle.root(size, by_hand))
    old, new = sizes[0], sizes[-1]
    link = merkle.consistency(old, new, Tiles(files.__getitem__, new))
    merkle.check_consistency(old, new, link, merkle.root(old, by_hand), merkle.root(new, by_hand))


def test_entries_are_read_back_in_order() -> None:
    files = log_of(3, 300)
    first, second = (tiles.entries(files[path]) for path in ("tile/entries/000", "tile/entries/001.p/44"))
    assert [*first, *second] == [entry(k) for k in range(300)]


def test_entries_of_any_length_up_to_the_most_are_kept() -> None:
    odd = [b"", b"\x00" * tiles.MAX_ENTRY, b"\xff"]
    assert list(tiles.entries(tiles.bundle(odd))) == odd
    with pytest.raises(ValueError, match="at most"):
        tiles.bundle([bytes(tiles.MAX_ENTRY + 1)])


@pytest.mark.parametrize("cut", [1, 2, 4])
def test_a_bundle_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(BrokenTile):
        tiles.entries(tiles.bundle([b"ab", b"c"])[:-cut])


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33), bytes(64 * 32)])
def test_a_tile_that_is_not_as_wide_as_its_path_says_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenTile):
        Tiles(lambda _path: data, 100).tile(0, 0)


def test_there_is_no_hash_beyond_the_tree() -> None:
    read = Tiles(log_of(100).__getitem__, 100)
    for beyond in Subtree(0, 100), Subtree(6, 1), Subtree(0, 256):
        with pytest.raises(BrokenTile):
            read(beyond)
