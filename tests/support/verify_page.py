"""The verification page in a browser, used as a person does: files in, words out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, FilePayload, Page

from pipeline.certificate.page import Pins, build
from tests.support.browser import watched

_READ = """() => {
  const result = document.getElementById("result");
  const text = (id) => document.getElementById(id).textContent;
  return {
    valid: result.dataset.valid === "true",
    unsafe: result.dataset.unsafe === "true",
    document: result.dataset.document,
    digest: text("digest").replace("sha256:", "") || null,
    steps: Array.from(document.querySelectorAll("#steps > li"), (step) => [
      step.dataset.step, step.dataset.status, step.querySelector(".why").textContent,
    ]),
    told: `${text("verdict")}: ${text("told")}`,
    watch: document.getElementById("facts-part").hidden ? null : text("watch"),
    notCovered: Array.from(document.querySelectorAll("#not-covered li"), (item) => item.textContent),
    message: document.getElementById("message").hidden ? "" : text("message"),
    shown: !result.hidden,
  };
}"""


class Said(NamedTuple):
    """What the page says of a document.

    :ivar steps: name, status and why of each.
    """

    valid: bool
    unsafe: bool
    document: str
    digest: str | None
    steps: list[tuple[str, str, str]]
    told: str
    watch: str | None
    not_covered: list[str]
    message: str
    shown: bool

    @property
    def failed(self) -> list[str]:
        return [name for name, status, _ in self.steps if status == "failed"]

    def step(self, name: str) -> tuple[str, str]:
        return next((status, why) for each, status, why in self.steps if each == name)


class VerifyPage:
    """A page that is open.

    :ivar asked: every address that it asked for since it was opened.
    """

    def __init__(self, page: Page, asked: list[str]) -> None:
        self.page, self.asked = page, asked

    def give(self, files: Mapping[str, bytes]) -> Said:
        """Hand over files, by name, together."""
        payloads: list[FilePayload] = [
            {"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files.items()
        ]
        self.page.set_input_files("#files", payloads)
        return self.read()

    def read(self) -> Said:
        """What is said once nothing is going on any more."""
        self.page.wait_for_selector("main[aria-busy=false]", state="attached")
        found: dict[str, Any] = self.page.evaluate(_READ)
        steps = [tuple(step) for step in found.pop("steps")]
        return Said(**{"steps": steps, "not_covered": found.pop("notCovered"), **found})


@contextmanager
def opened(context: BrowserContext, folder: Path, pins: Pins, *, now: datetime) -> Iterator[VerifyPage]:
    """The page with these pins, at this time."""
    path = folder / "verify.html"
    path.write_bytes(build(pins))
    with watched_page(context, path, now=now) as page:
        yield page


@contextmanager
def watched_page(context: BrowserContext, path: Path, *, now: datetime) -> Iterator[VerifyPage]:
    """A page that was written to a file, at this time; it may report no fault of its own."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.clock.set_fixed_time(now)
    asked = watched(page, path)
    page.wait_for_selector("html[data-ready]", state="attached")
    try:
        yield VerifyPage(page, asked)
    finally:
        page.close()
    assert faults == []
