"""A real browser, without a network: pages are tried in Chromium as people use them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from local import chromium

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
    if found := chromium.find(os.environ):
        return found
    raise NoBrowser(chromium.REMEDY)


@contextmanager
def browser_context(*, offline: bool = True) -> Iterator[BrowserContext]:
    """A fresh browser profile. Offline by the browser's own switch, so that nothing leaves it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS), headless=True)
        try:
            yield browser.new_context(offline=offline)
        finally:
            browser.close()


def watched(page: Page, file: Path) -> list[str]:
    """Open a file in the page; return the list of every other address that the page asks for, from the first on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url != file.as_uri():
            asked.append(request.url)

    page.on("request", note)
    page.goto(file.as_uri())
    return asked
