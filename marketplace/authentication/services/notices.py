"""Tells operations what needs a person."""

from django.conf import settings
from django.core import mail


def tell_operations(what: str) -> None:
    """Send operations a message: ids and codes, nothing else."""
    if settings.OPERATIONS_MAIL:
        text = f"{what}\n\nSee the admin, where it can be queued again.\n"
        mail.send_mail(f"Adriel: {what}", text, None, settings.OPERATIONS_MAIL)
