"""Asks ``./adriel verify`` in this process, and reads what it answers to programs."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import verify


def asked(capsys: pytest.CaptureFixture[str], file: Path, *words: str) -> dict[str, Any]:
    """Return what it says of a file."""
    capsys.readouterr()
    verify.main([str(file), "--json", *words])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def step(found: dict[str, Any], name: str) -> tuple[str, str]:
    """Return how a step ended, and why."""
    return next((each["status"], each["why"]) for each in found["steps"] if each["name"] == name)
