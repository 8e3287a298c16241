"""A real browser, without a network: pages are tried in Chromium as people use them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

SETTING = "ADRIEL_TEST_CHROMIUM"
PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class NoBrowser(AssertionError):
    """There is no Chromium here; says how to get one."""


def executable() -> str:
    """Return where Chromium is."""
    named = os.environ.get(SETTING)
    found = [named] if named else [shutil.which(place) for place in PLACES]
    for each in found:
        if each and os.access(each, os.X_OK):
            return each
    raise NoBrowser(
        f"no Chromium: on Debian and Ubuntu, apt install chromium; elsewhere name the program in {SETTING}"
    )


@contextmanager
def browser_context(*, offline: bool = True, **options: object) -> Iterator[BrowserContext]:
    """A fresh browser profile. Offline by the browser's own switch, so that nothing leaves it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS), headless=True)
        try:
            yield browser.new_context(offline=offline, **options)  # type: ignore[arg-type]
        finally:
            browser.close()


def watched(page: Page, file: Path) -> list[str]:
    """Open a file in the page; return the list to which every address is added that the page asks for afterwards."""
    page.goto(file.as_uri())
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    return asked
