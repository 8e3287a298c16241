"""Django's command line: ``python -m marketplace.manage check``."""

import os
import sys


def main() -> None:
    """Run a management command with the development settings, unless others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
