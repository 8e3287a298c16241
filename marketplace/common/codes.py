"""Every code of a problem, with its status and what it says: the words people read live in this table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem.

    :ivar status: HTTP status. :ivar title: what is wrong and what to do; never anything that was sent.
    """

    status: int
    title: str


CODES: dict[str, Code] = {
    # of every endpoint
    "request:malformed": Code(400, "The request cannot be read. Send JSON as the schema describes it."),
    "request:invalid": Code(400, "Some fields are missing or not as they should be; each is named under “errors”."),
    "request:unauthenticated": Code(401, "Log in first, and send the access token as “Authorization: Bearer …”."),
    "request:token_invalid": Code(401, "The token is not valid any more. Refresh it, or log in again."),
    "request:forbidden": Code(403, "This account may not do that."),
    "request:scope": Code(403, "This key may not do that. Make one whose scopes allow it, or log in."),
    "request:not_found": Code(404, "There is nothing here that you may see."),
    "request:method": Code(405, "This address does not know that method."),
    "request:not_acceptable": Code(406, "Answers are JSON; ask for “application/json”."),
    "request:conflict": Code(409, "It has changed meanwhile. Read it again, and decide anew."),
    "request:too_large": Code(413, "The request is too large."),
    "request:media_type": Code(415, "Send “application/json”."),
    "request:throttled": Code(429, "Too many requests. Wait as long as “Retry-After” says."),
    "server:fault": Code(500, "Something of ours went wrong. It was noted; try again later."),
    "server:unavailable": Code(
        503, "A part of ours cannot be reached for the moment. Nothing was lost; try again soon."
    ),
    # idempotency
    "idempotency:missing": Code(400, "Send an Idempotency-Key of 8 to 64 characters: a repeat must not do this twice."),
}
"""By code, ``about:what``. An app adds its own with ``register``."""


def register(codes: dict[str, Code]) -> None:
    """Add an app's codes.

    :raises ValueError: where one is taken by something else.
    """
    for name, code in codes.items():
        if CODES.setdefault(name, code) != code:
            raise ValueError(f"the code {name} is taken")
