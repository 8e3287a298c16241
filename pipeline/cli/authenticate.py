"""``./adriel authenticate``: one case from a folder of photos."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models.vocabulary.views import Component, Lane, Profile
from pipeline.cli import runtime, submission, terminal
from pipeline.cli.display import Display
from pipeline.cli.folders import prepare

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


CLAIMED = ("brand", "model", "reference", "serial", "calibre", "year", "part")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel authenticate",
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
    parser.add_argument(
        "--references",
        type=Path,
        metavar="DIR",
        help="verified photos of the same reference to compare with; default: the catalogue's own, if it has some",
    )
    parser.add_argument("--challenge-time", metavar="HH:MM", help="time to which the owner was asked to set the hands")
    parser.add_argument("--challenge-code", metavar="CODE", help="code that the owner was asked to lay in the frame")
    parser.add_argument("--out", type=Path, help="where report and certificate go; default ./adriel-out/<case>")
    parser.add_argument("--json", action="store_true", help="print the report, and nothing else, on standard output")
    parser.add_argument("--keep", action="store_true", help="keep the case's photos and records in the state folder")
    parser.add_argument("--express", action="store_true", help="go before standard cases in the queues")
    return parser


def main(words: Sequence[str]) -> int:
    """Examine the folder; return the exit code."""
    options = _parser().parse_args(words)
    handed_in = submission.read(
        options.folder,
        claim_file=options.claim,
        fields={name: getattr(options, name) for name in CLAIMED},
        profile=options.profile,
        max_bytes=submission.max_bytes(os.environ),
    )
    challenge = submission.read_challenge(options.challenge_time, options.challenge_code)
    if options.out:
        prepare(options.out)
    display = Display(os.environ)
    for name, why in handed_in.skipped:
        display.say(f"  {name}: left out: {why}")
    with runtime.opened(os.environ) as running:
        # Imported only now: the workers are starting meanwhile, and Celery is most of what this process loads.
        from pipeline.cli.examine import examine

        handed_in = replace(handed_in, references=options.references, challenge=challenge)
        lane = Lane.EXPRESS if options.express else Lane.STANDARD
        written = examine(handed_in, lane, running, display, options.out, keep=options.keep)
    return _tell(written, handed_in, as_json=options.json)


def _tell(written: list[Path], handed_in: submission.Submission, *, as_json: bool) -> int:
    """Say what came out; return the exit code that it means."""
    from pipeline.cli import outputs

    text = next(path for path in written if path.name == "report.json").read_text(encoding="utf-8")
    report = json.loads(text)
    if as_json:
        sys.stdout.write(text)
    else:
        names = {photo.submitted.label: photo.name for photo in handed_in.photos}
        colour = terminal.has_colour(sys.stdout, os.environ)
        print(outputs.summary(report, names, width=terminal.width(sys.stdout), colour=colour))
        print("\nWritten\n" + "\n".join(f"  {path}" for path in written))
    return outputs.exit_code(report)
