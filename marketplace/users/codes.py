"""Problem codes of accounts and organisations."""

from marketplace.common.codes import Code

CODES: dict[str, Code] = {}
