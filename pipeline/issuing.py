"""Issues a certificate: gives it its place in the status lists, puts it into the log, and keeps the proof beside it.

Every step is safe to run again after a kill: a certificate has one place, is in the log once, and is created once.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from models.vocabulary.errors import PipelineError, Retriable
from pipeline.assembly import Listed, Lister
from pipeline.certificate import canonical, envelope
from pipeline.certificate.proof import timestamp
from pipeline.certificate.shapes import Because, Predecessor
from pipeline.lifecycle import names
from pipeline.lifecycle.names import CERTIFICATE, ENVELOPE, PROOF
from pipeline.lifecycle.successions import Succession
from pipeline.messages import Message
from pipeline.ports import BlobMissing
from pipeline.status import lists
from pipeline.status.lists import StatusEntry
from pipeline.transparency.witnessing import confirm
from pipeline.wiring import Workshop


class Withheld(Exception):
    """No certificate is issued for now, whatever the outcome.

    :param why: a short code: ``stopped``, ``recalled``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotLogged(PipelineError):
    """The certificate was appended to the log, and the log does not show it."""


def issue(shop: Workshop, message: Message, report: bytes) -> str:
    """Sign, list and log the certificate that a report earns; return ``report`` where it earns none.

    :returns: a code for the progress line: ``certificate``, ``report``, ``report:stopped``, ``report:recalled``.
    """
    place = names.Name(message.case, message.examination).document(CERTIFICATE)
    if not shop.store.exists(place):
        try:
            certificate = shop.stages.sign_certificate(report, shop.signer, shop.clock.now(), _lister(shop, message))
        except Withheld as withheld:
            return f"report:{withheld.why}"
        if certificate is None:
            return "report"
        shop.store.create(place, certificate)
    certificate = shop.store.get(place)
    shop.stages.check_certificate(certificate, report, shop.trusted)
    in_log(shop, names.Name(message.case, message.examination).document, certificate)
    return "certificate"


def enlisted(shop: Workshop, certificate: str, versions: Mapping[str, str]) -> Sequence[StatusEntry]:
    """Give a certificate its place in the status lists, where one may be issued at all.

    :raises Withheld: issuing was stopped, or what it rests on was recalled.
    """
    decisions = shop.decisions
    place = decisions.place(certificate, dict(versions), fits=shop.publisher.is_here)
    if decisions.stopped() is not None:
        raise Withheld("stopped")
    if decisions.recalled(dict(versions)) is not None:  # asked after the place was given: see ``recall``
        raise Withheld("recalled")
    for purpose in shop.publisher.missing(place.list):
        shop.publisher.publish(place.list, purpose, now=shop.clock.now())
    return lists.entries(shop.publisher.base(place.list), place.list, place.index)


def in_log(shop: Workshop, at: Callable[[str], str], certificate: bytes) -> None:
    """Append the certificate's digest to the log, and keep the proof.

    :param at: gives the key of each of the certificate's documents.
    """
    if shop.store.exists(at(ENVELOPE)):
        return
    document = json.loads(certificate)
    entry = bytes.fromhex(canonical.digest(document))
    shop.log.append([entry])
    confirm(shop.log, shop.witnesses)
    proof = shop.log.prove(entry)
    if proof is None:
        raise NotLogged("the log does not show what was appended to it")
    shop.store.create(at(PROOF), proof.render())
    wrapped = envelope.wrap(document, shop.store.get(at(PROOF)))
    shop.store.create(at(ENVELOPE), canonical.pretty(wrapped))


def predecessor(shop: Workshop, message: Message) -> str | None:
    """Return the certificate of an earlier examination of the case that stands now; None where there is none.

    The one of this examination is none, though it has taken that one's place already.
    """
    own = names.Name(message.case, message.examination)
    for examination in range(message.examination - 1, 0, -1):
        earlier = names.Name(message.case, examination)
        if shop.store.exists(earlier.document(CERTIFICATE)):
            return shop.successions.current(earlier.id, before=own.id)
    return None


def _lister(shop: Workshop, message: Message) -> Lister:
    """Return who lists the certificate, and notes whose place it takes."""

    def listed(versions: Mapping[str, str]) -> Listed:
        own = names.Name(message.case, message.examination).id
        entries = enlisted(shop, own, versions)
        while (before := predecessor(shop, message)) is not None:
            decided = shop.successions.begin(_supersedes(shop, before, own))
            if decided.new == own:
                return Listed(entries, Predecessor(id=before, digest=decided.digest, because=decided.because))
        return Listed(entries)

    return listed


def _supersedes(shop: Workshop, before: str, own: str) -> Succession:
    """Return that a new examination's certificate takes the place of an earlier one.

    :raises Retriable: the earlier one is being handed over, and not signed yet.
    """
    try:
        document = json.loads(shop.store.get(names.read(before).document(CERTIFICATE)))
    except BlobMissing:
        raise Retriable("the certificate is being handed over", 2.0) from None
    at, digest = timestamp(shop.clock.now()), canonical.digest(document)
    return Succession(old=before, digest=digest, new=own, because=Because.EXAMINATION, by="certify", at=at)
