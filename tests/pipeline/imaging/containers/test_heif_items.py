import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.imaging.containers.contract import MetadataBudget
from pipeline.imaging.containers.heif_items import exif_of
from pipeline.imaging.refusal import DEFAULT, Limits, Refused

TIFF = b"MM\0*\0\0\0\x08\0\0"
WRAPPED = struct.pack(">I", 0) + TIFF
AT = 100
"""Where the item's bytes begin in the files below."""


def infe(item: int, kind: bytes = b"Exif", version: int = 2) -> bytes:
    body = struct.pack(">BxxxHH4s" if version == 2 else ">BxxxIH4s", version, item, 0, kind) + b"\0"
    return struct.pack(">I4s", len(body) + 8, b"infe") + body


def iinf(*entries: bytes, version: int = 0) -> bytes:
    return struct.pack(">BxxxH" if version == 0 else ">BxxxI", version, len(entries)) + b"".join(entries)


def iloc(extents: list[tuple[int, int]], *, item: int = 7, version: int = 1, method: int = 0, base: int = 0) -> bytes:
    wide = struct.pack(">I", item) if version == 2 else struct.pack(">H", item)
    count = struct.pack(">I", 1) if version == 2 else struct.pack(">H", 1)
    how = struct.pack(">H", method) if version else b""
    parts = b"".join(struct.pack(">II", offset, length) for offset, length in extents)
    head = struct.pack(">BxxxBB", version, 0x44, 0x40) + count + wide + how
    return head + struct.pack(">HIH", 0, base, len(extents)) + parts


def found(info: bytes, location: bytes, content: bytes = WRAPPED, limits: Limits = DEFAULT) -> bytes:
    """Return the Exif of a file whose item lies at 100, and whose idat begins there too."""
    parts, data = {}, bytearray(AT) + content
    parts[b"idat"] = (AT, len(data))
    for name, body in ((b"iinf", info), (b"iloc", location)):
        parts[name] = (len(data), len(data) + len(body))
        data += body
    return exif_of(bytes(data), parts, MetadataBudget(limits))


WHOLE = [(AT, len(WRAPPED))]


@pytest.mark.parametrize(
    ("info", "location"),
    [
        (iinf(infe(7)), iloc(WHOLE)),
        (iinf(infe(7)), iloc(WHOLE, version=0)),
        (iinf(infe(7), version=1), iloc(WHOLE, version=2)),
        (iinf(infe(7, version=3)), iloc(WHOLE)),
        (iinf(infe(1, b"hvc1"), infe(7)), iloc(WHOLE)),
        (iinf(infe(7)), iloc([(0, len(WRAPPED))], base=AT)),
        (iinf(infe(7)), iloc([(0, len(WRAPPED))], method=1)),
        (iinf(infe(7)), iloc([(AT, 6), (AT + 6, len(WRAPPED) - 6)])),
    ],
    ids=["usual", "iloc 0", "iloc 2", "infe 3", "second", "with base", "in idat", "in parts"],
)
def test_the_exif_item_is_found(info: bytes, location: bytes) -> None:
    assert found(info, location) == TIFF


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (struct.pack(">I", 6) + b"Exif\0\0" + TIFF, TIFF),
        (struct.pack(">I", 0) + b"Exif\0\0" + TIFF, TIFF),
        (struct.pack(">I", 9999) + TIFF, TIFF),
        (struct.pack(">I", 0) + b"nothing of the kind", b""),
        (b"\0\0", b""),
    ],
    ids=["told", "not told", "told wrongly", "no TIFF", "too short"],
)
def test_the_tiff_within_the_item_is_found(content: bytes, kept: bytes) -> None:
    assert found(iinf(infe(7)), iloc([(AT, len(content))]), content) == kept


@pytest.mark.parametrize(
    ("info", "location"),
    [
        (b"", iloc(WHOLE)),
        (iinf(infe(7)), b""),
        (iinf(infe(7, b"mime")), iloc(WHOLE)),
        (iinf(infe(8)), iloc(WHOLE)),
        (iinf(infe(7)), iloc(WHOLE, method=2)),
        (iinf(infe(7)), iloc([(AT, 4_000_000_000)])),
        (iinf(infe(7)), iloc([(4_000_000_000, 9)])),
        (iinf(infe(7)), iloc([(0, 500)], method=1)),
        (iinf(infe(7))[:9], iloc(WHOLE)),
        (iinf(infe(7)), iloc(WHOLE)[:-4]),
        (iinf(infe(7)), b"\x03" + iloc(WHOLE)[1:]),
        (iinf(infe(7)), iloc(WHOLE)[:4] + b"\x55" + iloc(WHOLE)[5:]),
    ],
    ids=[
        "no iinf", "no iloc", "another type", "another number", "in another item", "too long", "too far",
        "beyond idat", "iinf cut", "iloc cut", "unknown version", "odd widths",
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_found_is_absent(info: bytes, location: bytes) -> None:
    assert found(info, location) == b""


def test_the_item_is_bounded() -> None:
    with pytest.raises(Refused, match="bloated"):
        found(iinf(infe(7)), iloc(WHOLE), limits=Limits(max_metadata=8))


def test_counts_that_lie_cost_no_time() -> None:
    entries = struct.pack(">BxxxI", 1, 0xFFFFFFFF) + infe(1, b"hvc1") * 200_000
    places = struct.pack(">BxxxBBI", 2, 0x44, 0x00, 0xFFFFFFFF) + struct.pack(">IHHH", 1, 0, 0, 0) * 200_000
    start = time.process_time()
    assert found(entries, places) == b""
    assert found(iinf(infe(7)), places) == b""
    assert time.process_time() - start < 1.0


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=60))
def test_random_items_never_raise(info: bytes, location: bytes, content: bytes) -> None:
    assert isinstance(found(info, location, content), bytes)


@given(st.integers(0, 60), st.binary(min_size=1, max_size=6), st.booleans())
def test_damaged_items_never_raise(place: int, patch: bytes, first: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    bodies = [bytearray(iinf(infe(1, b"hvc1"), infe(7))), bytearray(iloc(WHOLE))]
    body = bodies[0 if first else 1]
    body[place : place + len(patch)] = patch
    assert isinstance(found(bytes(bodies[0]), bytes(bodies[1])), bytes)
