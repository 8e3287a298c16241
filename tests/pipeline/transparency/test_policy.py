import contextlib
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.files import LocalFiles
from pipeline.transparency import notes, policy, proof
from pipeline.transparency.log import Log
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.notes import Kind, NoteKey
from pipeline.transparency.policy import MalformedPolicy, Policy
from pipeline.transparency.proof import LogTrust
from tests.support.note_keys import Signer, key

LOG = key(1)
WITNESSES = {f"W{seed}": key(seed, f"w{seed}.example", Kind.COSIGNATURE) for seed in range(2, 7)}
LINES = "".join(f"witness {name} {each.vkey} https://{each.name}\n" for name, each in WITNESSES.items())
NESTED = f"""# two of the first three, and one of the others
log {LOG.vkey}
{LINES}
group first 2 W2 W3 W4
\tgroup others any W5 W6
group both all first others
quorum both
"""


def read(text: str) -> Policy:
    return policy.parse(text.encode())


@pytest.mark.parametrize(
    ("confirmed", "met"),
    [
        ((), False),
        (("W2", "W3"), False),
        (("W2", "W5", "W6"), False),
        (("W2", "W3", "W5"), True),
        (("W3", "W4", "W6"), True),
        (tuple(WITNESSES), True),
    ],
)
def test_groups_of_groups_say_who_is_enough(confirmed: tuple[str, ...], *, met: bool) -> None:
    found = read(NESTED)
    assert found.logs == (LOG,)
    assert found.is_met(WITNESSES[name] for name in confirmed) is met


def test_one_witness_may_be_asked_for_or_none() -> None:
    one = read(f"{LINES}quorum W2\n")
    assert one.is_met([WITNESSES["W2"]])
    assert not one.is_met([WITNESSES["W3"]])
    assert read("quorum none\n").is_met([])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no line that begins with quorum"),
        ("nonsense\n", "line 1: a line begins with"),
        ("quorum\n", "more or fewer words"),
        ("quorum W2\n", "no line above defines W2"),
        (f"quorum none\nquorum none\n{LINES}", "line 2: there is one quorum"),
        (f"{LINES}group none all W2\nquorum none\n", "name is taken"),
        (f"{LINES}group W2 all W3\nquorum none\n", "name is taken"),
        (f"{LINES}group g 3 W2 W3\nquorum g\n", "a number from 1 to 2"),
        (f"{LINES}group g 0 W2 W3\nquorum g\n", "a number from 1 to 2"),
        (f"{LINES}group g all W2 W2\nquorum g\n", "a member twice"),
        (f"{LINES}group g all W2\ngroup h all W2 W3\nquorum h\n", "a member twice"),
        (f"{LINES}group g all g\nquorum g\n", "no line above defines g"),
        (f"witness A {LOG.vkey}\nquorum A\n", "the other kind"),
        (f"log {WITNESSES['W2'].vkey}\nquorum none\n", "the other kind"),
        (f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none\n", "there twice"),
        (f"log {LOG.vkey}\nlog {key(9, 'other.example').vkey}\nquorum none\n", "one log"),
        ("witness A nonsense\nquorum A\n", "no verifier key"),
        ("quorum none\r\n", "plain text"),
        ("quorum none\n" * 1001, "plain text"),
    ],
)
def test_what_is_no_policy_says_where_and_why(text: str, why: str) -> None:
    with pytest.raises(MalformedPolicy, match=why):
        read(text)


@given(st.binary(max_size=300))
def test_no_file_is_more_than_no_policy(data: bytes) -> None:
    with contextlib.suppress(MalformedPolicy):
        assert isinstance(policy.parse(data), Policy)


def test_a_proof_is_believed_once_the_policy_is_met(tmp_path: Path) -> None:
    log, entry = Log(LocalFiles(tmp_path), LOG, Signer(1), origin=LOG.name), hashlib.sha256(b"it").digest()
    log.append([entry])
    trust = LogTrust(origin=LOG.name, keys=(LOG,), policy=read(NESTED))
    shown: list[NoteKey] = []
    for name, seed in (("W2", 2), ("W3", 3), ("W5", 5)):
        unconfirmed = log.prove(entry)
        assert unconfirmed is not None
        with pytest.raises(NotProven, match=f"{len(shown)} of 5 known witnesses"):
            proof.check(unconfirmed, entry, trust)
        shown.append(WITNESSES[name])
        assert log.cosign([notes.sign(unconfirmed.head.text, WITNESSES[name], Signer(seed), time=1)])
    found = log.prove(entry)
    assert found is not None
    assert proof.check(found, entry, trust).witnesses == tuple(each.name for each in shown)
