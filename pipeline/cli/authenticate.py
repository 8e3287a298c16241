"""``./adriel authenticate``: one case from a folder of photos."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import AdrielError
from models.vocabulary.views import Component, Lane, Profile
from pipeline import keys
from pipeline.app import make_app
from pipeline.cli import outputs, runtime, submission
from pipeline.cli.display import Display
from pipeline.cli.follow import CaseFailed, Follower
from pipeline.cli.pending import Pending, pending
from pipeline.cli.submission import Submission
from pipeline.intake import delete_case, open_case
from pipeline.wiring import Workshop

HELP = "examine a watch from a folder of photos"

DESCRIPTION = """\
Examines the photos in DIR and writes a signed report, and a certificate where one is earned.

Name each photo by what it shows: dial.jpg, caseback.jpg, movement.jpg, crown.jpg, bezel.jpg, bracelet.jpg,
clasp.jpg, serial.jpg, papers.jpg, other-1.jpg; a second one of the same view is dial-2.jpg. JPEG, PNG, WebP
and HEIC are read. What the watch is said to be stands in claim.toml beside the photos, or in the options.
"""

EPILOG = """\
examples:
  ./adriel authenticate examples/aldenmoor-tidewatch
  ./adriel authenticate photos --brand Omega --model Speedmaster --reference 311.30.42.30.01.005
  ./adriel authenticate dial-only --profile part --part dial --brand Seiko --json > report.json

exit code:
  0  examined, whatever the verdict      2  bad usage, or nothing usable was submitted
  3  better photos are needed            1  a fault of ours; the same command again goes on where it stopped

Without GEMINI_API_KEY the local examiners look alone, and the report says what was not examined.
With REDIS_URL the case goes to the workers there (./adriel worker); otherwise Redis and workers are started
for this command and end with it.
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "authenticate",
        help=HELP,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="photos named by view, and perhaps claim.toml")
    parser.add_argument("--claim", type=Path, metavar="FILE", help="claim file; default DIR/claim.toml")
    for field in ("brand", "model", "reference", "serial", "calibre"):
        parser.add_argument(f"--{field}", help=f"claimed {field}; wins over the file")
    parser.add_argument("--year", type=int, help="claimed year of manufacture")
    parser.add_argument("--profile", choices=list(Profile), default=Profile.WATCH, type=Profile)
    parts = [part.value for part in Component if part not in {Component.WHOLE, Component.SERIAL, Component.PAPERS}]
    parser.add_argument("--part", choices=parts, help="with --profile part: which part")
    parser.add_argument("--out", type=Path, help="where report and certificate go; default ./adriel-out/<case>")
    parser.add_argument("--json", action="store_true", help="print the report, and nothing else, on standard output")
    parser.add_argument("--keep", action="store_true", help="keep the case's photos and records in the state folder")
    parser.add_argument("--express", action="store_true", help="go before standard cases in the queues")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Examine the folder; return the exit code."""
    fields = ("brand", "model", "reference", "serial", "calibre", "year", "part")
    handed_in = submission.read(
        options.folder,
        claim_file=options.claim,
        fields={name: getattr(options, name) for name in fields},
        profile=options.profile,
        max_bytes=submission.max_bytes(environment),
    )
    if options.out:
        outputs.prepare(options.out)
    display = Display()
    for name, why in handed_in.skipped:
        display.say(f"  {name}: left out: {why}")
    with runtime.opened(environment) as running, pending(running.shop.settings.state, handed_in.key()) as memory:
        return _examine(options, handed_in, running, memory, display)


def _examine(
    options: argparse.Namespace, handed_in: Submission, running: runtime.Runtime, memory: Pending, display: Display
) -> int:
    shop = running.shop
    case = _resume(shop, memory) or _open(shop, handed_in, options, memory)
    folder = options.out or Path("adriel-out") / case.case
    outputs.prepare(folder)
    display.say(f"case {case.case}: {len(case.photos)} photos")
    follower = Follower(
        running, make_app(shop.settings), case, display.take, on_trouble=lambda trouble: display.say(f"  {trouble}")
    )
    try:
        follower.follow()
    except CaseFailed as fault:
        raise _explained(fault, running) from fault
    display.take(None)
    return _finish(options, handed_in, shop, case, memory, folder)


def _resume(shop: Workshop, memory: Pending) -> CaseFile | None:
    """Return the unfinished case of the same submission."""
    if not memory.case:
        return None
    key = keys.case_file(memory.case, 1)
    return CaseFile.model_validate_json(shop.store.get(key)) if shop.store.exists(key) else None


def _open(shop: Workshop, handed_in: Submission, options: argparse.Namespace, memory: Pending) -> CaseFile:
    case = open_case(
        shop.store,
        shop.clock,
        claim=handed_in.claim,
        profile=handed_in.profile,
        lane=Lane.EXPRESS if options.express else Lane.STANDARD,
        photos=[(photo.submitted, photo.data) for photo in handed_in.photos],
    )
    memory.begin(case.case)
    return case


def _explained(fault: CaseFailed, running: runtime.Runtime) -> AdrielError:
    """Add what a person can do, and keep the log that would otherwise go with the command."""
    advice = "the same command again goes on where this one stopped"
    if running.log is None:
        return CaseFailed(f"{fault}; see the workers' logs; {advice}")
    kept = running.log.with_name(f"fault-{os.getpid()}.log")
    running.log.rename(kept)
    return CaseFailed(f"{fault}; the workers' log is {kept}; {advice}")


def _finish(
    options: argparse.Namespace,
    handed_in: Submission,
    shop: Workshop,
    case: CaseFile,
    memory: Pending,
    folder: Path,
) -> int:
    written = outputs.write(shop.store, case, folder)
    text = (folder / "report.json").read_text(encoding="utf-8")
    memory.end()
    if not options.keep:
        delete_case(shop.store, case.case)
    report = json.loads(text)
    if options.json:
        sys.stdout.write(text)
    else:
        print(outputs.summary(report, {photo.submitted.label: photo.name for photo in handed_in.photos}))
        print("\nWritten\n" + "\n".join(f"  {path}" for path in written))
    return outputs.exit_code(report)
