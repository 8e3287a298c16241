"""``manage load_examples``: accounts and cases to look around with, on a machine of one's own."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.authentication import examples


class Command(BaseCommand):
    """Loads what is not there yet, and prints the log-ins."""

    help = "Load example accounts and cases, or go on where that ended, and print the log-ins. For development alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the one option."""
        parser.add_argument(
            "--wait",
            type=float,
            metavar="SECONDS",
            help="wait for the workers to examine the cases instead, then appeal against one, so that experts have one",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Do it.

        :raises CommandError: in production and staging, where accounts with a password that is printed must not be.
        """
        if settings.PIPELINE.environment != "development":
            raise CommandError("examples are for development: they have a password that is printed")
        if options["wait"] is not None:
            examples.follow(options["wait"])
            return
        password = examples.load()
        width = max(len(each.email) for each in examples.PEOPLE)
        for each in examples.PEOPLE:
            self.stdout.write(f"  {each.email:<{width}}  {password}  {each.what}")
