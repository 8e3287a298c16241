"""The table of results, and where it is written."""

import datetime as dt
from collections.abc import Sequence

from pipeline.locations import ROOT
from tests.faults.counting import Result

DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by python -m tests.faults: begin -->", "<!-- written by python -m tests.faults: end -->"

HEAD = """\
| fault | running | ended once | certificates | numbered | sent at most | ended after | watchers whole | rejoined |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


def table(results: Sequence[Result]) -> str:
    """Return the results as Markdown."""
    return HEAD + "".join(map(_row, results))


def _row(each: Result) -> str:
    cells = (
        each.fault,
        each.running,
        f"{each.counted.once} of {each.cases}",
        f"{each.counted.certificates}, {each.counted.logged} in the log",
        f"{each.counted.numbered} of {each.cases}",
        f"{each.counted.sent} times",
        f"{each.seconds:.0f} s",
        f"{each.whole} of {each.watchers}",
        f"{each.rejoined}{'' if each.is_kept else ' **broken**'}",
    )
    return f"| {' | '.join(map(str, cells))} |\n"


def write(results: Sequence[Result]) -> None:
    """Put the table into its place in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    said = f"{BEGIN}\n\nRun on {dt.datetime.now(tz=dt.UTC):%d %B %Y}.\n\n{table(results)}\n{END}"
    DOCUMENT.write_text(before + said + after, encoding="utf-8")
