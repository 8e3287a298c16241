"""Issues a certificate: gives it its place in the status lists, puts it into the log, and keeps the proof beside it.

Every step is safe to run again after a kill: a certificate has one place, is in the log once, and is created once.
"""

import json
from collections.abc import Mapping, Sequence

from models.vocabulary.errors import PipelineError
from pipeline import keys
from pipeline.assembly import Lister
from pipeline.certificate import canonical, envelope
from pipeline.certificate.shapes import credential_id
from pipeline.messages import Message
from pipeline.status import lists
from pipeline.status.lists import StatusEntry
from pipeline.transparency.witnessing import confirm
from pipeline.wiring import Workshop

CERTIFICATE, PROOF, ENVELOPE = "certificate.json", "certificate.tlog-proof", "certificate.envelope.json"


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
    place = _document(message, CERTIFICATE)
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
    _log(shop, message, certificate)
    return "certificate"


def _lister(shop: Workshop, message: Message) -> Lister:
    """Return who gives the certificate its entries in the status lists, where one may be issued at all."""

    def entries(versions: Mapping[str, str]) -> Sequence[StatusEntry]:
        decisions = shop.decisions
        place = decisions.place(credential_id(message.case, message.examination), dict(versions))
        if decisions.stopped() is not None:
            raise Withheld("stopped")
        if decisions.recalled(dict(versions)) is not None:  # asked after the place was given: see ``recall``
            raise Withheld("recalled")
        for purpose in shop.publisher.missing(place.list):
            shop.publisher.publish(place.list, purpose, now=shop.clock.now())
        return lists.entries(shop.settings.public, place.list, place.index)

    return entries


def _log(shop: Workshop, message: Message, certificate: bytes) -> None:
    """Append the certificate's digest to the log, and keep the proof."""
    if shop.store.exists(_document(message, ENVELOPE)):
        return
    document = json.loads(certificate)
    entry = bytes.fromhex(canonical.digest(document))
    shop.log.append([entry])
    confirm(shop.log, shop.witnesses)
    proof = shop.log.prove(entry)
    if proof is None:
        raise NotLogged("the log does not show what was appended to it")
    shop.store.create(_document(message, PROOF), proof.render())
    wrapped = envelope.wrap(document, shop.store.get(_document(message, PROOF)))
    shop.store.create(_document(message, ENVELOPE), canonical.pretty(wrapped))


def _document(message: Message, name: str) -> str:
    return keys.document(message.case, message.examination, name)
