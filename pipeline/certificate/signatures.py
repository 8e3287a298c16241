"""Steps 3 and 4 of a verification: which proofs of a document hold, and which of them counts.

A document may carry several proofs (a *set*), by several parties or by several keys of one. Anyone can add one and
anyone can take one away, since no proof covers another. Therefore:

* each is looked at by itself, and what it covers is the whole document with all its contexts;
* one that is broken, or not understood, fails the document, whoever it is by;
* one whose key is not known here cannot be checked: it is named, and counts for nothing;
* one counts where its key is trusted beforehand, belongs to the issuer that is named, and signed in its time;
* without one that counts the document fails, however many others hold.

With a single proof these rules say what they always said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.certificate import proof
from pipeline.certificate.beside import StepFailed
from pipeline.certificate.canonical import Document, canonical
from pipeline.certificate.proof import ProofFault, Proven, TrustedKey, Unproven, read_timestamp
from pipeline.certificate.verification import printable

CLOCK_SKEW = timedelta(minutes=5)
"""How far two honest clocks differ: what Kerberos allows (RFC 4120, section 8.2)."""

MAX_PROOFS = 8
"""The issuer's, in an old and a new key, and half a dozen of others: each costs a signature to check."""

_CLIP = 100
"""Characters of a stranger's name: a did:key URL has 105, and begins with what tells it from others."""

_STRANGER = "the key is not one that is trusted here; that the document brings it along is no proof"
_CONTRADICTED = "two different keys are known by the name of the one that signed"
_ANOTHER = "the key belongs to another issuer than the document names"


@dataclass(frozen=True)
class Signature:
    """A proof that holds.

    :ivar number: its place among the document's proofs, from 1.
    :ivar method: the verification method. :ivar created: when it says that it was made, aware.
    """

    number: int
    method: str
    created: datetime

    def __str__(self) -> str:
        return _called(self.number, self.method)


@dataclass(frozen=True)
class Signatures:
    """The proofs of a document, none of them broken.

    :ivar held: at least one. :ivar unknown: in words, those whose key is not known here.
    """

    held: tuple[Signature, ...]
    unknown: tuple[str, ...]

    @property
    def said(self) -> str:
        """Which proof of whom holds."""
        if len(self.held) + len(self.unknown) == 1:
            return "the content is exactly what was signed"
        holding = f"the content is exactly what was signed: {' and '.join(map(str, self.held))} hold"
        return "; ".join((holding, *(f"{each} cannot be checked: its key is not known here" for each in self.unknown)))


@dataclass(frozen=True)
class Counted:
    """The proof that counts, and its key.

    :ivar said: in words, also what the other proofs are worth.
    """

    signature: Signature
    key: TrustedKey
    said: str


def check(document: Document, contexts: Sequence[str], trusted: Sequence[TrustedKey]) -> Signatures:
    """Take step 3: look at every proof of a document by itself.

    :param contexts: all that the document has: a proof over fewer of them leaves the others unsigned.
    :raises StepFailed: one is broken, or there is none that can be checked.
    """
    proofs = proof.given(document)
    if len(proofs) > MAX_PROOFS:
        raise StepFailed(f"the document has more than {MAX_PROOFS} proofs")
    if len(proofs) == 1 and document["proof"] != proofs[0]:
        raise StepFailed("a single proof is written without a list: a document has one spelling")
    if len({canonical(each) for each in proofs}) < len(proofs):
        raise StepFailed("the document has the same proof twice")
    held: list[Signature] = []
    unknown: list[str] = []
    for number, (each, result) in enumerate(zip(proofs, proof.examine(document, keys=trusted), strict=True), start=1):
        name = _called(number, each.get("verificationMethod")) if isinstance(each, dict) else f"proof {number}"
        if isinstance(result, Proven):
            _refuse_partial(each, contexts)
            held.append(Signature(number, result.methods[0], result.created[0]))
        elif result.fault is ProofFault.UNRESOLVED:
            unknown.append(name)
        else:
            raise StepFailed(_broken(result, name if len(proofs) > 1 else ""))
    if not held:
        raise StepFailed((ProofFault.UNRESOLVED if unknown else ProofFault.MISSING).value)
    return Signatures(tuple(held), tuple(unknown))


def count(signatures: Signatures, issuer: str, trusted: Sequence[TrustedKey]) -> Counted:
    """Take step 4: find the proof that counts; of several, one by a key that is safe and was not lost.

    :param issuer: whom the document names.
    :raises StepFailed: none counts; says why, for each.
    """
    keys = {each: [key for key in trusted if key.method == each.method] for each in signatures.held}
    faults = {each: _worthless(each, known, issuer) for each, known in keys.items()}
    counting = {each: _worst_said(keys[each]) for each, fault in faults.items() if fault is None}
    if not counting:
        raise StepFailed(_told(faults, alone=len(faults) + len(signatures.unknown) == 1))
    best, key = min(counting.items(), key=lambda item: (item[1].lost_at is not None, not item[1].safe))
    said = "signed with a trusted key" if key.safe else "signed with this machine's development key: UNSAFE"
    rest = {each: fault for each, fault in faults.items() if fault is not None}
    return Counted(best, key, f"{said}; {_told(rest, alone=False)}" if rest else said)


def _worst_said(keys: Sequence[TrustedKey]) -> TrustedKey:
    """Return the entry that says the worst of a key: of a ring that knows of its loss and one that does not, the first.

    :param keys: entries of one key, which a verifier may have from several places.
    """
    return min(keys, key=lambda key: (key.lost_at is None, key.lost_at or 0, key.safe))


def _worthless(signature: Signature, keys: Sequence[TrustedKey], issuer: str) -> str | None:
    """Return why a proof does not count; None where it does, by every entry of its key."""
    if not keys:
        return _STRANGER
    if len({key.multikey for key in keys}) > 1:
        return _CONTRADICTED
    if any(key.controller != issuer for key in keys):
        return _ANOTHER
    return next(filter(None, (_outside_its_time(key, signature.created) for key in keys)), None)


def _outside_its_time(key: TrustedKey, signed: datetime) -> str | None:
    """Return what says that the key did not sign then; what of a lost key still counts is the log's to say."""
    if key.valid_from is not None and signed < read_timestamp(key.valid_from) - CLOCK_SKEW:
        return f"dated before the key signed: it began on {key.valid_from[:10]}"
    if key.valid_until is not None and signed >= read_timestamp(key.valid_until) + CLOCK_SKEW:
        return f"dated after the key signed: it ended on {key.valid_until[:10]}"
    return None


def _told(faults: Mapping[Signature, str | None], *, alone: bool) -> str:
    if alone:
        return "; ".join(filter(None, faults.values()))
    return "; ".join(f"{each} counts for nothing: {fault}" for each, fault in faults.items())


def _refuse_partial(each: Document, contexts: Sequence[str]) -> None:
    if each.get("@context") != list(contexts):
        raise StepFailed(ProofFault.CONTEXT.value)


def _broken(result: Unproven, name: str) -> str:
    words = f"{result.fault.value}: {printable(result.option)}" if result.option else result.fault.value
    return f"{name}: {words}" if name else words


def _called(number: int, method: object) -> str:
    name = method if isinstance(method, str) else "nobody"
    return f"proof {number}, by {name[:_CLIP]}"
