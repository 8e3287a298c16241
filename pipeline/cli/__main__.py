"""The entry: finds the command, runs it, and turns every fault into a sentence and an exit code."""

import importlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from models.vocabulary.errors import SubmissionError
from pipeline import __version__, faults
from pipeline.cli.codes import EXAMINED, FAULT, INTERRUPTED, UNUSABLE

COMMANDS = {
    "up": ("marketplace.up.command", "run the whole product on this machine"),
    "authenticate": ("pipeline.cli.authenticate", "examine a watch from a folder of photos"),
    "verify": ("pipeline.cli.verify", "check a report or certificate, and its photos"),
    "worker": ("pipeline.cli.work", "serve the queues of the Redis at REDIS_URL"),
    "catalogue": ("pipeline.catalogue_import", "show the catalogue, or import rows into it"),
    "evaluate": ("pipeline.cli.evaluate", "measure how often the answers are wrong"),
    "calibrate": ("pipeline.cli.calibrate", "fit a calibration table from cases whose truth is known"),
    "bench": ("benchmarks.run", "measure speed and size, in tables"),
    "render-examples": ("pipeline.evaluation.render.command", "draw the example cases again"),
    "page": ("pipeline.cli.page", "write the page on which anyone checks a certificate in a browser"),
    "certificates": ("pipeline.cli.certificates", "revoke, suspend, restore and recall certificates"),
    "keys": ("pipeline.cli.keys", "create, list, rotate and retire the keys that certificates are signed with"),
    "witness": ("pipeline.cli.witness", "confirm the checkpoints of transparency logs that others run"),
    "gemini-stand-in": ("local.gemini.__main__", "serve a stand-in for Gemini on this machine, for trials"),
    "test": ("local.testing", "run every check and test"),
}
"""The module of each command, whose ``main(words)`` returns an exit code, and its help. Only the one that is asked for
is imported: what a command does not need does not delay it."""

HELP = f"""\
usage: adriel COMMAND [options]

Adriel tells whether a watch is what its owner says it is, and lets anyone check the answer.

{chr(10).join(f"  {name:<18}{text}" for name, (_, text) in COMMANDS.items())}

Each command explains itself: adriel COMMAND --help. A first try:
  ./adriel authenticate examples/aldenmoor-tidewatch
"""


def main(words: Sequence[str]) -> int:
    """Run a command; return its exit code."""
    if not words or words[0] in {"-h", "--help", "help"}:
        print(HELP, end="")
        return EXAMINED if words else UNUSABLE
    if words[0] == "--version":
        print(f"adriel {__version__}")
        return EXAMINED
    if words[0] not in COMMANDS:
        print(f"adriel: there is no command {words[0]!r}; there are {', '.join(COMMANDS)}", file=sys.stderr)
        return UNUSABLE
    signal.signal(signal.SIGTERM, _interrupt)
    return _run(words[0], words[1:])


def _run(command: str, words: Sequence[str]) -> int:
    try:
        code: int = importlib.import_module(COMMANDS[command][0]).main(words)
    except SubmissionError as fault:
        return _say(str(fault), UNUSABLE)
    except KeyboardInterrupt:
        return _say("stopped; the same command again goes on where it was", INTERRUPTED)
    except Exception as fault:
        if (text := faults.explained(fault)) is None:
            raise
        return _say(text, FAULT)
    return code


def _say(text: str, code: int) -> int:
    print(f"adriel: {text}", file=sys.stderr)
    return code


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
