"""``manage load_examples``: what there is to look around with, on a machine of one's own."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.examples import loading, people


class Command(BaseCommand):
    """Loads what is not there yet, and prints the log-ins."""

    help = "Load examples, or go on where that ended, and print the log-ins. For development alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the one option."""
        parser.add_argument(
            "--wait",
            type=float,
            metavar="SECONDS",
            help="load what workers have to look at instead, for as long as this; says on stderr what is there",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Do it.

        :raises CommandError: in production and staging, where accounts with a password that is printed must not be; or
            not all of it was there in time.
        """
        if settings.PIPELINE.environment != "development":
            raise CommandError("examples are for development: they have a password that is printed")
        if options["wait"] is not None:
            if not loading.follow(options["wait"], self.stderr.write):
                raise CommandError("not all of the examples were there in time; the next start goes on")
            return
        password = loading.load()
        width = max(len(each.email) for each in people.PEOPLE)
        for each in people.PEOPLE:
            self.stdout.write(f"  {each.email:<{width}}  {password}  {each.what}")
