import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters import attached
from pipeline.adapters.attached import MAX_BYTES, NothingAttached
from tests.support.pdf_files import pdf_with


def test_the_attached_document_is_found_with_the_logs_proof() -> None:
    data = pdf_with(("certificate.json", b"{}"), ("certificate.tlog-proof", b"proof"), ("holiday.jpg", b"x"))
    assert attached.is_pdf(data)
    assert attached.read(data) == (b"{}", b"proof", None)
    assert attached.read(pdf_with(("report.json", b"{}"))) == (b"{}", None, None)
    both = pdf_with(("certificate.json", b"{}"), ("certificate.envelope.json", b"[]"))
    assert attached.read(both) == (b"{}", None, b"[]")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf_with(), "carries none"),
        (pdf_with(("holiday.jpg", b"x")), "carries none"),
        (pdf_with(("certificate.json", b"{}"), ("certificate.json", b"{} ")), "twice"),
        (pdf_with(("certificate.json", bytes(MAX_BYTES + 1))), "too large"),
        (pdf_with(("certificate.json", b"{}"), *([("certificate.envelope.json", b"{}")] * 2)), "twice"),
        (b"%PDF-1.7\nnothing", "cannot be read"),
        (pdf_with(("certificate.json", b"{}"))[:200], "cannot be read"),
    ],
    ids=["none", "another", "twice", "large", "envelope twice", "nothing", "cut"],
)
def test_what_carries_no_document_of_ours_says_so(data: bytes, why: str) -> None:
    with pytest.raises(NothingAttached, match=why):
        attached.read(data)


def test_a_file_that_is_no_pdf_is_none() -> None:
    assert not attached.is_pdf(b'{"type": "AdrielWatchReport"}')


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_no_damage_makes_reading_fail_otherwise(place: int, noise: bytes) -> None:
    whole = pdf_with(("certificate.json", b'{"a": 1}'))
    place %= len(whole)
    try:
        found = attached.read(whole[:place] + noise + whole[place + len(noise) :])
    except NothingAttached:
        return
    assert isinstance(found.document, bytes)


def test_what_is_not_ours_is_not_unpacked_and_what_is_ours_is_unpacked_once() -> None:
    bombs = [(f"{number}.bin", bytes(20_000_000)) for number in range(30)]
    data = pdf_with(("certificate.json", b"{}"), *bombs, packed=True)
    twice = pdf_with(*([("certificate.json", bytes(20_000_000))] * 30), packed=True)
    assert len(data) < 2_000_000
    tracemalloc.start()
    try:
        assert attached.read(data) == (b"{}", None, None)
        with pytest.raises(NothingAttached, match="twice"):
            attached.read(twice)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
