"""Problems of repairs and service books."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "repair:state": Code(409, "The repair stands elsewhere by now. Read it again, and decide anew."),
    "repair:link_invalid": Code(400, "This link is used up, replaced or too old. Ask the shop for another one."),
    "repair:not_examined": Code(409, "The case of the part is not examined yet. Submit it, and wait for its outcome."),
    "repair:watch_unknown": Code(
        409, "A service book needs brand, reference and serial number: the claim has no such watch."
    ),
    "book:other_owner": Code(
        409, "The watch has a service book that belongs to somebody else. Its owner has to transfer it first."
    ),
    "book:code_invalid": Code(400, "This code is used up, withdrawn or too old. Ask the owner for another one."),
    "book:reader_already": Code(409, "This address may read the book already."),
    "book:not_ready": Code(409, "The newest entries are being signed. Ask again soon."),
}
