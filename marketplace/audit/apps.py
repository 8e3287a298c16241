"""The app's configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The log of privileged acts."""

    name = "marketplace.audit"
    label = "audit"
