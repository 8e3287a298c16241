import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pipeline.certificate.canonical import MAX_BYTES, MAX_DEPTH, Malformed, canonical, digest, parse, pretty

VECTORS = Path(__file__).resolve().parents[3] / "../shared/data/jcs"

needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="the folder of published test vectors is not there")


@needs_vectors
@pytest.mark.parametrize("name", ["arrays", "structures", "unicode"])
def test_the_canonical_form_is_that_of_the_published_vectors(name: str) -> None:
    document = json.loads((VECTORS / "input" / f"{name}.json").read_text(encoding="utf-8"))
    expected = bytes.fromhex("".join((VECTORS / "outhex" / f"{name}.txt").read_text().split()))
    assert canonical(document) == expected


REFUSED = {
    "not an object": b"[1]",
    "nothing": b"",
    "two documents": b"{}{}",
    "not UTF-8": b'{"a": "\xff"}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "same key twice": b'{"a": 1, "a": 1}',
    "same key, escaped": b'{"a": 1, "\\u0061": 2}',
    "same key, deep": b'{"x": [{"a": 1, "a": 2}]}',
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "overflowing number": b'{"a": 1e999}',
    "inexact integer": b'{"a": 9007199254740993}',
    "endless integer": b'{"a": ' + b"9" * 5000 + b"}",
    "unpaired surrogate": b'{"a": "\\ud800"}',
    "unpaired surrogate as key": b'{"\\udfff": 1}',
    "raw control in text": b'{"a": "\x01"}',
    "too deep": b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    "bomb of brackets": b"[" * 1_000_000,
    "too large": b'{"a": "' + b"x" * MAX_BYTES + b'"}',
    "a PDF": b"%PDF-1.7 {}",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_two_readers_could_understand_differently_is_refused(data: bytes) -> None:
    assert isinstance(parse(data), Malformed)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("overflowing number", "holds a number that is not finite"),
        ("inexact integer", "holds an integer too large to be exact"),
        ("unpaired surrogate", "holds text that is not valid Unicode"),
        ("unpaired surrogate as key", "holds text that is not valid Unicode"),
        ("same key, escaped", "has the same key twice in one object"),
    ],
)
def test_the_reason_is_the_true_one(case: str, why: str) -> None:
    assert parse(REFUSED[case]) == Malformed(why=why)


def test_brackets_inside_text_are_not_depth() -> None:
    document = {"a": '[[{{"\\' * 100}
    assert parse(pretty(document)) == document


@pytest.mark.parametrize("text", ["0", "-0", "9007199254740991", "1e5", "0.1", "5e-324", "1.7976931348623157e308"])
def test_a_number_that_every_reader_shares_is_taken(text: str) -> None:
    assert parse(f'{{"a": {text}}}'.encode()) == {"a": float(text)}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2.0**53) + 1, 2.0**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text('0123456789.e-+,:[]{}"\\', max_size=24)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=30,
)


@given(st.dictionaries(TEXTS, ANYTHING, max_size=5))
def test_the_fast_way_spells_as_the_library_does(document: dict[str, object]) -> None:
    assert canonical(document) == rfc8785.dumps(document)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        -0.0,
        1e16,
        1e21,
        1e-5,
        1e-7,
        123456789012345680.0,
        0.1234567890123456,
        2**53 - 1,
        -(2**53) + 1,
        [1.0, [2.0]],
    ],
)
def test_numbers_that_python_writes_otherwise_are_written_as_the_standard_does(value: object) -> None:
    for document in ({"a": value}, {"a": [value, "1.0,"]}, {"a": {"1.0": value, "b": "0e-0"}}, value, [value]):
        assert canonical(document) == rfc8785.dumps(document)


def test_keys_beyond_the_basic_plane_are_sorted_by_their_units() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", b"bytes"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical({"a": [value]})


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4))
def test_a_document_survives_writing_and_reading_with_its_digest(document: dict[str, object]) -> None:
    read = parse(pretty(document))
    assert isinstance(read, dict)
    assert digest(read) == digest(document)
    assert canonical(json.loads(canonical(document))) == canonical(document)
