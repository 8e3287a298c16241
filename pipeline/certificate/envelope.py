"""A certificate with the proof that it is in the log, in one file. The certificate inside stays what it is."""

from typing import NamedTuple

from pipeline.certificate.canonical import Document

TYPE = "AdrielCertificateEnvelope"
_FIELDS = frozenset({"type", "v", "credential", "logProof"})


class Unwrapped(NamedTuple):
    """What a file holds.

    :ivar proof: the log's, as text; None where the certificate came alone.
    """

    credential: Document
    proof: bytes | None


class MalformedEnvelope(ValueError):
    """The file says that it is an envelope, and is none."""


def wrap(credential: Document, proof: bytes) -> Document:
    """Return the envelope as JSON."""
    return {"type": TYPE, "v": 1, "credential": credential, "logProof": proof.decode("utf-8")}


def unwrap(document: Document) -> Unwrapped:
    """Return what is in a document: an envelope's content, or the document itself.

    :raises MalformedEnvelope: it is an envelope with a field too many, too few or of another kind.
    """
    if document.get("type") != TYPE:
        return Unwrapped(document, None)
    credential, proof = document.get("credential"), document.get("logProof")
    if document.keys() != _FIELDS or document["v"] != 1 or isinstance(document["v"], bool):
        raise MalformedEnvelope("the envelope is not one of version 1")
    if not isinstance(credential, dict) or not isinstance(proof, str):
        raise MalformedEnvelope("the envelope holds no certificate and proof")
    return Unwrapped(credential, proof.encode("utf-8"))
