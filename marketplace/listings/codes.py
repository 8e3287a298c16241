"""Problem codes of listings."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "listing:state": Code(409, "The listing is in a state in which this cannot be done. Read it again."),
}
