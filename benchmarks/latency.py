"""How long a person waits at the command line: to the first progress line, and to the report for one photo."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.fleet import GENUINE
from benchmarks.table import Row, row
from pipeline.locations import ROOT


def run(*, short: bool) -> list[Row]:
    """Time the whole command; nothing of it is warm but the disk's cache."""
    samples = [_once() for _ in range(2 if short else 5)]
    return [
        row("command to first progress line", [first for first, _ in samples], "s", aim="under 3 s"),
        row("command to report, one photo, no key", [whole for _, whole in samples], "s"),
    ]


def _once() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder) / "photos"
        photos.mkdir()
        for name in ("dial.jpg", "claim.toml"):
            shutil.copy(GENUINE / name, photos / name)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GEMINI", "REDIS"))}
        return _timed(
            [sys.executable, "-P", "-m", "pipeline.cli", "authenticate", str(photos), "--out", f"{folder}/out"],
            {**environment, "ADRIEL_STATE": f"{folder}/state", "PYTHONPATH": str(ROOT)},
        )


def _timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    begun, first = time.perf_counter(), None
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if first is None and b"photos prepared" in line:
                first = time.perf_counter() - begun
    if process.returncode or first is None:
        raise RuntimeError(f"the command ended with {process.returncode}")
    return first, time.perf_counter() - begun
