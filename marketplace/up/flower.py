"""Flower on this machine's own address: queues, workers and tasks, whose arguments are ids alone.

It is given the pipeline's app and not the marketplace's, so that it has no way to the database.
"""

import argparse
import os
import sys

from marketplace.up.kept import LOOPBACK
from pipeline.app import make_app
from pipeline.settings import load_settings


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="marketplace.up.flower")
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    app = make_app(load_settings(os.environ))
    # A settings file of Flower's would be a program out of whatever folder this was started from.
    app.start(["flower", f"--address={LOOPBACK}", f"--port={port}", f"--conf={os.devnull}", "--logging=warning"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
