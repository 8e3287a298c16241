"""``python -m tests.faults``: strikes the running product with one fault after another, and counts what becomes of it.

Fifty cases are submitted through the API, each with a watcher on a socket for the first ten; the fault strikes while
they run. Stages wait instead of looking at photos: what is tried is everything around them.
"""

import argparse
import contextlib
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.driving import Account, register, submit
from benchmarks.house import House, house
from tests.faults.counting import Result, count
from tests.faults.faults import FAULTS, Fault, Scene
from tests.faults.object_store import KEYS, ObjectStore, object_store
from tests.faults.report import DOCUMENT, table, write
from tests.faults.watching import Watcher

LONGEST = 300.0
"""Seconds within which every case ends once a fault is mended: what is promised."""
WATCHED = 10
HELD = "hold-admit"
PACE = 0.15
"""Seconds that every stage takes: fifty cases keep the workers busy for about a minute."""


def main() -> int:
    """Run the faults; return 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cases", type=int, default=50, help="cases that run while a fault strikes (50)")
    parser.add_argument("--only", metavar="TEXT", default="", help="only faults whose name contains it")
    parser.add_argument("--docs", action="store_true", help=f"write the table into {DOCUMENT.name}")
    options = parser.parse_args()
    results = []
    for fault in (each for each in FAULTS if options.only.lower() in each.name.lower()):
        print(f"{fault.name} …", file=sys.stderr, flush=True)
        results.append(_run(fault, options.cases))
        print(f"  {results[-1]}", file=sys.stderr, flush=True)
    print(table(results))
    if options.docs:
        write(results)
    return 0 if results and all(result.is_kept for result in results) else 1


def _run(fault: Fault, cases: int) -> Result:
    with _scene(fault) as scene:
        (scene.script / "pace").write_text(str(PACE))
        (scene.script / "authentic").touch()
        (scene.script / HELD).touch()  # until all are submitted: as many as were asked for run when it strikes
        account = register(scene.house, f"owner-{secrets.token_hex(4)}@example.org")
        submitted = [submit(scene.house, account) for _ in range(cases)]
        watchers = [Watcher(scene.house.address, case, account.token()) for case in submitted[:WATCHED]]
        (scene.script / HELD).unlink()
        scene.house.tend(3.0)
        running = count(scene.house, submitted).running
        fault.strike(scene)
        mended = time.monotonic()
        took = scene.house.until(lambda: count(scene.house, submitted).ended == cases, LONGEST)
        scene.house.until(lambda: _all_told(scene.house, watchers, account), 30.0)
        for watcher in watchers:
            watcher.stop()
        found = count(scene.house, submitted)
        return Result(
            fault=fault.name,
            cases=cases,
            running=running,
            seconds=time.monotonic() - mended if took is None else took,
            counted=found,
            watchers=len(watchers),
            whole=sum(watcher.is_whole for watcher in watchers) if _all_told(scene.house, watchers, account) else 0,
            rejoined=sum(watcher.joined - 1 for watcher in watchers),
        )


def _all_told(house: House, watchers: list[Watcher], account: Account) -> bool:
    """Return whether every watcher has the newest event of its case."""
    return all(watcher.numbers[-1:] == [account.last_event(house, watcher.case)] for watcher in watchers)


@contextlib.contextmanager
def _scene(fault: Fault) -> Iterator[Scene]:
    with contextlib.ExitStack() as stack:
        script = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="adriel-script_")))
        store: ObjectStore | None = stack.enter_context(object_store()) if fault.on_s3 else None
        env = dict(fault.env) | (KEYS if store else {})
        if store:
            os.environ.update(KEYS)  # who counts opens it, too
        blobs = store.blobs if store else None
        yield Scene(stack.enter_context(house(stages=script, env=env, blobs=blobs)), script, store)


if __name__ == "__main__":
    sys.exit(main())
