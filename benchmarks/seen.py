"""How fast a photo is looked up among a million that were seen before.

The index of one head, in this process, against comparing with each of the million hashes in numpy. Half of the hashes
are random, half lie close together, as photos of a few popular models do. Each pair of times is of the same hash, and
both ways must find the same photos.

``python -m benchmarks.seen [--short]``
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.table import Row, markdown, row
from pipeline import seen
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.hamming import Hashes
from pipeline.adapters.seen import ROW, StoredSeen

PHOTOS = 1_000_000
MODELS = 2_000
MOST = 31
SCAN = "comparing with each"


def index(photos: int) -> NDArray[np.void]:
    """Return the rows of an index: half of them scattered, half near the photos of some models."""
    random = np.random.default_rng(11)
    rows = np.zeros(photos, ROW)
    rows["pdq"] = random.integers(0, 256, (photos, 32), dtype=np.uint8)
    models = random.integers(0, 256, (MODELS, 32), dtype=np.uint8)
    half = photos // 2
    flips = random.random((half, 256), dtype=np.float32) < 0.2
    rows["pdq"][:half] = models[random.integers(0, MODELS, half)] ^ np.packbits(flips, axis=1)
    rows["sha256"] = random.integers(0, 256, (photos, 32), dtype=np.uint8)
    rows["case"], rows["view"] = b"0123456789abcdefghjk", b"dial"
    return rows


def asked(rows: NDArray[np.void], count: int) -> list[bytes]:
    """Return hashes to look up: photos of the index, with up to 31 bits turned over."""
    random = np.random.default_rng(12)
    found = []
    for place in random.integers(0, len(rows), count):
        bits = np.unpackbits(rows["pdq"][place])
        bits[random.permutation(256)[: random.integers(0, MOST + 1)]] ^= 1
        found.append(np.packbits(bits).tobytes())
    return found


def timed(call: Callable[[], object]) -> float:
    """Return milliseconds."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def run(*, short: bool) -> list[Row]:
    """Measure; the short form holds a tenth of the photos."""
    rows = index(PHOTOS // 10 if short else PHOTOS)
    questions = asked(rows, 20 if short else 200)
    plain = Hashes(np.ascontiguousarray(rows["pdq"]))
    with tempfile.TemporaryDirectory() as folder:
        store = LocalFiles(Path(folder))
        seen.add_segment(store, rows)
        head = seen.head(store)
        kept = StoredSeen(store)
        first = timed(lambda: kept.near(head, questions[0].hex()))
        ours = [timed(partial(kept.near, head, wanted.hex())) for wanted in questions]
        scans = [timed(partial(plain.scan, np.frombuffer(wanted, np.uint8), MOST)) for wanted in questions]
        for wanted in questions[:20]:
            exact = plain.scan(np.frombuffer(wanted, np.uint8), MOST).distances
            assert [photo.distance for photo in kept.near(head, wanted.hex())] == list(exact)
    return [
        Row("photos in the index", len(rows), ""),
        row(SCAN, scans, "ms"),
        row("looking up", ours, "ms", ratio=float(np.median(ours) / np.median(scans)), against=SCAN, aim="under 5 ms"),
        Row("the slowest of 20", float(np.quantile(ours, 0.95)), "ms"),
        Row("the first, which reads the index and makes its tables", first, "ms"),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    print(markdown("Looking up a photo among a million", run(short=parser.parse_args().short)))


if __name__ == "__main__":
    main()
