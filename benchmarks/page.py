"""The verification page in Chromium: opening it, and what a certificate takes in it, against ``verify_document`` here.

Opened from the disk, as whoever keeps the file does. The browser is that of the tests; without one only the page's size
and making are measured.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.documents import Documents, documents
from benchmarks.table import Row, row
from local import chromium
from pipeline.certificate import canonical
from pipeline.certificate.page import Pins, build
from pipeline.certificate.verify import Beside, verify_document

if TYPE_CHECKING:
    from playwright.sync_api import Page

_VERIFY = """async ([text, times]) => {
  const input = document.getElementById("files");
  const main = document.querySelector("main");
  const given = new DataTransfer();
  given.items.add(new File([text], "certificate.json"));
  const told = () => new Promise((done) => {
    const watch = new MutationObserver(() => main.ariaBusy === "false" && done(watch.disconnect()));
    watch.observe(main, { attributes: true });
  });
  const samples = [];
  for (let turn = 0; turn < times; turn += 1) {
    const begun = performance.now();
    input.files = given.files;
    input.dispatchEvent(new Event("change"));
    await told();
    samples.push(performance.now() - begun);
  }
  return samples;
}"""


def run(*, short: bool) -> list[Row]:
    """Measure; the short form takes few rounds."""
    made, rounds = documents(), 3 if short else 30
    pins = Pins(trusted=(made.trusted,))
    page = build(pins)
    rows = [
        Row("size of the page", len(page) / 1000, "kB"),
        row("making it", [_milliseconds(pins) for _ in range(rounds)], "ms"),
    ]
    program = chromium.find(os.environ)
    return rows if program is None else [*rows, *_in_browser(program, page, made, rounds)]


def _milliseconds(pins: Pins) -> float:
    begun = time.perf_counter()
    build(pins)
    return (time.perf_counter() - begun) * 1000


def _in_browser(program: str, page: bytes, made: Documents, rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, _blank(program) as tab:
        file = Path(folder) / "verify.html"
        file.write_bytes(page)
        opened = [_open(tab, file) for _ in range(rounds)]
        text = canonical.pretty(made.certificate).decode("utf-8")
        checked: list[float] = tab.evaluate(_VERIFY, [text, rounds])
    here = [_here(made) for _ in range(rounds)]
    return [
        row("opening it, until it takes files", opened, "ms"),
        row("a certificate in it: read, checked and shown", checked, "ms"),
        row("the same by verify_document, read and checked", here, "ms"),
    ]


@contextmanager
def _blank(program: str) -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser.new_context(offline=True).new_page()
        finally:
            browser.close()


def _open(tab: "Page", file: Path) -> float:
    begun = time.perf_counter()
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready]", state="attached")
    return (time.perf_counter() - begun) * 1000


def _here(made: Documents) -> float:
    data, beside = canonical.pretty(made.certificate), Beside(trusted=(made.trusted,))
    begun = time.perf_counter()
    verify_document(data, now=datetime.now(UTC), beside=beside)
    return (time.perf_counter() - begun) * 1000
