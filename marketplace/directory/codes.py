"""Problem codes of the directory."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "profile:version_missing": Code(428, "Send “If-Match” with the ETag of the profile that you saw."),
    "profile:version": Code(412, "Somebody has changed the profile meanwhile. Read it again, and decide anew."),
    "profile:incomplete": Code(409, "A profile is shown once it says country and city. Fill them in first."),
    "review:given": Code(409, "There is a review of that dealing already."),
    "review:answered": Code(409, "The review has its answer: there is one."),
    "review:own_shop": Code(403, "Whoever belongs to an organisation does not review it."),
    "review:hidden": Code(409, "Operations took the review down. Appeal, or let it be: it is not written anew."),
}
