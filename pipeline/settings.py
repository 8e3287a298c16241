"""Settings as values, and how they are read from an environment that is handed in."""

import math
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

from models.vocabulary.errors import Misconfigured
from models.vocabulary.value import Value
from pipeline.imaging.refusal import Limits
from pipeline.locations import key_folder, state_folder

NOWHERE = "https://adriel.example"
"""Where nothing is published: ``.example`` belongs to nobody (RFC 2606)."""


class Environment(StrEnum):
    """Where this process runs. Production refuses what is only fit for development."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class RedisAddress(Value):
    """One Redis, several numbered databases: 0 broker, 1 results, 2 progress, 3 shared limits.

    :ivar url: ``redis://host:6379``, ``rediss://…`` or ``unix:///path/to/socket``, without a database number.
    """

    url: str

    @property
    def is_socket(self) -> bool:
        """Whether it is reached through a Unix socket."""
        return self.url.startswith("unix://")

    def database(self, number: int) -> str:
        """Return the address of a database as Celery wants it."""
        if self.is_socket:
            return f"redis+socket://{self.url.removeprefix('unix://')}?virtual_host={number}"
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{number}"))

    def client(self, number: int) -> str:
        """Return the address of a database as the Redis client wants it."""
        return f"{self.url}?db={number}" if self.is_socket else self.database(number)


class Settings(Value):
    """Everything that can be set about the pipeline.

    :ivar state: the local state folder: development key, pending cases, blobs where nothing else is named.
    :ivar blobs: ``file:///path`` or ``s3://bucket/prefix?endpoint=https://…``.
    :ivar signing_key: PEM file of the Ed25519 key; None means the unsafe development key.
    :ivar keys: folder of the issuer's key ring.
    :ivar passphrase: file with the passphrase of the ring's private keys; where it is named, they sign.
    :ivar kms_key: key in AWS KMS; where it is named, it signs.
    :ivar issuer: DID under which the key in KMS signs.
    :ivar public: address under which status lists and the log are published, without a slash at its end.
    :ivar witnesses: who confirms the log: verifier key and address of each.
    :ivar trusted_signers: PEM file of the authorities whose signers of Content Credentials are trusted.
    :ivar patience: seconds that a case waits for an examiner whose cause may pass.
    :ivar soft_shutdown: seconds that a stopping worker lets its tasks go on.
    :ivar events: whether workers tell Flower what they do.
    """

    environment: Environment
    state: Path
    redis: RedisAddress
    blobs: str
    signing_key: Path | None
    keys: Path
    passphrase: Path | None
    kms_key: str | None
    issuer: str | None
    public: str
    witnesses: tuple[tuple[str, str], ...]
    trusted_signers: Path | None
    limits: Limits
    patience: float
    soft_shutdown: float
    events: bool
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def number(env: Mapping[str, str], name: str, default: float) -> float:
    """Read a number, or raise ``Misconfigured``."""
    try:
        value = float(env.get(name) or default)
    except ValueError as fault:
        raise Misconfigured(name, f"must be a number, not {env[name]!r}") from fault
    if not (math.isfinite(value) and value >= 0):
        raise Misconfigured(name, f"must be a number of zero or more, not {env[name]!r}")
    return value


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings.

    :raises Misconfigured: where one is unreadable, or unsafe in this environment.
    """
    try:
        environment = Environment(env.get("ADRIEL_ENV") or "development")
    except ValueError as fault:
        raise Misconfigured("ADRIEL_ENV", f"must be one of {', '.join(Environment)}") from fault
    state = state_folder(env)
    key, signers = env.get("ADRIEL_SIGNING_KEY"), env.get("ADRIEL_TRUSTED_SIGNERS")
    passphrase = env.get("ADRIEL_KEY_PASSPHRASE_FILE")
    return Settings(
        environment=environment,
        state=state,
        redis=RedisAddress(url=_redis_url(env)),
        blobs=env.get("ADRIEL_BLOBS") or f"file://{quote(str(state / 'blobs'))}",
        signing_key=Path(key) if key else None,
        keys=key_folder(env),
        passphrase=Path(passphrase) if passphrase else None,
        kms_key=env.get("ADRIEL_KMS_KEY") or None,
        issuer=env.get("ADRIEL_ISSUER") or None,
        public=public_address(env),
        witnesses=_witnesses(env),
        trusted_signers=Path(signers) if signers else None,
        limits=load_limits(env),
        patience=number(env, "ADRIEL_PATIENCE", 600.0),
        soft_shutdown=number(env, "ADRIEL_SOFT_SHUTDOWN", 30.0),
        events=env.get("ADRIEL_EVENTS", "1") != "0",
        log_level=_log_level(env),
    )


def load_limits(env: Mapping[str, str]) -> Limits:
    """Read what a photo may be."""
    return Limits(
        max_bytes=int(number(env, "ADRIEL_MAX_PHOTO_BYTES", 25_000_000)),
        max_pixels=int(number(env, "ADRIEL_MAX_PHOTO_PIXELS", 80_000_000)),
    )


def public_address(env: Mapping[str, str]) -> str:
    """Return the address under which status lists and the log are published."""
    address = (env.get("ADRIEL_PUBLIC") or NOWHERE).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"https", "http"} or not parts.netloc or parts.query or parts.fragment:
        raise Misconfigured("ADRIEL_PUBLIC", "must be an address such as https://adriel.example, without ? and #")
    return address


def _witnesses(env: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Read ``key address, key address``."""
    listed = [entry.split() for entry in (env.get("ADRIEL_WITNESSES") or "").split(",") if entry.strip()]
    if any(len(entry) != 2 for entry in listed):  # noqa: PLR2004 - a key and an address
        raise Misconfigured("ADRIEL_WITNESSES", "must be a verifier key and an address, with commas between witnesses")
    return tuple((key, address) for key, address in listed)


def _log_level(env: Mapping[str, str]) -> Literal["DEBUG", "INFO", "WARNING", "ERROR"]:
    match level := (env.get("ADRIEL_LOG_LEVEL") or "INFO").upper():
        case "DEBUG" | "INFO" | "WARNING" | "ERROR":
            return level
        case _:
            raise Misconfigured("ADRIEL_LOG_LEVEL", "must be DEBUG, INFO, WARNING or ERROR")


def _redis_url(env: Mapping[str, str]) -> str:
    url = env.get("REDIS_URL", "")
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise Misconfigured("REDIS_URL", "must be redis://host:port, rediss://host:port or unix:///path")
    return url.rstrip("/")
