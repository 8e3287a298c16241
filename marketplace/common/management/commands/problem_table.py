"""``manage problem_table``: the table of problems in the documentation of the API, written from the codes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.common.codes import CODES
from pipeline.locations import ROOT

BEGIN, END = "<!-- problems: written by `manage problem_table` -->\n", "<!-- end of problems -->"


def table() -> str:
    """Return every kind of problem as a table in Markdown."""
    rows = [f"| `{code}` | {kind.status} | {kind.title} |\n" for code, kind in sorted(CODES.items())]
    return "".join(["| code | status | what is wrong, and what to do |\n", "|---|---|---|\n", *rows])


class Command(BaseCommand):
    """Writes the table, or says that it is not of today."""

    help = "Write the table of problems in docs/api.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add where, and whether only to look."""
        parser.add_argument("--file", default=str(ROOT / "docs" / "api.md"))
        parser.add_argument("--check", action="store_true", help="change nothing; fail where it is stale")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Do it.

        :raises CommandError: the file has no place for a table, or with ``--check`` an old one.
        """
        path = Path(options["file"])
        text = path.read_text(encoding="utf-8")
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            raise CommandError(f"{path.name} has no lines {BEGIN.strip()} and {END}")
        written = f"{before}{BEGIN}\n{table()}\n{END}{after}"
        if options["check"] and written != text:
            raise CommandError("the table of problems is not of today: run `manage problem_table`")
        if not options["check"]:
            path.write_text(written, encoding="utf-8")
