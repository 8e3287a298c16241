"""The issuer's keys as others' software reads them: a DID document (W3C DID 1.0; Controlled Identifiers 1.0).

An issuer is a ``did:web``: its document lies at an address that follows from its name. It is written for others to
publish, and a copy is read where a verifier has saved one; it is never fetched here, since whoever answers at an
address would then say which keys are the issuer's.

Every key keeps its place for ever, since what it signed is to be verified for ever: a retired one too. That it signs
no more is said by terms of ours, ``signsFrom`` and ``signsUntil``. The standard's ``expires`` would be wrong there:
software that heeds it refuses everything that the key ever signed. Of a key that was lost that is what is wanted: it is
``revoked``, and signs for nothing (what the log held before the loss only the ring can tell).
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from pydantic import ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from models.vocabulary.value import Value
from pipeline import multikey
from pipeline.certificate import canonical
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import TrustedKey, read_timestamp
from pipeline.certificate.shapes import KEYS_CONTEXT
from pipeline.keyring.ring import KeyRing, RingFault

_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", KEYS_CONTEXT)
_TYPE = "Multikey"
_WEB = re.compile(r"did:web:(?P<host>[A-Za-z0-9.-]+(?:%3A[0-9]{1,5})?)(?P<path>(?::[A-Za-z0-9_-][A-Za-z0-9._-]*)*)")


class MalformedDid(ValueError):
    """This is no DID document whose keys could be trusted; says why."""


class _Method(Value):
    """A verification method, as far as it is looked at."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    id: str
    controller: str
    public_key_multibase: str
    signs_from: str | None = None
    signs_until: str | None = None
    expires: str | None = None


class _DidDocument(Value):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    id: str
    verification_method: tuple[Document, ...]
    assertion_method: tuple[Any, ...] = ()


def document(ring: KeyRing) -> Document:
    """Return what an issuer with a key ring publishes of itself; see ``document_of``."""
    return document_of(ring.issuer, ring.trusted())


def document_of(issuer: str, keys: Iterable[TrustedKey]) -> Document:
    """Return what an issuer publishes of itself: every key for documents, and which of them count.

    A development key is left out: what it signs proves nothing to others.
    ``alsoKnownAs`` gives each key that counts its name as a did:key, by which it is known where nothing can be looked
    up.
    """
    shown = [key for key in keys if key.safe]
    counting = [key for key in shown if key.lost_at is None]
    return {
        "@context": list(_CONTEXTS),
        "id": issuer,
        "alsoKnownAs": [multikey.did_key(key.multikey) for key in counting],
        "verificationMethod": [_method(key, issuer) for key in shown],
        "assertionMethod": [key.method for key in counting],
    }


def location(issuer: str) -> str:
    """Return the address at which others look for a did:web's document (did:web method specification, "Read").

    :raises RingFault: the issuer is none, and has no address.
    """
    found = _WEB.fullmatch(issuer)
    if found is None:
        raise RingFault(f"{issuer} is not a did:web: its document has no address")
    path = found["path"].replace(":", "/") or "/.well-known"
    return f"https://{unquote(found['host'])}{path}/did.json"


def read(data: bytes) -> tuple[TrustedKey, ...]:
    """Return the keys of a DID document whose signatures on documents count, each in its time.

    Those are Ed25519 Multikeys of the document's own, listed for ``assertionMethod``, not revoked.

    :raises MalformedDid: it is no DID document, or has no such key.
    """
    parsed = canonical.parse(data)
    try:
        found = _DidDocument.model_validate(parsed)
        methods = [_Method.model_validate(each) for each in found.verification_method if _counts(each, found)]
        keys = tuple(_trusted(method, found.id) for method in methods)
    except ValidationError:
        raise MalformedDid("is no DID document with keys in the form of Multikey") from None
    except ValueError as fault:
        raise MalformedDid(str(fault)) from None
    if not keys:
        raise MalformedDid("names no key whose signatures on documents count")
    if len({key.method for key in keys}) < len(keys):
        raise MalformedDid("calls two keys by one name")
    return keys


def _method(key: TrustedKey, issuer: str) -> Document:
    since = {} if key.valid_from is None else {"signsFrom": key.valid_from}
    until = {} if key.valid_until is None else {"signsUntil": key.valid_until}
    revoked = {} if key.lost_at is None else {"revoked": key.valid_until}
    return {
        "id": key.method,
        "type": _TYPE,
        "controller": issuer,
        "publicKeyMultibase": key.multikey,
        **since,
        **until,
        **revoked,
    }


def _counts(method: Document, found: _DidDocument) -> bool:
    ours = method.get("type") == _TYPE and method.get("controller") == found.id
    return ours and method.get("id") in found.assertion_method and "revoked" not in method


def _trusted(method: _Method, issuer: str) -> TrustedKey:
    ends = [each for each in (method.signs_until, method.expires) if each is not None]
    for moment in (*ends, *filter(None, [method.signs_from])):
        read_timestamp(moment)
    return TrustedKey(
        method=method.id,
        controller=issuer,
        multikey=method.public_key_multibase,
        safe=True,
        valid_from=method.signs_from,
        valid_until=min(ends, key=read_timestamp, default=None),
    )
