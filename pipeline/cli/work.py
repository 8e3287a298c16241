"""``./adriel worker``: serves queues of the Redis at REDIS_URL."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence

from local.supervisor import supervised
from models.vocabulary.errors import SubmissionError
from pipeline import queues, worker
from pipeline.cli.codes import EXAMINED
from pipeline.settings import load_settings

EPILOG = f"""\
queues: {", ".join(queues.NAMES)} (all, where none are named)

Each kind of work runs in a process of its own: photos in children that are replaced now and then, Gemini in
threads, because it waits, and signing alone, the only one that is given what opens a signing key.

By the clock the status lists are signed anew (an older one than a week says nothing) and witnesses are asked about the
log. Where all queues are served that is done too; otherwise --beat on one machine. On several it is done more often,
and harms nothing.

examples:
  REDIS_URL=redis://127.0.0.1:6379 ./adriel worker
  REDIS_URL=redis://127.0.0.1:6379 ./adriel worker --queues preprocess,analyse
  REDIS_URL=redis://127.0.0.1:6379 ./adriel worker --queues certify --beat
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel worker",
        description="Starts workers against REDIS_URL and the blob store at ADRIEL_BLOBS, until Ctrl-C.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--queues", default=",".join(queues.NAMES), help="comma-separated; default: all")
    parser.add_argument("--beat", action="store_true", help="also send what is to be done by the clock")
    return parser


def main(words: Sequence[str]) -> int:
    """Serve until told to stop: SIGTERM and Ctrl-C let running tasks end within ADRIEL_SOFT_SHUTDOWN seconds."""
    options = _parser().parse_args(words)
    asked = tuple(name.strip() for name in options.queues.split(",") if name.strip())
    if unknown := sorted(set(asked) - set(queues.NAMES)) or not asked:
        raise SubmissionError(
            "worker:queue", f"--queues: {unknown or 'none'}; the queues are {', '.join(queues.NAMES)}"
        )
    settings = load_settings(os.environ)
    processes = worker.processes(queues.kinds_for(asked), os.environ)
    if options.beat or set(asked) == set(queues.NAMES):
        processes.append(worker.beat(os.environ))
    with supervised(processes, grace=settings.soft_shutdown + 5.0) as supervisor:
        print(f"adriel: serving {', '.join(asked)}", file=sys.stderr, flush=True)
        try:
            _tend_for_ever(supervisor.tend)
        except KeyboardInterrupt:
            print("adriel: stopping", file=sys.stderr, flush=True)
    return EXAMINED


def _tend_for_ever(tend: Callable[[], list[str]]) -> None:
    while True:
        for name in tend():
            print(f"adriel: {name} ended; it is started again", file=sys.stderr, flush=True)
        time.sleep(0.5)
