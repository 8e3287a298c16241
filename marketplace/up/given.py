"""What each process of ``./adriel up`` is given of the environment: what it needs, and no secret of another's."""

from collections.abc import Mapping

from pipeline.locations import ROOT
from pipeline.worker import PASSED, SECRETS

_MARKETPLACE = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
_MARKETPLACE_PREFIXES = ("LC_", "ADRIEL_", "AWS_")
"""``AWS_``: photos go to S3 by addresses that the API signs."""

_WATCHING = {"ADRIEL_ENV", "ADRIEL_STATE", "ADRIEL_LOG_LEVEL"}


def to_marketplace(env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the marketplace's processes: no signing key and no key of Gemini's."""
    return _with_our_modules(
        {
            name: value
            for name, value in env.items()
            if name not in SECRETS and (name in PASSED | _MARKETPLACE or name.startswith(_MARKETPLACE_PREFIXES))
        }
    )


def to_flower(env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the page that shows queues and tasks: it reaches Redis, and nothing else."""
    return _with_our_modules(
        {name: value for name, value in env.items() if name in PASSED | _WATCHING or name.startswith("LC_")}
    )


def to_stand_in(env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the stand-in Gemini, which reaches nothing."""
    return _with_our_modules({name: value for name, value in env.items() if name in PASSED - {"REDIS_URL"}})


def _with_our_modules(given: Mapping[str, str]) -> dict[str, str]:
    return {**given, "PYTHONPATH": str(ROOT)}
