"""KMS over real HTTP on loopback: GetPublicKey and Sign with an Ed25519 key, which moto refuses to make."""

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = "alias/adriel-certificates"


class KmsServer:
    """A WSGI application that answers as KMS does.

    :ivar spec: of its one key. :ivar forge: answer with a signature by another key.
    :ivar busy: how many requests are throttled first.
    """

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([5]) * 32)
        self.spec, self.forge, self.busy = "ECC_NIST_EDWARDS25519", False, 0
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        action = environ["HTTP_X_AMZ_TARGET"].removeprefix("TrentService.")
        self.asked.append(action)
        status, answer = self._answer(action, asked)
        body = json.dumps(answer).encode()
        start(f"{status} -", [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, action: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.busy:
            self.busy -= 1
            return 400, {"__type": "ThrottlingException", "message": "about a secret key"}
        if asked["KeyId"] != KEY:
            return 400, {"__type": "NotFoundException", "message": "about a secret key"}
        if action == "GetPublicKey":
            der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return 200, {
                "KeyId": KEY,
                "PublicKey": base64.b64encode(der).decode(),
                "KeySpec": self.spec,
                "SigningAlgorithms": ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
            }
        if (asked["SigningAlgorithm"], asked["MessageType"]) != ("ED25519_SHA_512", "RAW"):
            return 400, {"__type": "ValidationException", "message": "an algorithm of another key"}
        key = Ed25519PrivateKey.from_private_bytes(bytes([6]) * 32) if self.forge else self.key
        signature = key.sign(base64.b64decode(asked["Message"]))
        return 200, {"KeyId": KEY, "Signature": base64.b64encode(signature).decode(), **_ALGORITHM}


_ALGORITHM = {"SigningAlgorithm": "ED25519_SHA_512"}
