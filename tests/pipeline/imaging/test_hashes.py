import hashlib
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.imaging.hashes import pdq, sha256_pixels

Pixels = NDArray[np.uint8]


def _grid(height: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    down, across = np.mgrid[0:height, 0:width]
    return down.astype(np.int64), across.astype(np.int64)


def _coloured(red: NDArray[np.int64], green: NDArray[np.int64], blue: NDArray[np.int64]) -> Pixels:
    return (np.stack([red, green, blue], axis=-1) % 256).astype(np.uint8)


def _hills() -> Pixels:
    y, x = _grid(512, 512)
    return _coloured(x * x // 700 + y // 3, (x * y) // 900, 255 - (y * y) // 1100)


def _rings() -> Pixels:
    y, x = _grid(300, 400)
    grey = ((x - 190) ** 2 + (y - 140) ** 2) // 260
    return _coloured(grey, grey, grey)


def _blocks() -> Pixels:
    y, x = _grid(300, 400)
    grey = ((x // 37 * 5 + y // 23 * 11) % 13) * 19
    return _coloured(grey, grey, grey)


def _odd() -> Pixels:
    y, x = _grid(130, 97)
    return _coloured(x * 7 + y * 3, x * y, x * x + y)


def _tiny() -> Pixels:
    y, x = _grid(64, 64)
    grey = (x * x + y * y * 2) // 31
    return _coloured(grey, grey, grey)


PICTURES: dict[str, Callable[[], Pixels]] = {
    "hills": _hills, "rings": _rings, "blocks": _blocks, "odd": _odd, "tiny": _tiny,
}  # fmt: skip

GOLDEN = {
    "hills": ("6aaa5555aaab5556aaa5555aaab5554aaa55d9aa235548aad355b68a5595aaa5", 76),
    "rings": ("5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa", 88),
    "blocks": ("52bafc0772adfd63f75223f8ad577c302aa0bc0bfe61b64ce50049eac7c0488a", 100),
    "odd": ("fa3ff61880fc607fc05c87f8c85c02b83ff016fc7c50e9c07eb5bbe07c4ad800", 100),
    "tiny": ("ad4caab3556caad316ac555baaa4d5691556eaa91552f055aaab75540ea9e2aa", 100),
}
"""Answers of the reference implementation (pdqhash 0.2.8) for the pictures above."""

MOST_APART = 2
"""Bits. Both agree in every bit here and on the real photos; a sum in another order may turn one at the median."""


def apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("name", list(PICTURES))
def test_pdq_agrees_with_the_reference_implementation(name: str) -> None:
    expected, quality = GOLDEN[name]
    found = pdq(PICTURES[name]())
    assert apart(found.pdq, expected) <= MOST_APART
    assert abs(found.quality - quality) <= 1


def test_pdq_of_a_larger_copy_is_nearly_the_same() -> None:
    picture = _hills()
    larger = np.repeat(np.repeat(picture, 3, axis=0), 3, axis=1)
    assert apart(pdq(picture).pdq, pdq(larger).pdq) <= 10


def test_pdq_of_another_picture_is_far_away() -> None:
    assert apart(pdq(_hills()).pdq, pdq(_blocks()).pdq) > 90


def test_a_picture_of_one_colour_has_no_quality() -> None:
    assert pdq(np.full((200, 300, 3), 90, np.uint8)).quality == 0


def test_the_digest_of_pixels_covers_their_shape() -> None:
    pixels = _odd()
    expected = hashlib.sha256((130).to_bytes(4, "big") + (97).to_bytes(4, "big") + pixels.tobytes()).hexdigest()
    assert sha256_pixels(pixels) == expected
    assert sha256_pixels(pixels.reshape(97, 130, 3)) != expected


def test_the_digest_of_a_view_is_that_of_its_pixels() -> None:
    pixels = _hills()
    assert sha256_pixels(pixels[::2, ::2]) == sha256_pixels(pixels[::2, ::2].copy())
