"""Builds the adapters. The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from models.vocabulary.errors import Misconfigured
from pipeline.assembly import Stages
from pipeline.examiners.contract import Knowledge, VisionPlan
from pipeline.locations import development_key, development_log_key
from pipeline.ports import Clock, Progress, ProgressReader, Signer, SwapStore, VisionModel
from pipeline.settings import NOWHERE, Environment, Settings, load_settings, number

if TYPE_CHECKING:
    from pipeline.certificate.proof import TrustedKey
    from pipeline.issuer import Issuer
    from pipeline.keyring.ring import KeyRing, Purpose
    from pipeline.keyring.safe import KeySafe
    from pipeline.lifecycle.successions import Successions
    from pipeline.status.decisions import Decisions
    from pipeline.status.publisher import Publisher
    from pipeline.transparency.log import Log
    from pipeline.transparency.notes import NoteSigner
    from pipeline.transparency.witnessing import HttpWitness


def issuer_method(env: Mapping[str, str]) -> str | None:
    """Return the DID URL of the key that ADRIEL_SIGNING_KEY names, or None."""
    from pipeline.adapters.signing import FileSigner

    path = env.get("ADRIEL_SIGNING_KEY")
    return FileSigner(Path(path)).verification_method if path else None


def open_store(url: str) -> SwapStore:
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

    def follow_keys(self) -> None:
        """Make anew what rests on the key ring, where that was changed.

        A worker that went on with what it had would sign, after a rotation, with a key whose time is over.
        """
        state = self._safe.state()
        if state != self.__dict__.setdefault("_ring_state", state):
            self.__dict__["_ring_state"] = state
            for name in _RESTS_ON_KEYS:
                self.__dict__.pop(name, None)

    @cached_property
    def store(self) -> SwapStore:
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
        from pipeline import reviews
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
            reviews=partial(reviews.read, self.store),
            signers=read_trust_list(listed) if listed is not None else None,
        )

    @cached_property
    def vision(self) -> VisionModel:
        """Gemini, or what says that there is no key.

        :raises Misconfigured: in production where something else than Google's service would answer.
        """
        from pipeline.adapters import gemini

        chosen = gemini.read_settings(self.environment)
        if chosen is not None and chosen.stands_in and self.settings.environment is Environment.PRODUCTION:
            raise Misconfigured(
                "GEMINI_BASE_URL", "production asks nobody but Google; unset it, or name an address of googleapis.com"
            )
        return gemini.from_environment(self.environment, redis_url=self.settings.redis.client(3))

    @cached_property
    def signer(self) -> Signer:
        """The signing key: the one in KMS, that of the key ring, that of a file, or the development key.

        :raises Misconfigured: in production without a key of its own.
        """
        from pipeline.adapters.kms import KmsSigner
        from pipeline.adapters.signing import FileSigner, UnsafeDevSigner
        from pipeline.keyring.ring import Purpose

        if self.settings.kms_key:
            return KmsSigner(self.settings.kms_key, controller=self.settings.issuer)
        if self._ring_signs(Purpose.CERTIFICATES):
            return self._safe.signer(Purpose.CERTIFICATES)
        if self.settings.signing_key:
            return FileSigner(self.settings.signing_key)
        if self.settings.environment is Environment.PRODUCTION:
            raise Misconfigured(
                "ADRIEL_SIGNING_KEY", "production never signs with the development key; name a key file"
            )
        return UnsafeDevSigner(development_key(self.settings.state))

    @cached_property
    def ring(self) -> "KeyRing | None":
        """The issuer's public keys; None where there is no ring."""
        return self._safe.ring()

    @cached_property
    def trusted(self) -> "tuple[TrustedKey, ...]":
        """The keys by which documents of ours may be signed: the one that signs now, and those before it."""
        from pipeline.certificate.proof import TrustedKey
        from pipeline.keyring.ring import Purpose

        own = TrustedKey.from_method(self.signer.verification_method, safe=self.signer.safe)
        kept = self.ring.trusted() if self.ring and self._ring_signs(Purpose.CERTIFICATES) else ()
        return (own, *(key for key in kept if key.method != own.method and key.lost_at is None))

    @cached_property
    def issuer(self) -> "Issuer":
        """What others trust beforehand: the keys that sign and signed, and those of the log."""
        from pipeline.issuer import Issuer
        from pipeline.keyring.ring import Purpose
        from pipeline.transparency.notes import NoteKey

        signs = self.ring is not None and self._ring_signs(Purpose.CERTIFICATES)
        logs = self.ring is not None and self._ring_signs(Purpose.LOG)
        origin = self.ring.origin if self.ring and logs else DEVELOPMENT_LOG
        own = NoteKey(name=origin, public=self._log_signer().public)
        return Issuer(
            did=self.signer.controller,
            trusted=self.ring.trusted() if self.ring and signs else self.trusted,
            origin=origin,
            log=tuple(key.vkey for key in (self.ring.log_keys() if self.ring and logs else (own,))),
        )

    @cached_property
    def decisions(self) -> "Decisions":
        """Places in the status lists, and what was decided of certificates."""
        from pipeline.status.decisions import Decisions

        return Decisions(self.store)

    @cached_property
    def successions(self) -> "Successions":
        """Which certificate takes the place of which."""
        from pipeline.lifecycle.successions import Successions

        return Successions(self.store)

    @cached_property
    def publisher(self) -> "Publisher":
        """The signed status lists."""
        from pipeline.status.publisher import Publisher

        return Publisher(self.store, self.decisions, self.signer, base=self.settings.public, old=self.trusted)

    @cached_property
    def log(self) -> "Log":
        """The transparency log.

        :raises Misconfigured: in production without a key of its own.
        """
        from pipeline.keyring.ring import Purpose
        from pipeline.transparency.log import Log
        from pipeline.transparency.notes import NoteKey

        signer, origin = self._log_signer(), DEVELOPMENT_LOG
        old: tuple[NoteKey, ...] = ()
        if self.ring is not None and self._ring_signs(Purpose.LOG):
            origin, old = self.ring.origin, self.ring.log_keys()
        return Log(self.store, NoteKey(name=origin, public=signer.public), signer, origin=origin, old=old)

    @cached_property
    def _safe(self) -> "KeySafe":
        from pipeline.keyring.safe import KeySafe, read_passphrase

        named = self.settings.passphrase
        return KeySafe(self.settings.keys, read_passphrase(named) if named else None)

    def _ring_signs(self, purpose: "Purpose") -> bool:
        """Return whether a key of the ring signs here: one that a passphrase opens, or one in KMS."""
        return self.settings.passphrase is not None or self._safe.signs_remotely(purpose)

    def _log_signer(self) -> "NoteSigner":
        from pipeline.adapters.signing import UnsafeDevSigner
        from pipeline.keyring.ring import Purpose

        if self._ring_signs(Purpose.LOG):
            return self._safe.signer(Purpose.LOG)
        if self.settings.environment is Environment.PRODUCTION:
            remedy = "make a ring with ./adriel keys create, and name the passphrase that opens its log key"
            raise Misconfigured(
                "ADRIEL_KEY_PASSPHRASE_FILE", f"production's log is never signed by a development key; {remedy}"
            )
        return UnsafeDevSigner(development_log_key(self.settings.state))

    @cached_property
    def witnesses(self) -> "tuple[HttpWitness, ...]":
        """Who confirms the log."""
        from pipeline.transparency.notes import NoteKey
        from pipeline.transparency.witnessing import HttpWitness

        try:
            return tuple(HttpWitness(NoteKey.from_vkey(key), address) for key, address in self.settings.witnesses)
        except ValueError as fault:
            raise Misconfigured("ADRIEL_WITNESSES", str(fault)) from None


_RESTS_ON_KEYS = ("_safe", "ring", "signer", "trusted", "issuer", "publisher", "log")


DEVELOPMENT_LOG = f"{NOWHERE.partition('://')[2]}/log"
"""Name of a development log wherever it is published: a log keeps its name, and this machine's addresses change."""


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
    _installed[0].follow_keys()
    return _installed[0]
