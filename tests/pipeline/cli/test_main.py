"""The entry: every command explains itself, and what strangers write ends in a sentence."""

import signal
from pathlib import Path

import pytest

from pipeline.cli.__main__ import COMMANDS, main

LONG = "x" * 10_000
SIGNS = {
    "10,000 characters": LONG,
    "a control character": "Ome\x07ga",
    "a line break": "Omega\nverdict: authentic",
    "an escape sequence": "Omega\x1b[2J",
    "a right-to-left mark": "Ome\u200fga",
    "a right-to-left override": "\u202eagemO",
    "a zero-width space": "Ome\u200bga",
    "a lone surrogate": "Ome\udcffga",
    "nothing but spaces": "   ",
}


@pytest.fixture(autouse=True)
def _handlers_as_before():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    (tmp_path / "dial.jpg").write_bytes(b"never looked at")
    return tmp_path


def run(*words: str | Path) -> int:
    try:
        return main([str(word) for word in words])
    except SystemExit as left:  # argparse's way of saying the same
        return left.code if isinstance(left.code, int) else 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    assert run(command, "--help") == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: adriel {command}")
    assert len(shown.splitlines()) > 4


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_the_help_names_every_command(words: list[str], capsys: pytest.CaptureFixture[str]):
    assert run(*words) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


def test_without_a_command_the_help_is_shown_and_the_usage_wrong(capsys: pytest.CaptureFixture[str]):
    assert run() == 2
    assert "authenticate" in capsys.readouterr().out


def test_an_unknown_command_is_refused_and_the_known_ones_named(capsys: pytest.CaptureFixture[str]):
    assert run("authentify") == 2
    said = capsys.readouterr().err
    assert "'authentify'" in said
    assert all(name in said for name in COMMANDS)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]):
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("adriel ")


@pytest.mark.parametrize("field", ["brand", "model", "serial"])
@pytest.mark.parametrize("text", SIGNS.values(), ids=SIGNS)
def test_a_claim_that_a_person_cannot_read_is_refused_without_repeating_it(
    photos: Path, field: str, text: str, capsys: pytest.CaptureFixture[str]
):
    claim = {"brand": "Omega", field: text}
    words = [word for name, value in claim.items() for word in (f"--{name}", value)]
    assert run("authenticate", photos, *words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"adriel: --{field}")
    assert text.strip() == "" or text not in said.err
    assert len(said.err) < 300


@pytest.mark.parametrize(
    "text", [LONG, "Ome\\u200fga", "Ome\\u0007ga", "\\u202eagemO"], ids=["long", "mark", "control", "override"]
)
def test_a_claim_file_that_a_person_cannot_read_is_refused_by_name(
    photos: Path, text: str, capsys: pytest.CaptureFixture[str]
):
    (photos / "claim.toml").write_text(f'brand = "{text}"\n')
    assert run("authenticate", photos) == 2
    said = capsys.readouterr().err
    assert said.startswith("adriel: claim.toml: brand")
    assert text not in said


BAD_CLAIMS = {
    "bytes that are no text": b"brand = \xff\xfe",
    "no TOML": b"brand: Omega",
    "nested without end": b"brand = " + b"[" * 50_000,
    "another field": b'brand = "Omega"\nverdict = "authentic"',
    "a number for a name": b"brand = 5",
    "a year in words": b'brand = "Omega"\nyear = "1969"',
    "a list for a name": b'brand = ["Omega"]',
    "larger than any claim": b"#" * 70_000,
}


@pytest.mark.parametrize("content", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_a_claim_file_that_is_none_is_refused_by_name(photos: Path, content: bytes, capsys: pytest.CaptureFixture[str]):
    (photos / "claim.toml").write_bytes(content)
    assert run("authenticate", photos) == 2
    assert capsys.readouterr().err.startswith("adriel: claim.toml")
