"""Settings as values. ``pipeline.wiring`` reads them from the environment; nothing else does."""

from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from models.vocabulary.value import Value
from pipeline.imaging.refusal import Limits


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
    :ivar patience: seconds that a case waits for an examiner whose cause may pass.
    :ivar soft_shutdown: seconds that a stopping worker lets its tasks go on.
    :ivar events: whether workers tell Flower what they do.
    """

    environment: Environment
    state: Path
    redis: RedisAddress
    blobs: str
    signing_key: Path | None
    limits: Limits
    patience: float
    soft_shutdown: float
    events: bool
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
