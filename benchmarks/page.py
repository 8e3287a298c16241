"""The page that checks certificates: how large it is, and how long a browser takes to be ready with it.

Chromium from its start to a page that is ready, against the same with an empty page: what is left is the page's own.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.table import Row, row
from local import chromium
from pipeline import multikey
from pipeline.certificate.page import Pins, build
from pipeline.certificate.proof import TrustedKey

EMPTY = "an empty page"
READY = "data-ready"
"""What the page writes into its own document once files can be given to it."""
LONGEST = 60
"""Seconds."""

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--virtual-time-budget=2000",  # until nothing is going on any more
    "--dump-dom",
)


def run(*, short: bool) -> list[Row]:
    """Measure; without a Chromium, the size alone."""
    page = build(Pins(trusted=(_key(),)))
    size = Row("size of the page", len(page) / 1000, "kB")
    found = chromium.find(os.environ)
    if not found:
        return [size, Row("loading it was not measured: there is no Chromium", 0, "ms")]
    with tempfile.TemporaryDirectory() as folder:
        empty, whole = Path(folder) / "empty.html", Path(folder) / "page.html"
        empty.write_text(f"<!doctype html><html {READY}><title>empty</title></html>")
        whole.write_bytes(page)
        _loaded(found, empty, folder)  # makes the browser's profile
        pairs = [(_loaded(found, empty, folder), _loaded(found, whole, folder)) for _ in range(1 if short else 9)]
    bare, ours = ([pair[nth] for pair in pairs] for nth in (0, 1))
    own = sorted(each - one for one, each in pairs)
    return [
        size,
        row(f"Chromium's start with {EMPTY}", bare, "ms"),
        row("Chromium's start with the page, ready", ours, "ms", ratio=sum(ours) / sum(bare), against=EMPTY),
        row("the page's own part of that", own, "ms"),
    ]


def _key() -> TrustedKey:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    method = multikey.method_url("did:web:adriel.example", multikey.encode(public))
    return TrustedKey.from_method(method, safe=True)


def _loaded(browser: str, page: Path, folder: str) -> float:
    """Return milliseconds to the page's document, as it is once it is ready."""
    words = [browser, *_ARGUMENTS, f"--user-data-dir={folder}/profile", page.as_uri()]
    begun = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST, check=True)
    taken = (time.perf_counter() - begun) * 1000
    if READY not in done.stdout:
        raise AssertionError("the page was not ready")
    return taken
