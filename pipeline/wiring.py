"""Builds the adapters. The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from models.vocabulary.errors import Misconfigured
from pipeline.assembly import Stages
from pipeline.examiners.contract import Knowledge, VisionPlan
from pipeline.imaging.refusal import Limits
from pipeline.ports import BlobStore, Clock, Progress, ProgressReader, Signer, VisionModel
from pipeline.settings import Environment, RedisAddress, Settings

ROOT = Path(__file__).resolve().parent.parent


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name) or default)
    except ValueError as fault:
        raise Misconfigured(name, f"must be a number, not {env[name]!r}") from fault


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings.

    :raises Misconfigured: where one is unreadable, or unsafe in this environment.
    """
    try:
        environment = Environment(env.get("ADRIEL_ENV") or "development")
    except ValueError as fault:
        raise Misconfigured("ADRIEL_ENV", f"must be one of {', '.join(Environment)}") from fault
    state = load_state(env)
    key = env.get("ADRIEL_SIGNING_KEY")
    return Settings(
        environment=environment,
        state=state,
        redis=RedisAddress(url=_redis_url(env)),
        blobs=env.get("ADRIEL_BLOBS") or f"file://{state / 'blobs'}",
        signing_key=Path(key) if key else None,
        limits=load_limits(env),
        patience=_number(env, "ADRIEL_PATIENCE", 600.0),
        soft_shutdown=_number(env, "ADRIEL_SOFT_SHUTDOWN", 30.0),
        events=env.get("ADRIEL_EVENTS", "1") != "0",
        log_level=_log_level(env),
    )


def load_state(env: Mapping[str, str]) -> Path:
    """Return the local state folder."""
    return Path(env.get("ADRIEL_STATE") or ROOT / ".adriel").absolute()


def dev_key(state: Path) -> Path:
    """Return where the development key lies."""
    return state / "keys" / "UNSAFE-development.pem"


def issuer_method(env: Mapping[str, str]) -> str | None:
    """Return the DID URL of the key that ADRIEL_SIGNING_KEY names, or None."""
    from pipeline.adapters.signing import FileSigner

    path = env.get("ADRIEL_SIGNING_KEY")
    return FileSigner(Path(path)).verification_method if path else None


def load_limits(env: Mapping[str, str]) -> Limits:
    """Read what a photo may be."""
    return Limits(
        max_bytes=int(_number(env, "ADRIEL_MAX_PHOTO_BYTES", 25_000_000)),
        max_pixels=int(_number(env, "ADRIEL_MAX_PHOTO_PIXELS", 80_000_000)),
    )


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


def open_store(url: str) -> BlobStore:
    """Open the blob store at ``file:///path`` or ``s3://bucket/prefix?endpoint=https://…``.

    :raises Misconfigured: for any other address.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        from pipeline.adapters.files import LocalFiles

        return LocalFiles(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        from pipeline.adapters.s3 import S3Store

        endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        return S3Store(parts.netloc, parts.path.strip("/"), endpoint_url=endpoint)
    raise Misconfigured("ADRIEL_BLOBS", "must be file:///path or s3://bucket/prefix")


@dataclass(frozen=True)
class Workshop:
    """What a worker process works with.

    Each tool is made when it is first needed, so that no process holds more than its own queue asks for: only
    ``certify`` ever opens the signing key.
    """

    settings: Settings
    stages: Stages
    environment: Mapping[str, str]

    @cached_property
    def store(self) -> BlobStore:
        """Photos, records and documents."""
        return open_store(self.settings.blobs)

    @cached_property
    def progress(self) -> Progress:
        """Where events go."""
        from pipeline.adapters.progress import RedisProgress

        return RedisProgress(self.settings.redis.client(2))

    @cached_property
    def progress_reader(self) -> ProgressReader:
        """Where events come from."""
        from pipeline.adapters.progress import RedisProgressReader

        return RedisProgressReader(self.settings.redis.client(2))

    @cached_property
    def clock(self) -> Clock:
        """The time."""
        from pipeline.adapters.clock import SystemClock

        return SystemClock()

    @cached_property
    def knowledge(self) -> Knowledge:
        """What examiners may know beyond the case."""
        from models import catalogue

        usual = VisionPlan()
        plan = VisionPlan(
            passes=int(_number(self.environment, "GEMINI_PASSES", usual.passes)),
            budget_usd=_number(self.environment, "GEMINI_BUDGET_USD", usual.budget_usd),
        )
        return Knowledge(catalogue=catalogue.load(), vision=self.vision, vision_plan=plan)

    @cached_property
    def vision(self) -> VisionModel:
        """Gemini, or what says that there is no key."""
        from pipeline.adapters import gemini

        return gemini.from_environment(self.environment, redis_url=self.settings.redis.client(3))

    @cached_property
    def signer(self) -> Signer:
        """The signing key.

        :raises Misconfigured: in production without a key of its own.
        """
        from pipeline.adapters.signing import FileSigner, UnsafeDevSigner

        if self.settings.signing_key:
            return FileSigner(self.settings.signing_key)
        if self.settings.environment is Environment.PRODUCTION:
            raise Misconfigured(
                "ADRIEL_SIGNING_KEY", "production never signs with the development key; name a key file"
            )
        return UnsafeDevSigner(dev_key(self.settings.state))


_installed: list[Workshop] = []


def install(shop: Workshop) -> None:
    """Make ``shop`` the workshop of this process; benchmarks install one with other stages."""
    _installed[:] = [shop]


def from_environment(env: Mapping[str, str]) -> Workshop:
    """Return the product's workshop as ``env`` sets it up."""
    from pipeline.assembly import RealStages

    return Workshop(settings=load_settings(env), stages=RealStages(), environment=dict(env))


def workshop() -> Workshop:
    """Return the workshop of this process."""
    if not _installed:
        install(from_environment(os.environ))
    return _installed[0]
