"""What operations do with cases. Each deed is an event of its case, with who did it."""

from django.db import transaction

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.authentication import gateway
from marketplace.authentication.services import events
from marketplace.authentication.states import Action
from marketplace.common.problems import Problem
from marketplace.users.models import User
from pipeline.status.decisions import Action as CertificateAction
from pipeline.status.decisions import UnknownCertificate

CERTIFICATE_VERBS = {
    CertificateAction.REVOKE: Verb.CERTIFICATE_REVOKED,
    CertificateAction.SUSPEND: Verb.CERTIFICATE_SUSPENDED,
    CertificateAction.RESTORE: Verb.CERTIFICATE_RESTORED,
}


def requeue(*, case_id: str, actor: User) -> None:
    """Send a case again that a fault of ours ended; it may be sent as often as a new one.

    :raises NotAllowed: it has not failed.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        events.move(case, Action.REQUEUE, actor=actor)
        case.examinations.filter(number=case.examination).update(dispatches=0, fault="", ended_at=None)
        record(actor=actor, verb=Verb.CASE_REQUEUED, kind="case", about=case.pk)
        gateway.dispatch(case)


def decide_certificate(*, case_id: str, action: CertificateAction, reason: str, actor: User) -> None:
    """Revoke, suspend or restore the certificate that a case has now. Of two who revoke it at once one does.

    :param reason: 3 to 500 characters, kept for ever: no names and no addresses.
    :raises Problem: the case has earned none, or it is revoked: that is for good.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        last = case.examinations.exclude(certificate="").order_by("-number").first()
        if last is None:
            raise Problem("case:no_certificate")
        if any(each.action is CertificateAction.REVOKE for each in gateway.decided(last.certificate)):
            raise Problem("case:revoked")
        events.note(case, f"certificate:{action}", actor=actor)
        verb = CERTIFICATE_VERBS[action]
        record(actor=actor, verb=verb, kind="certificate", about=last.certificate, reason=reason)
        events.tell(case, "certificate.decided", action=action, certificate=last.certificate)
        try:
            gateway.decide(last.certificate, action, reason=reason, by=f"operations {actor.pk}")
        except UnknownCertificate:
            raise Problem("case:no_certificate") from None
