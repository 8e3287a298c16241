"""What listings hear of from apps that do not know them."""

from typing import Any

from django.db import transaction

from marketplace.authentication.signals import certificate_changed
from marketplace.listings.services import attaching


def connect() -> None:
    """Listen from now on."""
    certificate_changed.connect(_on_certificate, dispatch_uid="listings.badges")


def _on_certificate(*, certificate: str, **_about: Any) -> None:  # noqa: ANN401 - Django's own
    """Take the badge off once the decision is kept: open pages hear of it within the second."""
    transaction.on_commit(lambda: attaching.certificate_changed(certificate), robust=True)
