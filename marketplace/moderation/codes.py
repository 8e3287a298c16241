"""Problem codes of moderation."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "report:own": Code(403, "It is yours, or your organisation's. Change or remove it instead."),
    "moderation:taken": Code(409, "Somebody else of operations looks into it. Take another one, or wait a day."),
    "moderation:not_taken": Code(409, "Take it first: it is decided by whoever looks into it."),
    "moderation:closed": Code(409, "It is decided already. Read it again."),
    "moderation:state": Code(409, "It stands elsewhere by now. Read it again, and decide anew."),
    "moderation:in_force": Code(409, "It is taken down already."),
    "moderation:own": Code(403, "It is yours, or your organisation's. Somebody else of operations decides."),
    "moderation:same_person": Code(403, "Whoever took it down does not decide the appeal. Somebody else does."),
    "moderation:no_person": Code(409, "The account has no name to take down. Close it in the admin, or dismiss this."),
    "moderation:appealed": Code(409, "You have appealed already. The appeal is decided once."),
}
