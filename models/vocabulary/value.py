"""The base of every value that is written into a record."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Immutable, closed (an unknown field is an error), compared by content, and finite.

    ``allow_inf_nan`` is off because JSON has no such numbers: a record with one could not be signed (RFC 8785).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
