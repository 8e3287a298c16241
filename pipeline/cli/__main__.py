"""The entry: parses, runs, and turns every fault into a sentence and an exit code."""

import argparse
import os
import sys
from collections.abc import Sequence

from models.vocabulary.errors import AdrielError, SubmissionError
from pipeline import __version__
from pipeline.cli import authenticate, tools, verify, work
from pipeline.cli.outputs import FAULT, UNUSABLE

INTERRUPTED = 130

DESCRIPTION = """\
Adriel tells whether a watch is what its owner says it is, and lets anyone check the answer.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"adriel {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in (authenticate, verify, work, tools):
        module.add_to(commands)
    commands.add_parser("test", help="run every check and test (handled by the launcher)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options, os.environ)
    except SubmissionError as fault:
        print(f"adriel: {fault}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("\nadriel: stopped; the same command again goes on with the same case", file=sys.stderr)
        return INTERRUPTED
    except AdrielError as fault:
        print(f"adriel: {fault}", file=sys.stderr)
        return FAULT
    return code


if __name__ == "__main__":
    sys.exit(main())
