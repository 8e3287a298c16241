"""Problem codes of imports."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "import:refused": Code(409, "The file could not be read: “why” of the import says why. Hand in another."),
    "import:too_large": Code(413, "The file is larger than an import may be. Send it in parts."),
    "import:too_many": Code(429, "As many of your imports are under way as may be. Wait until one has ended."),
}
