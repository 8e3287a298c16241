"""Problem codes of accounts and organisations."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    # One text for an address that nobody has, a wrong password, and an account that is unconfirmed, closed or gone.
    "account:credentials": Code(
        401, "Address and password do not belong to an account that can be used. Check both, or reset the password."
    ),
    "account:locked": Code(
        429, "Too many failed log-ins with this address from where you are. Wait as long as “Retry-After” says."
    ),
    "account:second_factor_needed": Code(403, "This account has a second factor. Send its “code” as well."),
    "account:second_factor_wrong": Code(403, "That code is not valid. Send the newest one, or a recovery code."),
    "account:second_factor_wait": Code(429, "Too many wrong codes. Wait as long as “Retry-After” says."),
    "account:second_factor_on": Code(409, "This account has a second factor already. Disable it first."),
    "account:second_factor_off": Code(409, "There is no second factor to confirm or to change. Begin with a new one."),
    "account:password_wrong": Code(403, "That is not the password of this account."),
    "account:token_invalid": Code(
        400, "That token was used, has expired, or is meant for something else. Ask for a new one."
    ),
    "account:enough_today": Code(
        429, "As many as an account of this age may have in a day; “detail” says of what. Wait as “Retry-After” says."
    ),
    "organisation:last_manager": Code(
        409, "An organisation needs a manager. Make somebody else one first, or remove the other members."
    ),
    "organisation:member_already": Code(409, "That account is a member already."),
    "organisation:invited_already": Code(409, "That address was invited already. Withdraw the invitation first."),
    "organisation:other_address": Code(403, "This invitation was sent to another address than this account's."),
    "organisation:too_many": Code(409, "This account has made as many organisations as one may."),
}
