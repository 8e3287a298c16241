"""Problem codes of imports."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {
    "import:too_large": Code(413, "The file is larger than an import may be. Send it in parts."),
}
