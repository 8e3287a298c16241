"""What a photo's name says."""

import pytest

from models.vocabulary.views import View, view_named


@pytest.mark.parametrize(
    ("stem", "named"),
    [
        ("dial", (View.DIAL, 1)),
        ("Dial-2", (View.DIAL, 2)),
        ("other 12", (View.OTHER, 12)),
        ("caseback_3", (View.CASEBACK, 3)),
        ("papers9", (View.PAPERS, 9)),
        ("dial-0", None),
        ("dial-100", None),
        ("IMG_0039", None),
        ("dialogue", None),
        ("", None),
    ],
)
def test_a_name_begins_with_its_view_and_may_number_it(stem: str, named: tuple[View, int] | None) -> None:
    assert view_named(stem) == named
