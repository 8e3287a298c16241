"""Runs the marketplace's own tasks."""

import os
import sys

from marketplace.config.starting import set_up


def main() -> int:
    """Serve the queue ``marketplace`` until told to stop."""
    set_up()
    from marketplace.authentication.gateway import QUEUE
    from marketplace.config.celery import app

    words = ["worker", "--pool", "prefork", "--concurrency", "2", "--queues", QUEUE, "--without-gossip"]
    app.worker_main([*words, "--without-mingle", "--hostname", f"marketplace-{os.getpid()}@%h"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
