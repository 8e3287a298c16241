"""Rows of measurements, and how they are printed."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement.

    :ivar value: median, in ``unit``.
    :ivar spread: smallest and largest.
    :ivar ratio: to the baseline measured in the same run, and its name.
    :ivar aim: what the ratio or the value should be, in words.
    """

    name: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None
    ratio: float | None = None
    against: str = ""
    aim: str = ""


def row(name: str, samples: Sequence[float], unit: str, **more: object) -> Row:
    """Return the row of several samples: their median, smallest and largest."""
    return Row(name, statistics.median(samples), unit, (min(samples), max(samples)), **more)  # type: ignore[arg-type]


def markdown(title: str, rows: Sequence[Row]) -> str:
    """Return a table for ``docs/performance.md`` and for the terminal."""
    lines = [f"### {title}", "", "| what | median | min to max | ratio | aim |", "|---|---:|---:|---:|---|"]
    for each in rows:
        spread = f"{each.spread[0]:.4g} to {each.spread[1]:.4g}" if each.spread else ""
        ratio = f"{each.ratio:.2f} x {each.against}" if each.ratio is not None else ""
        lines.append(f"| {each.name} | {each.value:.4g} {each.unit} | {spread} | {ratio} | {each.aim} |")
    return "\n".join(lines) + "\n"
