"""Problem codes of connections."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "key:too_many": Code(409, "The organisation has as many keys as it may have. Revoke one first."),
    "webhook:too_many": Code(409, "The organisation has as many endpoints as it may have. Remove one first."),
    "webhook:address": Code(
        400, "Nothing is sent to that address. Name one with “https” that the public internet can reach."
    ),
    "webhook:disabled": Code(409, "The endpoint is disabled. Enable it first."),
}
