"""``./adriel bench``: every table, or those that are named."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from benchmarks.table import markdown

TABLES = {
    "preprocess": "Preparing a photo of 12 megapixels",
    "canvas": "The canvas with its stages emptied",
    "throughput": "Cases against a Gemini that takes two seconds",
    "examiners": "The local examiners",
    "latency": "What a person waits for",
    "seen": "Looking up a photo among a million",
    "certificates": "Certificates",
    "ledger": "The log and the status lists",
    "page": "The page that checks certificates",
    "api": "Pages of the API",
    "search": "Searching what is for sale",
    "listings": "Pages of what is for sale, and open ones",
    "imports": "Importing listings",
    "live": "Following cases, and what the API costs beside the pipeline",
}

EPILOG = """\
Each ratio compares two things measured in the same run. Nothing here asserts a time: machines differ, and these
are shared. docs/performance.md holds the figures that were last seen and what bounds them.
"""


def main(words: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="adriel bench", description="Measures speed and size.", epilog=EPILOG)
    parser.add_argument("tables", nargs="*", help=f"which: {', '.join(TABLES)}; default all")
    parser.add_argument("--short", action="store_true", help="few rounds: shows that it works, not what it is worth")
    options = parser.parse_args(words)
    if unknown := [name for name in options.tables if name not in TABLES]:
        print(f"adriel bench: no table {', '.join(unknown)}; there are {', '.join(TABLES)}", file=sys.stderr)
        return 2
    for name in options.tables or TABLES:
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        rows = importlib.import_module(f"benchmarks.{name}").run(short=options.short)
        print(markdown(TABLES[name], rows), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
