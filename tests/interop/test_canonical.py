"""Documents have one spelling (RFC 8785), and a library that no one here wrote gives them the same."""

import math
import random
import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.certificate.canonical import canonical
from tests.support import json_changes
from tests.support.npm_library import Library


def doubles(count: int) -> list[float]:
    """Numbers whose bits are drawn at random, and those beside powers of ten, where spellings change."""
    drawn = random.Random(8785)  # noqa: S311 - the same numbers each time
    found = [struct.unpack("<d", drawn.randbytes(8))[0] for _ in range(count)]
    for power in range(-25, 25):
        found += [10.0**power, math.nextafter(10.0**power, 0), math.nextafter(10.0**power, math.inf)]
    return [each for each in found if math.isfinite(each)]


def spelled(library: Library, documents: list[object]) -> list[str]:
    answer = library.ask("spell", documents=documents)
    found: list[str] = answer["spelled"]
    return found


def test_numbers_are_spelled_alike(library: Library) -> None:
    numbers: list[object] = [*doubles(20_000), 0, -0.0, 2**53 - 1, -(2**53) + 1, 5e-324]
    assert spelled(library, numbers) == [canonical(number).decode() for number in numbers]


def test_every_character_is_spelled_alike(library: Library) -> None:
    """In text and as a key; keys are sorted by UTF-16, where what lies beyond it comes before U+E000."""
    letters = [chr(code) for code in (*range(0x3000), *range(0xD7F0, 0xD800), *range(0xE000, 0x10FFFF, 97))]
    documents: list[object] = [letters, {letter: nth for nth, letter in enumerate(letters)}]
    assert spelled(library, documents) == [canonical(document).decode() for document in documents]


@settings(max_examples=100, deadline=None)
@given(documents=st.lists(json_changes.VALUES, max_size=20))
def test_any_documents_are_spelled_alike(library: Library, documents: list[object]) -> None:
    assert spelled(library, documents) == [canonical(document).decode() for document in documents]
