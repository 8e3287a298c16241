"""Signs with a key that never leaves AWS KMS (key spec ``ECC_NIST_EDWARDS25519``, use ``SIGN_VERIFY``)."""

import contextlib
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from models.vocabulary.errors import Misconfigured, PipelineError, Retriable
from pipeline import multikey

SETTING = "ADRIEL_KMS_KEY"
MAX_MESSAGE = 4096
"""Bytes that KMS signs unhashed; what is signed here is 64 bytes, or a checkpoint of a few lines."""

_ALGORITHM = "ED25519_SHA_512"
_SPEC = "ECC_NIST_EDWARDS25519"
_BUSY = {
    "ThrottlingException",
    "KMSInternalException",
    "DependencyTimeoutException",
    "KeyUnavailableException",
    "LimitExceededException",
}
_CONFIG = Config(connect_timeout=3.0, read_timeout=10.0, retries={"mode": "standard", "total_max_attempts": 3})


class KmsSigner:
    """A key in KMS.

    :param key: id, ARN or alias.
    :param controller: DID of the issuer; without one the key is its own identity (``did:key:…``).
    :param public: the public key where it is known, so that KMS need not be asked; an alias that leads to another key
        since then signs nothing.
    :param endpoint_url: where it is not Amazon's.
    """

    safe = True

    def __init__(
        self,
        key: str,
        *,
        controller: str | None = None,
        public: bytes | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        self._key, self._named, self._known, self._endpoint = key, controller, public, endpoint_url

    @cached_property
    def public(self) -> bytes:
        """The public key, 32 bytes; asked for once.

        :raises Misconfigured: there is no such key, it is of another kind, or we may not use it.
        :raises Retriable: KMS is down, slow or throttling.
        """
        if self._known is not None:
            return self._known
        with _faults_named():
            answer = self._kms.get_public_key(KeyId=self._key)
        if answer.get("KeySpec") != _SPEC or _ALGORITHM not in answer.get("SigningAlgorithms", ()):
            raise Misconfigured(SETTING, f"the key in KMS does not sign with {_ALGORITHM}; its spec must be {_SPEC}")
        try:
            key = load_der_public_key(answer["PublicKey"])
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise Misconfigured(SETTING, "KMS shows another kind of key than Ed25519")
        return key.public_bytes_raw()

    @property
    def controller(self) -> str:
        """DID of the issuer."""
        return self._named or multikey.did_key(multikey.encode(self.public))

    @property
    def verification_method(self) -> str:
        """DID URL of the public key."""
        return multikey.method_url(self.controller, multikey.encode(self.public))

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of ``data``, which was checked with the public key.

        :raises PipelineError: what KMS answered is no signature by this key.
        """
        if len(data) > MAX_MESSAGE:
            raise ValueError(f"KMS signs at most {MAX_MESSAGE} bytes")
        with _faults_named():
            answer = self._kms.sign(KeyId=self._key, Message=data, MessageType="RAW", SigningAlgorithm=_ALGORITHM)
        signature = bytes(answer["Signature"])
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except InvalidSignature:
            raise PipelineError("what KMS answered is no signature by this key") from None
        return signature

    @cached_property
    def _kms(self) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        from boto3.session import Session

        with _faults_named():
            return Session().client("kms", endpoint_url=self._endpoint, config=_CONFIG)


@contextlib.contextmanager
def _faults_named() -> Iterator[None]:
    """Turn what the SDK raises into ours; no text of the far side, which names keys and accounts, is kept."""
    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        status = int(fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if code in _BUSY or status >= 500:  # noqa: PLR2004 - HTTP
            raise Retriable(f"KMS answered {status}", 2.0) from None
        raise Misconfigured(SETTING, f"KMS refuses the key ({code or status})") from None
    except (NoCredentialsError, NoRegionError):
        raise Misconfigured("AWS_ACCESS_KEY_ID", "no usable credentials and region for KMS were found") from None
    except BotoCoreError as fault:
        raise Retriable(f"KMS was not reached ({type(fault).__name__})", 2.0) from None
