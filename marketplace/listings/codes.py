"""Problem codes of listings."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "listing:state": Code(409, "The listing is in a state in which this cannot be done. Read it again."),
    "search:too_broad": Code(400, "This search takes too long. Name more words, or narrow it."),
    "search:too_many_saved": Code(409, "This account keeps as many searches as it may. Remove one first."),
    "listing:too_many_favourites": Code(409, "This account has as many favourites as it may. Remove one first."),
}
