"""What production refuses: checks that Django runs before it serves or migrates anything."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from marketplace.config.environment import ENVIRONMENT
from pipeline.settings import Environment
from pipeline.worker import SECRETS


@register(Tags.security, deploy=True)
def production_is_set_up(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Name every setting that is only fit for development."""
    wrong: list[CheckMessage] = []
    if settings.PIPELINE.environment is Environment.DEVELOPMENT:
        wrong.append(Error("ADRIEL_ENV says development", hint="Say production or staging.", id="adriel.E001"))
    if not settings.ALLOWED_HOSTS:
        wrong.append(Error("ADRIEL_HOSTS is empty", hint="Name the hosts that are answered for.", id="adriel.E002"))
    if settings.PIPELINE.blobs.startswith("file:"):
        hint = "Name a bucket, s3://…: processes on several machines share it."
        wrong.append(Error("ADRIEL_BLOBS is a folder of this machine", hint=hint, id="adriel.E003"))
    return wrong + no_key_of_the_pipeline()


def no_key_of_the_pipeline() -> list[CheckMessage]:
    """Name every secret of the pipeline that this process was given: whoever talks to strangers holds none."""
    hint = "Give it to the pipeline's worker alone; see docs/security.md."
    return [
        Error(f"{name} is given to the marketplace", hint=hint, id="adriel.E004")
        for name in sorted(SECRETS)
        if ENVIRONMENT.get(name)
    ]
