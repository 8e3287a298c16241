"""``./adriel evaluate``: how often the answers are wrong, measured."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.cli import terminal
from pipeline.cli.folders import prepare
from pipeline.evaluation.accuracy import report, sources
from pipeline.evaluation.accuracy.cases import KnownCase
from pipeline.evaluation.accuracy.code import Code
from pipeline.evaluation.accuracy.run import Place, examine_all, jobs, results
from pipeline.evaluation.accuracy.tally import tally
from pipeline.evaluation.accuracy.variants import VARIANTS
from pipeline.locations import ROOT, state_folder

DESCRIPTION = """\
Examines cases whose truth is known, with the examiners as they are, and reports how often the answers are wrong:
ROC and AUC by defect and severity, Cllr, calibration, false verdicts with their intervals, abstention, what each
examiner adds, and whether a verdict stays when the same case is handed in otherwise.

SET is "studio" (rendered watches that nothing was fitted on), "calibration" (those that the tables are fitted from)
or a folder of your own: one folder a case, with photos, claim.toml and truth.toml.
"""

EPILOG = """\
examples:
  ./adriel evaluate --size small                      a few cases, to see how it goes
  ./adriel evaluate                                   the studio's held-back set; an hour and more on two cores
  ./adriel evaluate --set calibration --labelled cal.jsonl && ./adriel calibrate cal.jsonl
  ./adriel evaluate --set my-cases --out report

An interrupted run goes on where it was. Rendered watches are not counterfeits: the report says what it cannot show.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel evaluate",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--set", default="studio", dest="source", metavar="SET", help="what is examined (studio)")
    parser.add_argument("--size", choices=("small", "full"), default="full", help="of the studio's sets")
    parser.add_argument("--out", type=Path, default=Path("adriel-out/accuracy"), help="folder of the report")
    parser.add_argument("--labelled", type=Path, metavar="FILE", help="write what ./adriel calibrate fits from")
    parser.add_argument("--docs", action="store_true", help="write the summary into docs/accuracy.md")
    parser.add_argument("--without-references", action="store_true", help="as if there were no reference sets")
    parser.add_argument("--stability", type=int, default=60, metavar="N", help="cases handed in otherwise too (60)")
    parser.add_argument("--processes", type=int, default=_cores(), help="at a time (one a core)")
    return parser


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def main(words: Sequence[str]) -> int:
    """Examine a set and write its report; return the exit code."""
    options = _parser().parse_args(words)
    prepare(options.out)
    state = state_folder(os.environ) / "accuracy"
    code = Code()
    sets = state / "references" / code.shared
    sets.mkdir(parents=True, exist_ok=True)
    studied = sources.find(options.source, options.size, sets, references=not options.without_references)
    place = Place(state / studied.name, code)
    seen = studied.publish_seen(place.blobs)
    cases = list(studied.cases())
    chosen = _spread(cases, options.stability)
    todo = jobs(cases, lambda case: tuple(VARIANTS) if case.name in chosen else ())
    examine_all(todo, place, seen=seen, processes=options.processes, told=_Bar())
    examined = list(results(cases, place))
    again = {name: list(results([case for case in cases if case.name in chosen], place, name)) for name in VARIANTS}
    if options.labelled:
        lines = [each.labelled().model_dump_json() for each in examined]
        options.labelled.write_text("\n".join([*lines, ""]), encoding="utf-8")
    figures = tally(studied.title, examined, again)
    _write(options.out / "accuracy.json", figures.model_dump_json(indent=1) + "\n")
    _write(options.out / "accuracy.html", report.page(figures))
    if options.docs:
        document = ROOT / "docs" / "accuracy.md"
        _write(document, report.placed(document.read_text(encoding="utf-8"), report.summary(figures)))
    for aim in report.aims(figures):
        print(f"  {'met   ' if aim.met else 'MISSED'}  {aim.name}: {aim.seen}; aim: {aim.aim}")
    return 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}")


def _spread(cases: Sequence[KnownCase], wanted: int) -> frozenset[str]:
    """Names of ``wanted`` cases, taken evenly over the set."""
    if not cases or wanted < 1:
        return frozenset()
    step = max(1, len(cases) // wanted)
    return frozenset(case.name for case in cases[::step][:wanted])


class _Bar:
    """Progress on standard error: in place on a terminal, a line every tenth elsewhere."""

    def __init__(self) -> None:
        self._begun, self._first, self._told = time.monotonic(), -1, -1

    def __call__(self, done: int, whole: int) -> None:
        """Tell how far it is, and how long the rest will take."""
        self._first = done if self._first < 0 else self._first
        text = f"examined {done} of {whole}{self._left(done, whole)}"
        if terminal.is_live(sys.stderr, os.environ):
            filled = round(30 * done / max(whole, 1))
            bar, end = "█" * filled + "░" * (30 - filled), "\n" if done == whole else ""
            print(f"\r{bar}  {text}\x1b[K", end=end, file=sys.stderr, flush=True)
        elif self._told < 0 or done == whole or done - self._told >= whole / 10:
            self._told = done
            print(text, file=sys.stderr, flush=True)

    def _left(self, done: int, whole: int) -> str:
        """How long the rest will take, by this run's own pace."""
        took = time.monotonic() - self._begun
        if done <= self._first or done == whole:
            return ""
        minutes = took / (done - self._first) * (whole - done) / 60
        return f", about {minutes:.0f} min left" if minutes >= 1 else ", less than a minute left"
