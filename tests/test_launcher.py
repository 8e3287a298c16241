"""The launcher, in clones made for the purpose: a real environment, real pip, and one wheel made here."""

import base64
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPO = Path(__file__).resolve().parents[1]
SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]
PROBE = """
import json, os, sys, adriel_probe
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "probe": adriel_probe.VALUE}))
"""


def _wheel(folder: Path, version: str) -> str:
    """Make a wheel of one module; return its line for a lock file."""
    path = folder / f"adriel_probe-{version}-py3-none-any.whl"
    info = f"adriel_probe-{version}.dist-info"
    files = {
        "adriel_probe.py": f"VALUE = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: adriel-probe\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        record = ""
        for name, text in files.items():
            wheel.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(text)}\n"
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"adriel-probe=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _clone(home: Path, wheels: Path, version: str = "1") -> Path:
    """Make a clone whose command line is a probe and whose lock file names one wheel."""
    (home / "pipeline" / "cli").mkdir(parents=True)
    (home / "local").mkdir()
    for name in ("adriel", "local/__init__.py", "local/bootstrap.py"):
        shutil.copy2(REPO / name, home / name)
    (home / "pipeline" / "cli" / "__init__.py").write_text("")
    (home / "pipeline" / "cli" / "__main__.py").write_text(PROBE)
    (home / "requirements.txt").write_text(_wheel(wheels, version))
    return home


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wheels")


