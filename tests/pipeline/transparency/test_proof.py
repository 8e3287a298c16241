import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transparency import checkpoint, merkle, notes, proof
from pipeline.transparency.checkpoint import Checkpoint, MalformedCheckpoint
from pipeline.transparency.merkle import NotProven, Subtree
from pipeline.transparency.notes import Kind, Note
from pipeline.transparency.proof import LogProof, LogTrust, MalformedProof
from tests.support.note_keys import Signer, key

ENTRIES = [f"entry {k}".encode() for k in range(11)]
LOG, WITNESS = key(1), key(2, "witness.example", Kind.COSIGNATURE)
TRUST = LogTrust(origin="log.example", keys=(LOG,))


def read(tree: Subtree) -> bytes:
    first = tree.number << tree.level
    return merkle.perfect([merkle.leaf_hash(each) for each in ENTRIES[first : first + (1 << tree.level)]])


def made(number: int = 3, *, origin: str = "log.example", size: int = len(ENTRIES)) -> LogProof:
    text = Checkpoint(origin, size, merkle.root(size, read)).text
    head = Note(text, (notes.sign(text, LOG, Signer(1)),))
    return LogProof(number, merkle.inclusion(number, size, read), head)


def witnessed(found: LogProof) -> LogProof:
    line = notes.sign(found.head.text, WITNESS, Signer(2), time=1_700_000_000)
    return found._replace(head=found.head.with_lines([line]))


def test_what_travels_is_read_back_and_shows_where_the_entry_is() -> None:
    found = proof.parse(made().render())
    assert found == made()
    logged = proof.check(found, ENTRIES[3], TRUST)
    assert (logged.number, logged.size, logged.witnesses) == (3, 11, ())


def test_the_form_is_the_specifications() -> None:
    lines = made(0).render().decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 0"]
    assert lines[6] == ""  # four hashes prove one of eleven entries
    assert lines[7:9] == ["log.example", "11"]


def test_a_log_of_one_entry_needs_no_hashes() -> None:
    assert proof.check(proof.parse(made(0, size=1).render()), ENTRIES[0], TRUST).size == 1


def test_witnesses_are_asked_for_by_number() -> None:
    asks = TRUST.model_copy(update={"witnesses": (WITNESS,), "quorum": 1})
    assert proof.check(witnessed(made()), ENTRIES[3], asks).witnesses == ("witness.example",)
    with pytest.raises(NotProven, match="0 of the known witnesses"):
        proof.check(made(), ENTRIES[3], asks)


def test_a_witness_whose_word_does_not_hold_spoils_the_proof() -> None:
    found = witnessed(made())
    line = found.head.lines[-1]
    forged = found._replace(head=found.head.with_lines([line._replace(signature=bytes(72))]))
    with pytest.raises(NotProven, match=r"witness\.example does not hold"):
        proof.check(forged, ENTRIES[3], TRUST.model_copy(update={"witnesses": (WITNESS,)}))


@pytest.mark.parametrize("number", [k for k in range(11) if k != 3])
def test_another_entry_is_not_proven(number: int) -> None:
    with pytest.raises(NotProven):
        proof.check(made(), ENTRIES[number], TRUST)
    with pytest.raises(NotProven):
        proof.check(made()._replace(number=number), ENTRIES[3], TRUST)


def test_another_log_is_not_believed() -> None:
    with pytest.raises(NotProven, match="another log"):
        proof.check(made(origin="elsewhere.example"), ENTRIES[3], TRUST)
    with pytest.raises(NotProven, match="no key"):
        proof.check(made(), ENTRIES[3], TRUST.model_copy(update={"keys": (key(9),)}))


def test_a_checkpoint_of_another_size_is_not_the_one_that_was_signed() -> None:
    found = made()
    other = found._replace(head=Note(found.head.text.replace("\n11\n", "\n12\n"), found.head.lines))
    with pytest.raises(NotProven, match="checkpoint does not hold"):
        proof.check(other, ENTRIES[3], TRUST)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        made().render().replace(b"@v1", b"@v2"),
        made().render().replace(b"index 3", b"index 03"),
        made().render().replace(b"index 3", b"extra AAAA\nindex 3"),
        made().render().replace(b"index 3\n", b"index 3\nAAAA\n"),
        made().render().replace(b"index 3\n", b"index 3\n" + b"A" * 43 + b"=\n" + (b"A" * 43 + b"=\n") * 63),
        made().render().partition(b"\n\n")[0],
    ],
)
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedProof):
        proof.parse(data)


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_make_reading_fail_otherwise(data: bytes, place: int) -> None:
    whole = made().render()
    for candidate in (data, whole[:place] + data + whole[place:]):
        with contextlib.suppress(MalformedProof):
            assert proof.parse(candidate).render() == candidate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        f"a\n01\n{'A' * 43}=\n",
        f"a\n-1\n{'A' * 43}=\n",
        f"\n1\n{'A' * 43}=\n",
        "a\n1\nAAAA\n",
        f"a\n1\n{'A' * 42}B=\n",
        f"a\n1\n{'A' * 43}=\nmore\n",
        f"a\n1\n{'A' * 43}=",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedCheckpoint):
        checkpoint.parse(text)
