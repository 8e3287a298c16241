"""Carries out what was decided of a certificate's place: signs what a new holder gets, and says which one counts.

Every step is safe to run again after a kill, and whoever has the key may run it at any time.
"""

import json

import structlog

from models.vocabulary.errors import PipelineError, Retriable
from models.vocabulary.verdict import Outcome
from pipeline.certificate import canonical, credential, proof
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import Proven, read_timestamp
from pipeline.certificate.shapes import Because, Certificate
from pipeline.issuing import Withheld, enlisted, in_log, predecessor
from pipeline.lifecycle import names, notices, offers
from pipeline.lifecycle.names import CERTIFICATE, PUBLIC, hashed
from pipeline.lifecycle.notices import NotThisNotice, Succeeded
from pipeline.lifecycle.successions import Succession
from pipeline.messages import Message
from pipeline.ports import BlobMissing
from pipeline.status.decisions import Action
from pipeline.status.lists import Purpose
from pipeline.wiring import Workshop

log = structlog.get_logger("adriel.succession")

BY = "certify"
"""Whose decision it is that what was succeeded does not count any more."""


class NotHandedOver(PipelineError):
    """A certificate that was to be handed over is not one that stands. Nothing is signed; says why."""


def succeed(shop: Workshop, certificate: str) -> None:
    """Do all that follows from the decision that another certificate takes this one's place.

    The new one is signed and logged, a notice about the old one is signed, logged and published, and the list of
    revoked certificates is made to say it.

    :raises NotHandedOver: the certificate that was offered is none of ours, or does not stand.
    :raises Withheld: nothing is issued for now.
    """
    decided = shop.successions.of(certificate)
    if decided is None or (new := _successor(shop, decided)) is None:
        return
    _notify(shop, decided, canonical.digest(new))
    place = shop.decisions.placed(certificate)
    if not shop.decisions.state(place)[Purpose.REVOCATION]:
        why = f"{decided.because}: {decided.new} takes its place"
        shop.decisions.decide(certificate, Action.REVOKE, reason=why, by=BY, now=shop.clock.now())
    shop.publisher.carry_out([certificate], now=shop.clock.now())
    shop.successions.finish(certificate)


def settle(shop: Workshop, message: Message, report: bytes) -> None:
    """Do what an examination means for the certificate of an earlier one of the same case.

    One that earned a certificate supersedes it. One that found the watch counterfeit suspends it, until somebody has
    looked. Any other leaves it: a photo that shows too little takes nothing back.
    """
    before = predecessor(shop, message)
    if before is None:
        return
    if shop.store.exists(names.Name(message.case, message.examination).document(CERTIFICATE)):
        for each in _succeeded_by(shop, message):
            succeed(shop, each)
    elif json.loads(report)["outcome"] == Outcome.COUNTERFEIT:
        if not shop.store.exists(names.read(before).document(CERTIFICATE)):
            raise Retriable("the certificate is being handed over", 2.0)
        why = f"examination {message.examination} of the case contradicts the claim"
        if why not in {each.reason for each in shop.decisions.decisions(before)}:
            shop.decisions.decide(before, Action.SUSPEND, reason=why, by=BY, now=shop.clock.now())
        shop.publisher.carry_out([before], now=shop.clock.now())


def catch_up(shop: Workshop) -> list[str]:
    """Carry out every decision whose message was lost, and return the new certificates.

    One that cannot be carried out stops no other.
    """
    new = [tried(shop, each.old) for each in shop.successions.pending()]
    return [each for each in new if each is not None]


def tried(shop: Workshop, certificate: str) -> str | None:
    """Carry out a decision; return the new certificate. What could not be stays open, and is tried again."""
    try:
        succeed(shop, certificate)
    except (NotHandedOver, Withheld) as why:
        log.warning("succession_open", why=str(why))
        return None
    decided = shop.successions.of(certificate)
    return None if decided is None else decided.new


def _succeeded_by(shop: Workshop, message: Message) -> list[str]:
    signed = json.loads(shop.store.get(names.Name(message.case, message.examination).document(CERTIFICATE)))
    return [signed["replaces"]["id"]] if signed.get("replaces") else []


def _successor(shop: Workshop, decided: Succession) -> Document | None:
    """Return the new certificate: that of a new examination where there is one yet, or one for the new holder."""
    key = names.read(decided.new).document(CERTIFICATE)
    if not shop.store.exists(key):
        if decided.because is Because.EXAMINATION:
            return None
        shop.store.create(key, canonical.pretty(_handed_over(shop, decided)))
    signed = _ours(shop, key)
    in_log(shop, names.read(decided.new).document, canonical.pretty(signed))
    return signed


def _handed_over(shop: Workshop, decided: Succession) -> Document:
    old, now = _ours(shop, offers.offered(decided.old)), shop.clock.now()
    if (old["id"], canonical.digest(old)) != (decided.old, decided.digest):
        raise NotHandedOver("another certificate was offered than was taken over")
    read = Certificate.model_validate_json(canonical.canonical(old))
    if now >= read_timestamp(read.valid_until):
        raise NotHandedOver("the certificate has expired")
    if any(shop.decisions.state(shop.decisions.placed(decided.old)).values()):
        raise NotHandedOver("the certificate was withdrawn")
    entries = enlisted(shop, decided.new, read.credential_subject.versions)
    built = credential.handed_over(old, to=decided.new, entries=entries, now=now)
    return proof.sign(built, shop.signer, created=now)


def _notify(shop: Workshop, decided: Succession, successor: str) -> None:
    key = PUBLIC + hashed(decided.old)
    subject = Succeeded(
        id=decided.old,
        digest=decided.digest,
        successor=decided.new,
        successor_digest=successor,
        because=decided.because,
    )
    if not shop.store.exists(key):
        now, issuer = shop.clock.now(), shop.signer.controller
        base = shop.publisher.base(shop.decisions.placed(decided.old).list)
        built = notices.build(base=base, issuer=issuer, subject=subject, now=now)
        shop.store.create(key, canonical.canonical(proof.sign(built, shop.signer, created=now)))
    notice = _ours(shop, key)
    try:
        found = notices.read(notice, issuer=notice["issuer"], certificate=decided.old, digest=decided.digest)
    except NotThisNotice as fault:
        raise NotHandedOver(str(fault)) from None
    if found.credential_subject != subject:
        raise NotHandedOver("the published notice says something else")
    shop.log.append([bytes.fromhex(canonical.digest(notice))])


def _ours(shop: Workshop, key: str) -> Document:
    """Return a document that one of our keys signed: others can write to the same store."""
    try:
        document = canonical.parse(shop.store.get(key))
    except BlobMissing:
        raise NotHandedOver("the certificate that was offered is not there any more") from None
    proven = proof.verify(document, keys=shop.trusted) if isinstance(document, dict) else None
    known = {each.method for each in shop.trusted}
    if not isinstance(document, dict) or not isinstance(proven, Proven) or not known.issuperset(proven.methods):
        raise NotHandedOver("a document lies in the store that no key of ours signed")
    return document
