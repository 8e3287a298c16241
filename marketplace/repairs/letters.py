"""The letter by which a shop's customer is asked. What its link holds is drawn here, where it is written."""

from django.core import mail
from django.db import transaction
from django.utils import timezone

from marketplace.repairs.models import Repair
from marketplace.repairs.services import links

SUBJECT = "Adriel: May a part of your watch be examined?"
TEXT = (
    "A repair shop would like to have a part of your watch examined from photos, and asks whether you consent. To "
    "answer, use this token within two weeks, with an account or without:\n\n{token}\n\nIf you know nothing of it, do "
    "nothing: without your consent no photo is examined.\n"
)


def ask(repair: str) -> None:
    """Ask the customer of a repair that waits for an answer. A later letter ends the one before."""
    with transaction.atomic():
        held = Repair.objects.select_for_update(of=("self",)).filter(pk=repair).first()
        if held is None or held.state != Repair.State.ASKED or not held.email:
            return
        secret, held.link_hash = links.new("consent")
        held.link_expires_at = timezone.now() + links.CONSENT_LIFETIME
        held.save(update_fields=["link_hash", "link_expires_at"])
    mail.send_mail(SUBJECT, TEXT.format(token=links.for_repair(held.pk, secret)), None, [held.email])
