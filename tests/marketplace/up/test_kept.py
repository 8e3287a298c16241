"""What the second start finds again."""

import socket
import stat
from pathlib import Path

import pytest

from marketplace.up import kept
from models.vocabulary.errors import SubmissionError

NAMES = ("api", "flower")


def listening() -> socket.socket:
    taken = socket.socket()
    taken.bind((kept.LOOPBACK, 0))
    taken.listen()
    return taken


def test_ports_are_those_of_the_last_start(tmp_path: Path):
    first = kept.ports(tmp_path, NAMES, {})
    assert len(set(first.values())) == 2
    assert kept.ports(tmp_path, NAMES, {}) == first


def test_a_port_that_somebody_took_meanwhile_is_replaced(tmp_path: Path):
    first = kept.ports(tmp_path, NAMES, {})
    with socket.socket() as taken:
        taken.bind((kept.LOOPBACK, first["api"]))
        taken.listen()
        second = kept.ports(tmp_path, NAMES, {})
    assert second["api"] != first["api"]
    assert second["flower"] == first["flower"]


def test_a_port_that_is_asked_for_is_remembered(tmp_path: Path):
    with listening() as probe:
        port = probe.getsockname()[1]
    assert kept.ports(tmp_path, NAMES, {"api": port})["api"] == port
    assert kept.ports(tmp_path, NAMES, {})["api"] == port


def test_a_port_that_is_asked_for_and_taken_is_said(tmp_path: Path):
    with listening() as taken, pytest.raises(SubmissionError, match="is taken"):
        kept.ports(tmp_path, NAMES, {"api": taken.getsockname()[1]})


@pytest.mark.parametrize("port", [0, -1, 65536, 10**12])
def test_what_is_no_port_is_said(tmp_path: Path, port: int):
    with pytest.raises(SubmissionError, match="from 1 to 65535"):
        kept.ports(tmp_path, NAMES, {"api": port})


@pytest.mark.parametrize("left", ["", "no JSON", "[]", '{"api": "x"}', '{"api": 99999999}', '{"api": -1}'])
def test_a_broken_note_of_ports_is_written_anew(tmp_path: Path, left: str):
    (tmp_path / "ports.json").write_text(left)
    assert 0 < kept.ports(tmp_path, NAMES, {})["api"] < 65536


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    path = kept.secret_key(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text()) >= 50
    assert kept.secret_key(tmp_path).read_text() == path.read_text()


def test_a_key_that_was_made_by_half_is_made_anew(tmp_path: Path):
    (tmp_path / "secret-key.new").write_text("half")
    assert len(kept.secret_key(tmp_path).read_text()) >= 50
