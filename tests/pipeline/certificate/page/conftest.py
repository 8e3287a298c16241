"""A browser for the tests of a file: offline, as whoever checks a certificate may be."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.support.browser import browser_context


@pytest.fixture(scope="module")
def offline() -> Iterator[BrowserContext]:
    with browser_context() as context:
        yield context
