import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transparency import notes
from pipeline.transparency.notes import Kind, Line, MalformedNote, Note, NoteKey, NotSigned
from tests.support.note_keys import Signer, key

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
"""The example of Go's own implementation (golang.org/x/mod/sumdb/note), which signs the checksum database's head."""

TEXT = "log.example\n1\nroot\n"


def signed(*lines: Line) -> Note:
    return Note(TEXT, lines or (notes.sign(TEXT, key(1), Signer(1)),))


def test_a_note_that_another_implementation_signed_holds_byte_for_byte() -> None:
    neumann = NoteKey.from_vkey(GO_KEY)
    note = notes.parse(GO_NOTE)
    (held,) = notes.verify(note, [neumann])
    assert (held.key, held.time) == (neumann, None)
    assert note.render() == GO_NOTE
    assert neumann.vkey == GO_KEY


def test_what_was_signed_is_read_back_and_holds() -> None:
    note = notes.parse(signed().render())
    assert note == signed()
    assert [held.key for held in notes.verify(note, [key(1)])] == [key(1)]


def test_a_cosignature_says_when_it_was_made_and_signs_that_too() -> None:
    witness = key(2, "witness.example", Kind.COSIGNATURE)
    line = notes.sign(TEXT, witness, Signer(2), time=1_679_315_147)
    (held,) = notes.verify(signed(line), [witness])
    assert held.time == 1_679_315_147
    later = line._replace(signature=(1_679_315_148).to_bytes(8, "big") + line.signature[8:])
    with pytest.raises(NotSigned):
        notes.verify(signed(later), [witness])


def test_lines_by_keys_that_are_not_known_are_ignored_whatever_they_say() -> None:
    garbage = Line("somebody.example", b"abcd", b"no signature at all")
    same_name = Line("log.example", b"abcd", bytes(64))
    note = notes.parse(Note(TEXT, (garbage, same_name, *signed().lines)).render())
    assert len(notes.verify(note, [key(1), key(3)])) == 1


@pytest.mark.parametrize("place", range(0, 64, 9))
def test_a_line_by_a_known_key_must_hold(place: int) -> None:
    (line,) = signed().lines
    flipped = bytes(byte ^ (k == place) for k, byte in enumerate(line.signature))
    other = notes.sign(TEXT, key(2, "other.example"), Signer(2))
    with pytest.raises(NotSigned, match=r"log\.example does not hold"):
        notes.verify(signed(other, line._replace(signature=flipped)), [key(1), key(2, "other.example")])


def test_nobody_who_is_known_signed_it() -> None:
    with pytest.raises(NotSigned, match="no key"):
        notes.verify(signed(), [key(2)])


def test_another_text_does_not_hold() -> None:
    with pytest.raises(NotSigned):
        notes.verify(Note(TEXT.replace("1", "2"), signed().lines), [key(1)])


def test_a_key_of_one_kind_is_no_key_of_the_other() -> None:
    assert key(1).id != key(1, kind=Kind.COSIGNATURE).id
    with pytest.raises(ValueError, match="says when"):
        notes.sign(TEXT, key(1, kind=Kind.COSIGNATURE), Signer(1))
    with pytest.raises(ValueError, match="says when"):
        notes.sign(TEXT, key(1), Signer(1), time=5)


def test_a_further_line_of_the_same_key_takes_the_place_of_its_earlier_one() -> None:
    first, second = (notes.sign(TEXT, key(1), Signer(seed)) for seed in (1, 2))
    assert Note(TEXT, (first,)).with_lines([second]).lines == (second,)


@pytest.mark.parametrize(
    "vkey", ["", "a+b", GO_KEY.replace("c74f20a3", "c74f20a4"), GO_KEY[:-4], GO_KEY + "=", "a b+00000000+AQ=="]
)
def test_what_is_no_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        NoteKey.from_vkey(vkey)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nno dash\n",
        signed().render()[:-1],
        b"\xff" + signed().render(),
        b"\r" + signed().render(),
        signed().render().replace(b"log.example ", b"log.example  "),
        signed().render()[:-2] + b"\n",
        signed().render() + "\u2014 a AAAA\n".encode(),
        TEXT.encode() + b"\n" + "\u2014 a AAAAAAAA\n".encode() * 65,
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedNote):
        notes.parse(data)


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail_otherwise(data: bytes) -> None:
    for candidate in (data, TEXT.encode() + b"\n" + "\u2014 ".encode() + data):
        with contextlib.suppress(MalformedNote):
            assert notes.parse(candidate).render() == candidate
