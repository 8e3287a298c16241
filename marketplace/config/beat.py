"""Sends what the marketplace does by the clock. Sent twice, nothing happens twice."""

import signal
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from threading import Event

from marketplace.config.starting import set_up

EVERY: Mapping[str, timedelta] = {
    "marketplace.reap": timedelta(seconds=10),
    "marketplace.settle_references": timedelta(seconds=10),
    "marketplace.send_due_webhooks": timedelta(seconds=10),
    "marketplace.resume_imports": timedelta(minutes=1),
    "marketplace.settle_listing_photos": timedelta(seconds=10),
    "marketplace.look_at_badges": timedelta(minutes=1),
    "marketplace.release_reviews": timedelta(minutes=5),
    "marketplace.tidy": timedelta(minutes=30),
    "marketplace.tidy_accounts": timedelta(hours=1),
}


def main() -> int:
    """Send until told to stop."""
    set_up()
    from marketplace.config.celery import app
    from pipeline.beat import Beat

    told = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: told.set())
    beat = Beat(app, every=EVERY)
    while not told.wait(beat.send_due(time.monotonic())):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
