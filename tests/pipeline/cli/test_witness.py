"""A witness as a process of its own, and a log that asks it."""

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from models.vocabulary.errors import Misconfigured, SubmissionError
from pipeline import keys
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.signing import UnsafeDevSigner
from pipeline.cli import verify
from pipeline.cli import witness as command
from pipeline.issuing import ENVELOPE, issue
from pipeline.locations import development_log_key
from pipeline.messages import Message
from pipeline.transparency import proof, tiles
from pipeline.transparency.log import PREFIX, Log
from pipeline.transparency.notes import Kind, NoteKey
from pipeline.transparency.proof import LogTrust
from pipeline.transparency.witnessing import HttpWitness, confirm
from pipeline.wiring import from_environment
from tests.support import sample_case
from tests.support.note_keys import Signer, key
from tests.support.signed import signed_report

KEY = key(1)


def entry(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    path = tmp_path / "witness.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


class Process:
    """``./adriel witness``, running."""

    def __init__(self, pem: Path, state: Path, *, log: str = KEY.vkey) -> None:
        words = ["--name", "witness.example", "--key", str(pem), "--log", log, "--state", str(state)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", "witness", *words], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.key = NoteKey.from_vkey(self.process.stdout.readline().strip())
        self.outside = HttpWitness(self.key, self.process.stdout.readline().strip())

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def process(pem: Path, tmp_path: Path) -> Iterator[Process]:
    running = Process(pem, tmp_path / "state")
    yield running
    if running.process.poll() is None:
        running.end()


def log_in(folder: Path) -> Log:
    return Log(LocalFiles(folder), KEY, Signer(1), origin=KEY.name)


def test_a_log_is_confirmed_state_after_state_by_a_witness_that_may_be_killed(
    pem: Path, process: Process, tmp_path: Path
) -> None:
    log = log_in(tmp_path / "log")
    trust = LogTrust(origin=KEY.name, keys=(KEY,), witnesses=(process.key,), quorum=1)
    for turn in range(3):
        log.append([entry(turn)])
        assert confirm(log, [process.outside]) == ("witness.example",)
        found = log.prove(entry(turn))
        assert found is not None
        assert proof.check(found, entry(turn), trust).witnesses == ("witness.example",)
    process.end(signal.SIGKILL)
    again = Process(pem, tmp_path / "state")
    log.append([entry(3)])
    assert confirm(log, [again.outside]) == ("witness.example",)
    again.end()


def test_a_second_log_under_the_same_name_is_not_confirmed(process: Process, tmp_path: Path) -> None:
    """What a log that shows two faces looks like: its key signs both, and the witness has seen one."""
    first, second = log_in(tmp_path / "one"), log_in(tmp_path / "two")
    first.append([entry(1), entry(2)])
    second.append([entry(3), entry(4), entry(5)])
    assert confirm(first, [process.outside]) == ("witness.example",)
    assert confirm(second, [process.outside]) == ()
    assert len(first.published() or ()) == 2


def test_a_witness_that_is_away_stops_nothing(process: Process, tmp_path: Path) -> None:
    log = log_in(tmp_path / "log")
    log.append([entry(1)])
    process.end()
    assert confirm(log, [process.outside]) == ()
    assert log.append([entry(2)]).size == 2


def test_a_witness_elsewhere_is_asked_over_https_alone(process: Process, tmp_path: Path) -> None:
    log = log_in(tmp_path / "log")
    log.append([entry(1)])
    assert confirm(log, [HttpWitness(process.key, "http://witness.example")]) == ()


def test_tiles_that_are_lost_do_not_let_a_log_be_confirmed(process: Process, tmp_path: Path) -> None:
    log = log_in(tmp_path / "log")
    log.append([entry(1), entry(2)])
    assert confirm(log, [process.outside])
    log.append([entry(3)])
    store = LocalFiles(tmp_path / "log")
    path = PREFIX + tiles.tile_path(0, 0, 3)
    assert store.swap(path, store.get(path), bytes(96))
    assert confirm(log, [process.outside]) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--name", "a b", "--log", KEY.vkey], "witness:name"),
        (["--name", "a", "--log", "nonsense"], "witness:log"),
    ],
)
def test_what_it_cannot_start_with_is_said(pem: Path, tmp_path: Path, words: list[str], code: str) -> None:
    with pytest.raises(SubmissionError) as fault:
        command.main([*words, "--key", str(pem), "--state", str(tmp_path)])
    assert fault.value.code == code


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    with pytest.raises(Misconfigured, match="--key: the key file is not an unencrypted PEM private key"):
        command.main(["--name", "a", "--log", KEY.vkey, "--key", str(wrong), "--state", str(tmp_path)])


# What a verifier asks of witnesses


@pytest.fixture
def issued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Process]]:
    """A certificate whose log was confirmed by a witness that runs."""
    state = tmp_path / "house"
    for name in ("ADRIEL_BLOBS", "ADRIEL_KEYS", "ADRIEL_SIGNING_KEY", "ADRIEL_PUBLIC", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ADRIEL_STATE", str(state))
    settings = {"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_STATE": str(state)}
    log_key = NoteKey(name="adriel.example/log", public=UnsafeDevSigner(development_log_key(state)).public)
    pem = tmp_path / "outside.pem"
    UnsafeDevSigner(pem)
    running = Process(pem, tmp_path / "witness", log=log_key.vkey)
    shop = from_environment(settings | {"ADRIEL_WITNESSES": f"{running.key.vkey} {running.outside.address}"})
    sample = sample_case.authentic()
    report = json.dumps(signed_report(sample, shop.signer)).encode()  # type: ignore[arg-type]
    issue(shop, Message(case=sample.case.case, examination=1, dispatch="d1"), report)
    path = tmp_path / "certificate.envelope.json"
    path.write_bytes(shop.store.get(keys.document(sample.case.case, 1, ENVELOPE)))
    yield path, running
    running.end()


def log_step(file: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str, list[str]]:
    capsys.readouterr()
    verify.main([str(file), "--json", "--offline", *words])
    found = json.loads(capsys.readouterr().out)
    step = next(each for each in found["steps"] if each["name"] == "log")
    return step["status"], step["why"], found["not_covered"]


def test_a_policy_is_met_or_not_and_without_one_it_is_said_that_none_was_asked_for(
    issued: tuple[Path, Process], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, running = issued
    known, other = f"witness A {running.key.vkey}\n", f"witness B {key(9, 'other.example', Kind.COSIGNATURE).vkey}\n"
    policy = tmp_path / "policy"
    status, _, open_ = log_step(file, capsys)
    assert status == "passed"
    assert verify.WITNESSES in open_
    policy.write_text(f"{known}quorum A\n")
    status, why, open_ = log_step(file, capsys, "--policy", str(policy))
    assert status == "passed"
    assert why.endswith("confirmed by witness.example")
    assert verify.WITNESSES not in open_
    policy.write_text(f"{known}{other}group both all A B\nquorum both\n")
    status, why, _ = log_step(file, capsys, "--policy", str(policy))
    assert (status, why) == (
        "failed",
        "1 of 2 known witnesses confirmed the checkpoint: too few for the policy",
    )


def test_a_policy_that_names_another_log_believes_that_one_alone(
    issued: tuple[Path, Process], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {KEY.vkey}\nquorum none\n")
    assert log_step(issued[0], capsys, "--policy", str(policy))[0] == "failed"


def test_a_file_that_is_no_policy_is_named(issued: tuple[Path, Process], tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text("quorum A\n")
    with pytest.raises(SubmissionError, match="line 1: no line above defines A"):
        verify.main([str(issued[0]), "--policy", str(policy)])
