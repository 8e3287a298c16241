"""What an answer costs. A price list is never edited once used: its name is written into every record."""

from dataclasses import dataclass
from datetime import date

LIST = "gemini-2026-10"
"""Source: ai.google.dev/gemini-api/docs/pricing as read on 7 October 2026, paid tier, text and image input,
prompts up to 200,000 tokens. Thinking is billed as output."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of a model, from a day on.

    :ivar model: the beginning of the model's name.
    """

    model: str
    since: date
    input: float
    output: float


_ROWS = (
    Price("gemini-3.8-flash", date(2026, 9, 2), 0.75, 3.75),  # half price until the end of 2026
    Price("gemini-3.8-flash", date(2027, 1, 1), 1.50, 7.50),
    Price("gemini-3.7-flash", date(2026, 7, 1), 1.50, 7.50),
    Price("gemini-3.1-pro", date(2026, 1, 1), 2.00, 12.00),
    Price("gemini-2.5-flash", date(2025, 6, 17), 0.30, 2.50),
    Price("gemini-2.5-pro", date(2025, 6, 17), 1.25, 10.00),
)

_UNKNOWN = Price("", date(2026, 1, 1), 4.00, 18.00)
"""A model without a row is charged like the dearest tier on the list, so that no budget is overrun by ignorance."""


def price_of(model: str, day: date) -> Price:
    """Return the price of a model on a day."""
    rows = [row for row in _ROWS if model.startswith(row.model) and row.since <= day]
    return max(rows, key=lambda row: row.since, default=_UNKNOWN)


def cost_usd(model: str, day: date, *, input_tokens: int, output_tokens: int) -> float:
    """Return what an answer cost, in US dollars, rounded to a millionth."""
    price = price_of(model, day)
    return round((input_tokens * price.input + output_tokens * price.output) / 1_000_000, 6)
