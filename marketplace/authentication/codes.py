"""Problem codes of cases."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "case:held": Code(409, "Whoever the watch belongs to has not consented yet. Wait, or ask them again."),
    "case:state": Code(409, "The case is in a state in which this cannot be done. Read it again."),
    "case:too_many_open": Code(
        429, "As many cases as this account may have are open. Withdraw a draft, or wait until a case has ended."
    ),
    "case:too_many_today": Code(
        429, "As many cases as this account may submit in a day were submitted. Wait as long as “Retry-After” says."
    ),
    "case:lane": Code(
        403, "The express lane is for cases of a store. Name the store that you belong to, or leave it out."
    ),
    "case:no_photos": Code(409, "The case has no photos yet. Upload at least one of the dial."),
    # documents that anybody has checked
    "verification:empty": Code(400, "The file is empty. Send the certificate's .json, .pdf or .png file."),
    "verification:type": Code(415, "No document of ours begins like that. Send the .json, .pdf or .png file."),
    "verification:too_large": Code(413, "No document of ours is that large. Send the file as it was issued."),
    "verification:unknown": Code(404, "No document is known by this id, or its day is over. Hand it in again."),
    # experts
    "review:own_case": Code(403, "A case of your own, or of an organisation of yours, is reviewed by others."),
    "review:trial": Code(409, "The case is a trial, which experts do not look at."),
    "review:taken": Code(409, "As many experts as are wanted have this case. Take another one."),
    "review:not_held": Code(409, "You do not hold this case. Take it first."),
    "references:state": Code(409, "The set is in a state in which this cannot be done. Read it again."),
    "references:no_photos": Code(409, "The set has no photos yet. Upload some."),
    "references:too_many": Code(409, "The set has as many photos as it may have."),
    "review:decided": Code(409, "You decided this case already. A decision is not changed, and not taken back."),
    "upload:not_allowed": Code(403, "That upload was not allowed, or the time for it is over. Ask for it anew."),
    "upload:too_large": Code(413, "The file is larger than a photo may be."),
    "upload:done": Code(409, "A file was uploaded there already."),
    "photo:missing": Code(409, "Photos were announced and not uploaded; each is named under “errors”."),
    "photo:refused": Code(422, "Photos cannot be used; each is named under “errors”, with the reason. Replace them."),
    "photo:too_many": Code(409, "A case has as many photos as it may have."),
    "claim:invalid": Code(400, "The claim is not as it should be; each field is named under “errors”."),
    "case:no_report": Code(404, "There is no report yet. Follow the case until its examination has ended."),
    "case:no_certificate": Code(409, "The case has earned no certificate."),
    "certificate:not_offered": Code(409, "The certificate cannot be offered; “detail” says why."),
    "certificate:code_invalid": Code(
        400,
        "The code opens nothing: it is another one, was used, has ended, or was tried too often. Ask for a new one.",
    ),
    "case:revoked": Code(
        409, "The certificate is revoked, which is for good: nothing that is decided later changes it."
    ),
    "case:appealed": Code(409, "This examination was appealed against already."),
}
