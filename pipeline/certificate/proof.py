"""Data Integrity proofs with the cryptosuite ``eddsa-jcs-2022``.

Source: W3C Recommendations "Verifiable Credential Data Integrity 1.0" and "Data Integrity EdDSA Cryptosuites v1.0",
section 3.3. Ed25519 signs SHA-256(canonical proof options) followed by SHA-256(canonical document without proof).

Verification fails closed: what is missing, unknown or unexpected is a failure with its own reason, never a pass.
"""

import copy
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal, Self

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import model_validator

from models.vocabulary.value import Value
from pipeline import multikey
from pipeline.certificate.canonical import Document, canonical
from pipeline.ports import Signer

_TYPE = "DataIntegrityProof"
_SUITE = "eddsa-jcs-2022"
_PURPOSE = "assertionMethod"
_REQUIRED = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"})
_ALLOWED = _REQUIRED | {"@context"}
_SIGNATURE_BYTES = 64
_DATE_TIME_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
"""XML Schema 1.1 ``dateTimeStamp``, for years of four digits."""


class TrustedKey(Value):
    """A public key that the verifier knows beforehand.

    :ivar method: DID URL, as in a proof's ``verificationMethod``.
    :ivar controller: DID of the issuer that the key belongs to.
    :ivar multikey: the key itself.
    :ivar safe: False for a development key.
    :ivar valid_from: before then it signed nothing; None where that is not known.
    :ivar valid_until: from then on it signed nothing.
    :ivar lost_at: number of log entries at which the key was lost: of its signatures count those that the log held
        by then; None where it was not.
    """

    method: str
    controller: str
    multikey: str
    safe: bool
    valid_from: str | None = None
    valid_until: str | None = None
    lost_at: int | None = None

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.method.partition("#")[0] != self.controller:
            raise ValueError("the key's URL does not begin with its controller")
        multikey.decode(self.multikey)
        return self

    @classmethod
    def from_method(cls, method: str, *, safe: bool) -> Self:
        """Return the key that a DID URL of ours spells: its fragment is the Multikey."""
        controller, _, key = method.partition("#")
        return cls(method=method, controller=controller, multikey=key, safe=safe)


class ProofFault(StrEnum):
    """Why a proof does not hold."""

    MISSING = "there is no proof"
    MALFORMED = "the proof is not an object"
    MISSING_OPTION = "the proof lacks a required option"
    UNKNOWN_OPTION = "the proof has an option that is not understood"
    WRONG_TYPE = "the proof is of another type than DataIntegrityProof"
    WRONG_SUITE = "the proof uses another cryptosuite than eddsa-jcs-2022"
    WRONG_PURPOSE = "the proof was made for another purpose than assertionMethod"
    MALFORMED_CREATED = "the proof's date is not a date with a time zone"
    MALFORMED_VALUE = "the signature is not 64 bytes in base58btc"
    CONTEXT = "the document's @context does not begin with the proof's"
    UNRESOLVED = "the verification method names no key that is known or can be read from it"
    NOT_CANONICAL = "the document has no canonical form"
    WRONG_SIGNATURE = "the signature does not belong to this content and key"


class Proven(Value):
    """Every proof that was looked at holds. Whether its keys are to be trusted is another question.

    :ivar methods: verification methods, in the order of the proofs.
    :ivar created: when the proofs say that they were made, aware.
    """

    kind: Literal["proven"] = "proven"
    methods: tuple[str, ...]
    created: tuple[datetime, ...]


class Unproven(Value):
    """At least one proof does not hold.

    :ivar option: the option that is missing or not understood, where that is the fault.
    """

    kind: Literal["unproven"] = "unproven"
    fault: ProofFault
    option: str = ""


class _FaultError(Exception):
    def __init__(self, fault: ProofFault, option: str = "") -> None:
        super().__init__(fault, option)
        self.fault = fault
        self.option = option


