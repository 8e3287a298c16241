"""``./adriel calibrate``: fits a calibration table from cases whose truth is known."""

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from models.scoring import tables
from models.scoring.fit import build
from models.scoring.fit.fitted import Fitted, Unfit
from models.scoring.fit.writing import toml
from models.scoring.table import Costs, Domain
from models.vocabulary.errors import SubmissionError
from pipeline.calibration import labelled, report
from pipeline.cli import terminal
from pipeline.cli.codes import EXAMINED
from pipeline.cli.folders import prepare

DESCRIPTION = """\
Fits a calibration table: how much each kind of finding weighs, learnt from cases of which it is known whether the
claim was true. LABELLED is a file of JSON lines, one case a line, or a folder of such files (*.jsonl).

Written are NAME-VERSION.toml (the table), .html (its report: curves with intervals, sample sizes, what dependence
and scaling do, what it cannot show) and .json (the same for programs). VERSION is the next that is free: nothing is
ever overwritten, and nothing is put to use. To use a table, put it into models/scoring/tables, name it there for its
domain, and measure on other cases: ./adriel evaluate.
"""

EPILOG = """\
examples:
  ./adriel evaluate --set calibration --labelled cal.jsonl && ./adriel calibrate cal.jsonl
  ./adriel calibrate reviews/ --name real --out tables
  ./adriel calibrate cal.jsonl --costs 200,100,1      a false authentic costs 200 abstentions

Rendered and real watches are fitted apart: a file that mixes them is refused. Few cases give weak figures: no ratio
exceeds what their number supports, and the report says so.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel calibrate",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("labelled", type=Path, metavar="LABELLED", help="file of labelled cases, or folder of them")
    parser.add_argument("--name", help="of the table (that of the cases' domain: rendered or real)")
    parser.add_argument("--out", type=Path, default=Path("adriel-out/calibration"), metavar="DIR", help="folder")
    parser.add_argument(
        "--costs",
        metavar="A,C,N",
        help="of a false authentic, a false counterfeit and an abstention; the thresholds follow (100,100,1)",
    )
    return parser


def main(words: Sequence[str]) -> int:
    """Fit and write; return the exit code."""
    options = _parser().parse_args(words)
    declared = tables.current(Domain.REAL)
    cases = labelled.read(options.labelled)
    name = options.name or cases[0].truth.domain.value
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name):
        raise SubmissionError("calibrate:name", f"--name {name}: use small letters, digits and dashes")
    prepare(options.out)
    costs = _costs(options.costs) if options.costs else (declared.costs or _costs("100,100,1"))
    try:
        fitted = build.fit(cases, declared, costs, name, _next_version(name, options.out), _Told())
    except Unfit as fault:
        raise SubmissionError("calibrate:unfit", f"{options.labelled}: {fault}") from None
    _write(options.out, fitted)
    _say(fitted)
    return EXAMINED


def _costs(given: str) -> Costs:
    try:
        authentic, counterfeit, abstention = (float(each) for each in given.split(","))
        return Costs(
            false_authentic=authentic,
            false_counterfeit=counterfeit,
            abstention=abstention,
            reason="As whoever fitted the table stated them.",
        )
    except ValueError:
        remedy = "three positive numbers, the last much smaller than the others, for instance 100,100,1"
        raise SubmissionError("calibrate:costs", f"--costs {given}: give {remedy}") from None


def _next_version(name: str, out: Path) -> int:
    """Return the version after the last one, released or in the folder."""
    released = [each.name for each in resources.files("models.scoring.tables").iterdir()]
    there = [each.name for each in out.iterdir()]
    found = [re.fullmatch(rf"{re.escape(name)}-(\d+)\.toml", each) for each in [*released, *there]]
    return max((int(each[1]) for each in found if each), default=0) + 1


def _write(out: Path, fitted: Fitted) -> None:
    stem = f"{fitted.table.name}-{fitted.table.version}"
    texts = {".toml": toml(fitted.table), ".html": report.page(fitted), ".json": report.figures(fitted)}
    for ending, text in texts.items():
        path = out / f"{stem}{ending}"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            remedy = "move it away, or choose another --out"
            raise SubmissionError("calibrate:exists", f"{path}: is there already; {remedy}") from None
        print(f"wrote {path}")


def _say(fitted: Fitted) -> None:
    whole = fitted.whole
    print(f"{fitted.table.title}: {fitted.table.basis}")
    print(
        f"Cllr {whole.before:.3f} as added up, {whole.after:.3f} by the table; {whole.least:.3f} is the least possible"
    )
    for asked in fitted.required:
        name = " ".join(filter(None, asked.key))
        print(
            f"  required: {name}; without it {asked.stopped} false claims seemed true, {asked.lost} true ones lack it"
        )
    for each in fitted.confirmed:
        print(f"  {each.kind}: {each.confirmed} of {each.cases} would be confirmed")
    for at in fitted.at_costs:
        print(f"  at a cost of {at.cost:g}: {at.genuine:.1%} of the genuine and {at.false:.1%} of the others")
    for line in report.cannot_show(fitted):
        print(f"note: {line}")


class _Told:
    """Progress on standard error: in place on a terminal, the beginning and end of each part elsewhere."""

    def __init__(self) -> None:
        self._live, self._begun = terminal.is_live(sys.stderr, os.environ), time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        line = f"  {what} {done}/{total}  {time.monotonic() - self._begun:.1f} s"
        if self._live:
            print(f"\r{line}\x1b[K", end="\n" if done == total else "", file=sys.stderr, flush=True)
        elif done in {0, 1, total}:
            print(line, file=sys.stderr, flush=True)
