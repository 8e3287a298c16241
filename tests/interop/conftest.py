from collections.abc import Iterator

import pytest

from tests.support import npm_library
from tests.support.npm_library import Library


@pytest.fixture(scope="session")
def library() -> Iterator[Library]:
    """An implementation of credentials that no one here wrote."""
    try:
        with npm_library.running() as library:
            yield library
    except npm_library.NotInstalled as fault:
        pytest.fail(str(fault), pytrace=False)