def timestamp(moment: datetime) -> str:
    """Return an aware time as documents write it: RFC 3339, UTC, whole seconds, ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_timestamp(text: object) -> datetime:
    """Return the aware time that ``text`` spells, or raise ``ValueError``."""
    if not isinstance(text, str) or not _DATE_TIME_STAMP.fullmatch(text):
        raise ValueError("is not a date with a time zone")
    return datetime.fromisoformat(text)


def existing(moment: str) -> str:
    """Return a moment as it is written, or raise ``ValueError`` where there is none such: for fields of documents."""
    read_timestamp(moment)
    return moment


def hash_data(unsecured: Document, options: Document) -> bytes:
    """Return the 64 bytes that are signed (section 3.3.4): hash of the proof options, hash of the document."""
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(unsecured)).digest()


def sign(document: Document, signer: Signer, *, created: datetime) -> Document:
    """Return the document with its proof (section 3.3.1).

    :param document: without ``proof``; a signed document is refused, since a second signature would not cover the
        first.
    :raises ValueError: the document is signed already, or has no canonical form (a number that is not finite).
    """
    if "proof" in document:
        raise ValueError("the document is signed already")
    options: Document = {
        "type": _TYPE,
        "cryptosuite": _SUITE,
        "created": timestamp(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": _PURPOSE,
    }
    if "@context" in document:
        options["@context"] = copy.deepcopy(document["@context"])
    signature = signer.sign(hash_data(document, options))
    return {**document, "proof": {**options, "proofValue": multikey.encode_base58btc(signature)}}


def verify(document: Document, *, keys: Iterable[TrustedKey] = ()) -> Proven | Unproven:
    """Check every proof of the document (section 3.3.2).

    Where there is a set of proofs each must hold, as "Verify Proof Sets and Chains" demands; an empty set does not.
    How a proof is looked at: ``examine``.
    """
    results = examine(document, keys=keys)
    if not results:
        return Unproven(fault=ProofFault.MISSING)
    if broken := next((each for each in results if isinstance(each, Unproven)), None):
        return broken
    held = [each for each in results if isinstance(each, Proven)]
    return Proven(
        methods=tuple(method for each in held for method in each.methods),
        created=tuple(created for each in held for created in each.created),
    )


def examine(document: Document, *, keys: Iterable[TrustedKey] = ()) -> tuple[Proven | Unproven, ...]:
    """Check each proof of the document by itself; the results are in the order of the proofs.

    A method is looked up in ``keys`` first; a did:key is otherwise read from its own URL, and nothing is ever fetched.
    Chains (``previousProof``) and expiry, domain and challenge are not understood and therefore fail.
    """
    known = {key.method: multikey.decode(key.multikey) for key in keys}
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    return tuple(_examine_one(unsecured, each, known) for each in given(document))


def given(document: Document) -> Sequence[Any]:
    """Return the proofs of the document, as they are; none where it has none."""
    proof = document.get("proof")
    proofs = proof if isinstance(proof, list) else [proof]
    return [] if proof is None else proofs


def _examine_one(unsecured: Document, proof: object, known: dict[str, bytes]) -> Proven | Unproven:
    try:
        method, created = _verify_one(unsecured, proof, known)
    except _FaultError as error:
        return Unproven(fault=error.fault, option=error.option)
    return Proven(methods=(method,), created=(created,))


def _verify_one(unsecured: Document, proof: object, known: dict[str, bytes]) -> tuple[str, datetime]:
    options, signature, created = _read_options(proof)
    public_key = _public_key(options["verificationMethod"], known)
    secured = _with_context_of(unsecured, options)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, hash_data(secured, options))
    except rfc8785.CanonicalizationError:
        raise _FaultError(ProofFault.NOT_CANONICAL) from None
    except (InvalidSignature, ValueError):
        raise _FaultError(ProofFault.WRONG_SIGNATURE) from None
    return options["verificationMethod"], created


def _read_options(proof: object) -> tuple[Document, bytes, datetime]:
    if not isinstance(proof, dict):
        raise _FaultError(ProofFault.MALFORMED)
    if missing := sorted(_REQUIRED - proof.keys()):
        raise _FaultError(ProofFault.MISSING_OPTION, missing[0])
    if unknown := sorted(proof.keys() - _ALLOWED):
        raise _FaultError(ProofFault.UNKNOWN_OPTION, unknown[0])
    expected = (
        ("type", _TYPE, ProofFault.WRONG_TYPE),
        ("cryptosuite", _SUITE, ProofFault.WRONG_SUITE),
        ("proofPurpose", _PURPOSE, ProofFault.WRONG_PURPOSE),
    )
    for option, value, fault in expected:
        if proof[option] != value:
            raise _FaultError(fault)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    return options, _signature(proof["proofValue"]), _created(proof["created"])


def _signature(value: object) -> bytes:
    try:
        signature = multikey.decode_base58btc(value) if isinstance(value, str) else b""
    except ValueError:
        signature = b""
    if len(signature) != _SIGNATURE_BYTES:
        raise _FaultError(ProofFault.MALFORMED_VALUE)
    return signature


def _created(value: object) -> datetime:
    try:
        return read_timestamp(value)
    except ValueError:
        raise _FaultError(ProofFault.MALFORMED_CREATED) from None


def _public_key(method: object, known: dict[str, bytes]) -> bytes:
    if not isinstance(method, str):
        raise _FaultError(ProofFault.UNRESOLVED)
    if method in known:
        return known[method]
    try:
        return multikey.resolve_did_key(method)
    except multikey.MalformedKey:
        raise _FaultError(ProofFault.UNRESOLVED) from None


def _with_context_of(unsecured: Document, options: Document) -> Document:
    """Apply the rule of section 3.3.2: the document's contexts begin with the proof's, and only those were signed."""
    if "@context" not in options:
        return unsecured
    signed = _as_list(options["@context"])
    if "@context" not in unsecured or _as_list(unsecured["@context"])[: len(signed)] != signed:
        raise _FaultError(ProofFault.CONTEXT)
    return {**unsecured, "@context": options["@context"]}


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 - a JSON value
    return value if isinstance(value, list) else [value]
