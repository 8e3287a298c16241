"""Where things lie on this machine."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The clone."""


def state_folder(env: Mapping[str, str]) -> Path:
    """Return the local state folder: ADRIEL_STATE, or ``.adriel`` in the clone."""
    return Path(env.get("ADRIEL_STATE") or ROOT / ".adriel").absolute()


def key_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of the issuer's key ring: ADRIEL_KEYS, or ``keys`` in the state folder."""
    return Path(env.get("ADRIEL_KEYS") or state_folder(env) / "keys").absolute()


def development_key(state: Path) -> Path:
    """Return where the development key lies."""
    return state / "keys" / "UNSAFE-development.pem"


def development_log_key(state: Path) -> Path:
    """Return where the key lies by which a development log signs."""
    return state / "keys" / "UNSAFE-development-log.pem"
