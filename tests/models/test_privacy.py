import pytest

from models.privacy import HIDDEN, mask_serials

SERIAL = "M204817"
ALLOWED = ("AM-2204", "331.10.39.51.01.001", "AM31")


@pytest.mark.parametrize(
    "text",
    [
        "M204817",
        "m204817",
        "serial M 204 817 engraved",
        "M204-817",
        "M2O48I7",
        "M2048",
        "204817",
        "noM204817xx",
        "Z998877",
        "7Q1ABXZK",
        "12345678",
        "555 123 4567",
        "5711/1A-010",
    ],
)
def test_what_could_be_a_serial_is_hidden(text: str) -> None:
    masked = mask_serials(text, serial=SERIAL, allowed=ALLOWED)

    assert HIDDEN in masked
    assert not any(part in masked.upper() for part in ("2048", "4817", "9988", "1ABX", "3456", "1234", "5711"))


@pytest.mark.parametrize(
    "text",
    [
        "The dial says “TIMEX”; the claim says Rolex.",
        "TISSOT 1853, made 2022",
        "WR-200M 660ft = 200m 100M/330FT",
        "AM-2204 and AM2204 with CAL. AM31",
        "Omega 331.10.39.51.01.001",
        "25 JEWELS",
        "",
    ],
)
def test_what_many_watches_share_stays(text: str) -> None:
    assert mask_serials(text, serial=SERIAL, allowed=ALLOWED) == text


def test_the_claimed_serial_is_hidden_even_where_it_is_also_given_as_allowed() -> None:
    assert mask_serials("reference M204817", serial="M204817", allowed=["M204817"]) == f"reference {HIDDEN}"


def test_without_a_claimed_serial_the_form_alone_hides() -> None:
    assert mask_serials("No. K884213 of 500", serial=None, allowed=[]) == f"No. {HIDDEN} of 500"
