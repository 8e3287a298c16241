from datetime import date

import pytest

from pipeline.adapters.gemini.prices import cost_usd, price_of
from pipeline.adapters.gemini.settings import GeminiSettings


@pytest.mark.parametrize(
    ("model", "day", "expected"),
    [
        ("gemini-3.8-flash", date(2026, 12, 31), 0.75 + 3.75),
        ("gemini-3.8-flash", date(2027, 1, 1), 1.50 + 7.50),
        ("gemini-2.5-pro", date(2026, 12, 31), 1.25 + 10.00),
        ("gemini-3.1-pro-preview", date(2026, 12, 31), 2.00 + 12.00),
    ],
)
def test_a_million_tokens_each_way_cost_what_the_list_says_on_that_day(model: str, day: date, expected: float) -> None:
    assert cost_usd(model, day, input_tokens=1_000_000, output_tokens=1_000_000) == expected


def test_a_model_without_a_price_is_never_cheaper_than_one_with() -> None:
    unknown, known = price_of("gemini-99-ultra", date(2027, 6, 1)), price_of("gemini-3.1-pro", date(2027, 6, 1))
    assert unknown.input > known.input
    assert unknown.output > known.output


def test_the_default_model_has_a_price() -> None:
    assert price_of(GeminiSettings().model, date(2026, 11, 1)).model == GeminiSettings().model
