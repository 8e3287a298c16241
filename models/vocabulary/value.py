"""The base of every value that is written into a record."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Immutable, closed (an unknown field is an error), compared by content, and finite.

    ``allow_inf_nan`` is off because JSON has no such numbers: a record with one could not be signed (RFC 8785).
    ``hide_input_in_errors`` is on because an error's text may be logged, and the input may be a serial number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)