def _environment(wheels: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_"))}
    return {**kept, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull, **more}


def _run(
    launcher: Path, wheels: Path, *arguments: str, cwd: Path | None = None, interpreter: str = "", **env: str
) -> "subprocess.CompletedProcess[str]":
    command = [*interpreter.split(), str(launcher), *arguments]
    environment = _environment(wheels, **env)
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Iterator[Path]:
    """A clone at a hard path, used once."""
    folder = tmp_path_factory.mktemp("clones") / 'it\'s a "clone" $HOME `x` ünï'
    home = _clone(folder / ("long" * 30), wheels)
    first = _run(home / "adriel", wheels)
    assert first.returncode == 0, first.stderr
    assert "installing 1 packages" in first.stderr
    assert "1" in first.stdout
    yield home
    shutil.rmtree(folder)


def _without_pip(home: Path) -> float:
    return (home / ".venv" / "adriel-install.log").stat().st_mtime_ns


@pytest.mark.parametrize("shell", SHELLS)
def test_a_second_run_installs_nothing_under_any_shell(home: Path, wheels: Path, shell: str) -> None:
    before = _without_pip(home)
    done = _run(home / "adriel", wheels, "one", "two  three", "", interpreter=shell.replace("busybox", "busybox sh"))
    assert (done.returncode, done.stderr) == (0, "")
    assert '"arguments": ["one", "two  three", ""]' in done.stdout
    assert _without_pip(home) == before


@pytest.mark.parametrize("shell", SHELLS)
def test_the_launcher_is_read_whole_by_each_shell(shell: str) -> None:
    command = [*shell.replace("busybox", "busybox sh").split(), "-n", REPO / "adriel"]
    assert subprocess.run(command, check=False).returncode == 0


def test_it_works_from_any_folder_and_nothing_there_shadows_a_module(home: Path, wheels: Path, tmp_path: Path) -> None:
    for name in ("json.py", "pipeline.py", "adriel_probe.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit('shadowed')")
    done = _run(home / "adriel", wheels, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f'"folder": "{tmp_path}"' in done.stdout


def test_it_is_found_through_links_and_the_path(home: Path, wheels: Path, tmp_path: Path) -> None:
    (tmp_path / "far").symlink_to(home / "adriel")
    (tmp_path / "adriel").symlink_to("far")
    assert _run(tmp_path / "adriel", wheels).returncode == 0
    assert _run(Path("adriel"), wheels, PATH=f"{tmp_path}:{os.environ['PATH']}").returncode == 0
    assert _run(Path("adriel"), wheels, cwd=home, interpreter="sh").returncode == 0


@pytest.mark.parametrize(
    "env",
    [{"PYTHONHOME": "/nowhere"}, {"PYTHONPATH": "/nowhere"}, {"PYTHONSTARTUP": "/nowhere"}, {"CDPATH": "/usr:/"}],
    ids=lambda env: next(iter(env)),
)
def test_a_strange_environment_does_not_leak_in(home: Path, wheels: Path, env: dict[str, str]) -> None:
    done = _run(Path("adriel"), wheels, cwd=home, interpreter="sh", **env)
    assert done.returncode == 0, done.stderr


def test_a_changed_lock_file_is_installed_and_an_unchanged_one_is_not(wheels: Path, tmp_path: Path) -> None:
    home = _clone(tmp_path / "clone", wheels)
    assert '"probe": "1"' in _run(home / "adriel", wheels).stdout
    (home / "requirements.txt").write_text(_wheel(wheels, "2"))
    changed = _run(home / "adriel", wheels)
    assert '"probe": "2"' in changed.stdout
    assert "installed" in changed.stderr
    assert _run(home / "adriel", wheels).stderr == ""


def test_a_moved_clone_makes_its_environment_anew(wheels: Path, tmp_path: Path) -> None:
    _run(_clone(tmp_path / "before", wheels) / "adriel", wheels)
    (tmp_path / "before").rename(tmp_path / "after")
    moved = _run(tmp_path / "after" / "adriel", wheels)
    assert moved.returncode == 0
    assert "installed" in moved.stderr
    assert str(tmp_path / "after") in (tmp_path / "after" / ".venv" / "pyvenv.cfg").read_text()


def test_an_interpreter_that_was_removed_is_noticed(wheels: Path, tmp_path: Path) -> None:
    home = _clone(tmp_path / "clone", wheels)
    _run(home / "adriel", wheels)
    python = home / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    assert "installed" in _run(home / "adriel", wheels).stderr


def test_three_at_once_install_once_and_all_run(wheels: Path, tmp_path: Path) -> None:
    home = _clone(tmp_path / "clone", wheels)
    runs = [
        subprocess.Popen([home / "adriel", str(n)], env=_environment(wheels), stdout=-1, stderr=-1, text=True)
        for n in range(3)
    ]
    ended = [(run.communicate(timeout=120), run.returncode) for run in runs]
    assert [code for _, code in ended] == [0, 0, 0]
    assert sum(err.count("adriel: installed") for (_, err), _ in ended) == 1
    assert sum(err.count("waiting for it") for (_, err), _ in ended) == 2


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_installation_is_begun_anew(wheels: Path, tmp_path: Path, how: signal.Signals) -> None:
    home = _clone(tmp_path / "clone", wheels)
    run = subprocess.Popen(
        [home / "adriel"], env=_environment(wheels), stderr=subprocess.DEVNULL, start_new_session=True
    )
    limit = time.monotonic() + 60
    while not (home / ".venv" / "adriel-install.log").exists():
        assert time.monotonic() < limit
        time.sleep(0.01)
    os.killpg(run.pid, how)
    assert run.wait(30) != 0
    again = _run(home / "adriel", wheels)
    assert again.returncode == 0, again.stderr
    assert "adriel: installed" in again.stderr


def test_a_failed_installation_says_why_without_pips_warnings(wheels: Path, tmp_path: Path) -> None:
    home = _clone(tmp_path / "clone", wheels)
    (home / "requirements.txt").write_text(f"adriel-probe==1 --hash=sha256:{'0' * 64}\n")
    failed = _run(home / "adriel", wheels)
    assert failed.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in failed.stderr
    assert "run the same command again" in failed.stderr
    assert "WARNING" not in failed.stderr
    assert not (home / ".venv" / "adriel-stamp").exists()


def test_an_old_or_broken_python_is_passed_over_and_none_at_all_is_named(wheels: Path, tmp_path: Path) -> None:
    home, tools = _clone(tmp_path / "clone", wheels), tmp_path / "tools"
    tools.mkdir()
    for name in ("readlink", "cmp", "dirname", "sh"):
        (tools / name).symlink_to(shutil.which(name) or "/bin/false")
    for name in ("python3.13", "python3"):
        (tools / name).write_text("#!/bin/sh\nexit 1\n")
        (tools / name).chmod(0o755)
    none = _run(home / "adriel", wheels, PATH=str(tools))
    assert none.returncode == 1
    assert "needs Python 3.11" in none.stderr
    (tools / "python").symlink_to(getattr(sys, "_base_executable"))  # noqa: B009  (unknown to type checkers)
    assert _run(home / "adriel", wheels, PATH=str(tools)).returncode == 0


def test_a_clone_that_cannot_be_written_says_so(wheels: Path, tmp_path: Path) -> None:
    home = _clone(tmp_path / "clone", wheels)
    (home / ".venv").write_text("in the way")  # stands for a read-only folder, which root would write to all the same
    if os.geteuid() != 0:
        home.chmod(0o500)
    failed = _run(home / "adriel", wheels)
    home.chmod(0o700)
    assert failed.returncode == 1
    assert "a folder of yours" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_path_with_a_colon_is_refused_with_the_reason(wheels: Path, tmp_path: Path) -> None:
    failed = _run(_clone(tmp_path / "a:b", wheels) / "adriel", wheels)
    assert failed.returncode == 1
    assert "colon" in failed.stderr


def test_the_launcher_names_every_version_that_the_project_takes() -> None:
    lowest = re.search(r'requires-python = ">=3\.(\d+)"', (REPO / "pyproject.toml").read_text())
    assert lowest
    assert f"sys.version_info < (3, {lowest[1]})" in (REPO / "adriel").read_text()
