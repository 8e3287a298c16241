"""Builds the adapters. The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from models.vocabulary.errors import Misconfigured
from pipeline.assembly import Stages
from pipeline.examiners.contract import Knowledge, VisionPlan
from pipeline.locations import development_key
from pipeline.ports import BlobStore, Clock, Progress, ProgressReader, Signer, VisionModel
from pipeline.settings import Environment, Settings, load_settings, number


def issuer_method(env: Mapping[str, str]) -> str | None:
    """Return the DID URL of the key that ADRIEL_SIGNING_KEY names, or None."""
    from pipeline.adapters.signing import FileSigner

    path = env.get("ADRIEL_SIGNING_KEY")
    return FileSigner(Path(path)).verification_method if path else None


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
        from pipeline.adapters.references import StoredReferences
        from pipeline.adapters.seen import StoredSeen
        from pipeline.adapters.trust_list import read_trust_list

        listed = self.settings.trusted_signers
        usual = VisionPlan()
        plan = VisionPlan(
            passes=int(number(self.environment, "GEMINI_PASSES", usual.passes)),
            budget_usd=number(self.environment, "GEMINI_BUDGET_USD", usual.budget_usd),
        )
        return Knowledge(
            catalogue=catalogue.load(),
            vision=self.vision,
            vision_plan=plan,
            references=StoredReferences(self.store),
            seen=StoredSeen(self.store),
            signers=read_trust_list(listed) if listed is not None else None,
        )

    @cached_property
    def vision(self) -> VisionModel:
        """Gemini, or what says that there is no key."""
        from pipeline.adapters import gemini

        return gemini.from_environment(self.environment, redis_url=self.settings.redis.client(3))

    @cached_property
    def signer(self) -> Signer:
        """The signing key: the one in KMS, that of the key ring, that of a file, or the development key.

        :raises Misconfigured: in production without a key of its own.
        """
        from pipeline.adapters.kms import KmsSigner
        from pipeline.adapters.signing import FileSigner, UnsafeDevSigner
        from pipeline.keyring.ring import Purpose
        from pipeline.keyring.safe import KeySafe, read_passphrase

        if self.settings.kms_key:
            return KmsSigner(self.settings.kms_key, controller=self.settings.issuer)
        if self.settings.passphrase:
            return KeySafe(self.settings.keys, read_passphrase(self.settings.passphrase)).signer(Purpose.CERTIFICATES)
        if self.settings.signing_key:
            return FileSigner(self.settings.signing_key)
        if self.settings.environment is Environment.PRODUCTION:
            raise Misconfigured(
                "ADRIEL_SIGNING_KEY", "production never signs with the development key; name a key file"
            )
        return UnsafeDevSigner(development_key(self.settings.state))


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
