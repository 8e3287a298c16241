"""Problem codes of cases."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "case:state": Code(409, "The case is in a state in which this cannot be done. Read it again."),
    "case:too_many_open": Code(429, "As many cases as this account may have are open. Wait until one has ended."),
    "case:too_many_today": Code(429, "As many cases as this account may submit in a day were submitted. Try tomorrow."),
    "case:no_photos": Code(409, "The case has no photos yet. Upload at least one of the dial."),
}
