import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.certificate import code


@pytest.mark.parametrize(
    ("digest", "spelled"),
    [
        ("0" * 64, "0000-0000-0000"),
        ("f" * 64, "ZZZZ-ZZZZ-ZZZZ"),
        (f"{1 << 4:016x}{'0' * 48}", "0000-0000-0001"),
        (f"{31 << 59:016x}{'0' * 48}", "Z000-0000-0000"),
    ],
)
def test_the_first_sixty_bits_are_spelled_five_at_a_time(digest: str, spelled: str) -> None:
    assert code.short(digest) == spelled


@given(st.binary(max_size=20))
def test_no_letter_is_one_that_people_take_for_another(content: bytes) -> None:
    spelled = code.short(hashlib.sha256(content).hexdigest())
    assert not set(spelled) & set("ILOU")
    assert [len(group) for group in spelled.split("-")] == [4, 4, 4]
