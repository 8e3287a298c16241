"""Signed sample documents, made with a real key."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pipeline import multikey
from pipeline.certificate import credential, proof, report
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import TrustedKey
from pipeline.status import lists
from pipeline.status.lists import Purpose
from pipeline.transparency import notes
from pipeline.transparency.checkpoint import Checkpoint
from pipeline.transparency.notes import Note
from pipeline.transparency.proof import LogProof
from tests.support import note_keys
from tests.support.sample_case import NOW, SampleCase


class TestSigner:
    """A signer whose key lives in memory.

    :param controller: DID of the issuer; without one the key is its own identity.
    """

    __test__ = False

    def __init__(self, *, seed: int = 7, safe: bool = True, controller: str | None = None) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        key = multikey.encode(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        self.safe = safe
        self.controller = controller or multikey.did_key(key)
        self.verification_method = multikey.method_url(self.controller, key)

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)

    @property
    def trusted(self) -> TrustedKey:
        return TrustedKey.from_method(self.verification_method, safe=self.safe)


SIGNER = TestSigner()
BASE = "https://adriel.example"
_HEAD = Checkpoint(origin="log.example", size=42, root=bytes(32)).text
LOG_PROOF = LogProof(
    41, (bytes(32),), Note(_HEAD, (notes.sign(_HEAD, note_keys.key(1), note_keys.Signer(1)),))
).render()
"""Well formed; what a proof shows is tried elsewhere."""

ENTRIES = tuple(lists.entry(BASE, 0, purpose, 1234) for purpose in Purpose)


def signed_report(sample: SampleCase, signer: TestSigner = SIGNER) -> Document:
    unsigned = report.build(**sample.records(), issuer=signer.controller, safe=signer.safe)
    return proof.sign(unsigned, signer, created=NOW)


def signed_certificate(signed: Document, signer: TestSigner = SIGNER) -> Document:
    built = credential.build(report=signed, entries=ENTRIES, now=NOW)
    return proof.sign(built, signer, created=NOW)
