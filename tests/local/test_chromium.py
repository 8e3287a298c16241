"""Where the tests' browser comes from, tried with programs of our own on the PATH."""

from pathlib import Path

import pytest

from local import chromium


def program(folder: Path, name: str, text: str = "exit 0") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_one_that_is_there_is_found_and_nothing_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = program(tmp_path, "chromium")
    chromium.ensure({"PATH": str(tmp_path)}, root=True)
    assert chromium.find({"PATH": str(tmp_path)}) == str(found)
    assert capfd.readouterr().err == ""


def test_the_setting_goes_before_the_path(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    own = program(tmp_path, "my-browser")
    assert chromium.find({"PATH": str(tmp_path), chromium.SETTING: str(own)}) == str(own)
    assert chromium.find({"PATH": str(tmp_path), chromium.SETTING: str(tmp_path / "none")}) is None


def test_root_installs_it_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "asked"
    made = f'echo "$*" >> {asked}; [ "$2" = update ] || {{ echo \'#!/bin/sh\' > {tmp_path}/chromium; '
    program(tmp_path, "apt-get", f"{made}/bin/chmod 755 {tmp_path}/chromium; }}")
    for _ in range(2):
        chromium.ensure({"PATH": str(tmp_path)}, root=True)
    assert asked.read_text().splitlines() == ["-q update", "-q install --yes --no-install-recommends chromium"]
    assert capfd.readouterr().err.count("installing Debian's chromium") == 1


@pytest.mark.parametrize(("root", "apt"), [(False, "exit 0"), (True, "exit 100")], ids=["not root", "apt fails"])
def test_otherwise_it_is_said_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], *, root: bool, apt: str
) -> None:
    program(tmp_path, "apt-get", apt)
    chromium.ensure({"PATH": str(tmp_path)}, root=root)
    assert "apt install chromium" in capfd.readouterr().err
