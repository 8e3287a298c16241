"""What a witness signs and what it does not, with the statuses of the specification."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.adapters.files import LocalFiles
from pipeline.transparency import merkle, notes, witness
from pipeline.transparency.checkpoint import Checkpoint
from pipeline.transparency.merkle import Subtree
from pipeline.transparency.notes import Kind, Note
from pipeline.transparency.proof import LogTrust
from pipeline.transparency.witness import Reply, Request, Witness
from tests.support.note_keys import Signer, key

LOG, WITNESS = key(1), key(2, "witness.example", Kind.COSIGNATURE)
TIME = 1_790_000_000


def leaves(flavour: str) -> Callable[[Subtree], bytes]:
    def read(tree: Subtree) -> bytes:
        first = tree.number << tree.level
        parts = range(first, first + (1 << tree.level))
        return merkle.perfect([merkle.leaf_hash(f"{flavour} {k}".encode()) for k in parts])

    return read


def asked(old: int, new: int, *, flavour: str = "true", origin: str = "log.example", seed: int = 1) -> Request:
    text = Checkpoint(origin, new, merkle.root(new, leaves(flavour))).text
    return Request(
        old, merkle.consistency(old, new, leaves(flavour)), Note(text, (notes.sign(text, LOG, Signer(seed)),))
    )


@pytest.fixture
def one(tmp_path: Path) -> Witness:
    return opened(tmp_path)


def opened(folder: Path) -> Witness:
    trust = LogTrust(origin="log.example", keys=(LOG,))
    return Witness(LocalFiles(folder), WITNESS, Signer(2), logs=[trust], clock=lambda: TIME)


def test_each_state_that_follows_from_the_last_one_is_signed(one: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 8), (8, 300)):
        request = asked(old, new)
        reply = one.add_checkpoint(request.render())
        assert reply.status == 200
        lines = witness.read_lines(reply.body, request.note.text)
        (held,) = notes.verify(Note(request.note.text, lines), [WITNESS])
        assert (held.key, held.time) == (WITNESS, TIME)


def test_what_it_saw_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    assert opened(tmp_path).add_checkpoint(asked(0, 5).render()).status == 200
    assert opened(tmp_path).add_checkpoint(asked(0, 9).render()) == Reply(409, b"5\n", "text/x.tlog.size")
    assert opened(tmp_path).add_checkpoint(asked(5, 9).render()).status == 200


def test_a_log_that_was_rewritten_is_not_signed(one: Witness) -> None:
    assert one.add_checkpoint(asked(0, 5).render()).status == 200
    assert one.add_checkpoint(asked(5, 9, flavour="false").render()).status == 422
    assert one.add_checkpoint(asked(5, 5, flavour="false").render()).status == 409
    assert one.add_checkpoint(asked(5, 9).render()).status == 200


def test_a_log_that_shrank_is_not_signed(one: Witness) -> None:
    assert one.add_checkpoint(asked(0, 9).render()).status == 200
    shrunk = asked(0, 5)._replace(old=9, link=())
    assert one.add_checkpoint(shrunk.render()).status == 400
    assert one.add_checkpoint(asked(0, 5).render()).status == 409


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asked(0, 3, origin="elsewhere.example"), 404),
        (asked(0, 3, seed=5), 403),
        (asked(0, 3)._replace(old=4), 400),
        (asked(0, 3)._replace(link=(bytes(32),)), 422),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_with_the_specifications_status(
    one: Witness, request_: Request, status: int
) -> None:
    assert one.add_checkpoint(request_.render()).status == status
    assert one.add_checkpoint(asked(0, 3).render()).status == 200  # and nothing was remembered


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 1\n",
        b"old 01\n\n" + asked(0, 3).note.render(),
        b"old 0\nnot base64\n\n" + asked(0, 3).note.render(),
        b"old 0\nAAAA\n\n" + asked(0, 3).note.render(),
        b"old 0\n\n" + b"no note",
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + asked(0, 3).note.render(),
        b"\xff" + asked(0, 3).render(),
        asked(0, 3).render() + b"x" * 70_000,
    ],
)
def test_what_is_no_request_is_refused(one: Witness, body: bytes) -> None:
    assert one.add_checkpoint(body).status == 400
