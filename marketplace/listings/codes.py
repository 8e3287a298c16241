"""Problem codes of listings."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "listing:state": Code(409, "The listing is in a state in which this cannot be done. Read it again."),
    "listing:incomplete": Code(409, "Something is missing before this can be shown; each is named under “errors”."),
    "listing:too_many_drafts": Code(409, "There are as many drafts as there may be. Publish or withdraw some first."),
    "listing:name_taken": Code(409, "Another listing of this seller has that name. Choose another “external_id”."),
    "listing:not_reserved": Code(409, "The listing is not reserved for you, or not any more. Read it again."),
    "listing:own": Code(403, "You act for this listing: reserving it is for others."),
    "listing:version": Code(428, "Send “If-Match” with the version that you have read, as its “ETag” said it."),
    "certificate:not_attachable": Code(
        409, "The certificate cannot stand beside this listing; what is in the way is named under “errors”."
    ),
    "possession:asked": Code(409, "A fresh photo was asked for already. Wait for it: it is shown to everybody."),
    "possession:not_asked": Code(409, "Nobody waits for a photo of the watch at hand."),
    "listing:too_many_photos": Code(409, "The listing has as many photos as it may have. Remove one first."),
    "search:too_broad": Code(400, "This search takes too long. Name more words, or narrow it."),
    "search:too_many_saved": Code(409, "This account keeps as many searches as it may. Remove one first."),
    "listing:too_many_favourites": Code(409, "This account has as many favourites as it may. Remove one first."),
}
