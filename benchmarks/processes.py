"""What process groups have used, read from ``/proc`` (Linux)."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_GROUP, _UTIME, _STIME = 2, 11, 12
"""Fields after the command's closing bracket (proc(5)): pgrp, utime, stime; then cutime and cstime."""


def _members(groups: frozenset[int]) -> Iterator[tuple[Path, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[_GROUP]) in groups:
                yield folder, fields


def cpu_seconds(groups: Iterable[int]) -> float:
    """Return the CPU time of all living members and of the children that they have waited for."""
    members = _members(frozenset(groups))
    return sum(sum(int(field) for field in fields[_UTIME : _STIME + 3]) for _, fields in members) / _TICK


def peak_megabytes(group: int) -> float:
    """Return the largest peak resident memory of any member."""
    peaks = [0]
    for folder, _ in _members(frozenset({group})):
        try:
            lines = (folder / "status").read_text().splitlines()
        except OSError:
            continue
        peaks += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return max(peaks) / 1024
