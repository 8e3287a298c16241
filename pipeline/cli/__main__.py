"""The entry: parses, runs, and turns every fault into a sentence and an exit code."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import redis
from kombu.exceptions import OperationalError

from local.redis import EmbeddedServerFailed
from models.vocabulary.errors import AdrielError, SubmissionError
from pipeline import __version__
from pipeline.cli import authenticate, verify, work
from pipeline.cli.outputs import FAULT, UNUSABLE

INTERRUPTED = 130

TOOLS = {
    "catalogue": ("pipeline.catalogue_import", "show the catalogue, or import rows into it"),
    "bench": ("benchmarks.run", "measure speed and size, in tables"),
    "render-examples": ("pipeline.evaluation.render.command", "draw the example cases again"),
    "gemini-stand-in": ("local.gemini", "serve a stand-in for Gemini on this machine, for trials"),
}
"""Commands with an option parser of their own: the module, whose ``main(words)`` returns an exit code, and its help."""

DESCRIPTION = """\
Adriel tells whether a watch is what its owner says it is, and lets anyone check the answer.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"adriel {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in (authenticate, verify, work):
        module.add_to(commands)
    for name, (_, text) in TOOLS.items():
        commands.add_parser(name, help=text, add_help=False)
    commands.add_parser("test", help="run every check and test")
    return parser


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if words and words[0] in TOOLS:
            module, _ = TOOLS[words[0]]
            code: int = importlib.import_module(module).main(words[1:])
        else:
            options = _parser().parse_args(words)
            code = options.run(options, os.environ)
    except SubmissionError as fault:
        print(f"adriel: {fault}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("\nadriel: stopped; the same command again goes on with the same case", file=sys.stderr)
        return INTERRUPTED
    except (AdrielError, EmbeddedServerFailed, OSError) as fault:
        print(f"adriel: {fault}", file=sys.stderr)
        return FAULT
    except (redis.RedisError, OperationalError) as fault:
        print(f"adriel: Redis cannot be used ({type(fault).__name__}); is REDIS_URL right?", file=sys.stderr)
        return FAULT
    return code


if __name__ == "__main__":
    sys.exit(main())
