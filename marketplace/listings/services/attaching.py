"""A certificate beside a listing: attached, compared, taken off, and lost at once where it does not count any more."""

import hashlib
import json

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.authentication.models import Case
from marketplace.common.problems import Problem
from marketplace.listings import gateway
from marketplace.listings.models import Attachment, Listing, ListingEvent
from marketplace.listings.selectors import badges
from marketplace.listings.services import events
from marketplace.listings.states import CHANGEABLE, SHOWN
from marketplace.users.models import User
from pipeline import listing_badges
from pipeline.lifecycle import names

AT_ONCE = 100
"""Badges that are looked at in one go by the clock: about a second's work."""


def attach(*, listing_id: str, certificate: str, actor: User) -> Listing:
    """Attach a certificate, in the place of another one.

    Its case is held meanwhile, as whoever decides about a certificate holds it: of an attachment and a revocation at
    the same time either the first meets the second, or the second finds the attachment and takes its badge.

    :raises Problem: the listing may not be changed where it stands; or holder, watch or validity are not as they must.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        if listing.standing not in CHANGEABLE:
            raise Problem("listing:state")
        _hold(certificate)
        badges.forget(certificate)
        in_the_way: dict[str, list[str]] = {
            each["name"]: [each["said"]] for each in badges.matters(listing, certificate) if each["result"] != "passed"
        }
        if in_the_way:
            raise Problem("certificate:not_attachable", errors=in_the_way)
        Attachment.objects.update_or_create(
            listing=listing, defaults={"certificate": certificate, "attached_by": actor, "comparison": "", "said": ""}
        )
        events.append(listing, ListingEvent.Kind.BADGE, note="attached", actor=actor)
        compare(listing)
    return listing


def detach(*, listing_id: str, actor: User) -> None:
    """Take the certificate off a listing. Where there is none, nothing happens."""
    with transaction.atomic():
        listing = events.locked(listing_id)
        if Attachment.objects.filter(listing=listing).delete()[0]:
            events.append(listing, ListingEvent.Kind.BADGE, note="detached", actor=actor)


def compare(listing: Listing) -> None:
    """Have a held listing's photos compared with its certificate's, where they were not."""
    attached = Attachment.objects.filter(listing=listing).first()
    if attached is None or not (photos := badges.ready_keys(listing)):
        return
    check = listing_badges.check_id(photos, attached.certificate)
    if attached.comparison != check:
        Attachment.objects.filter(pk=attached.pk).update(comparison=check)
        gateway.compare(listing.pk, check, photos, attached.certificate)


def refresh(listing_id: str) -> None:
    """Tell open pages where a listing's badge says something else than they were told."""
    with transaction.atomic():
        listing = events.locked(listing_id)
        attached = Attachment.objects.filter(listing=listing).first()
        found = badges.badge(listing)
        if attached is None or found is None:
            return
        said = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
        now = timezone.now()
        until = badges.ends(attached.certificate, after=now)
        Attachment.objects.filter(pk=attached.pk).update(said=said, until=until, looked_at=now)
        if attached.said != said:
            events.append(listing, ListingEvent.Kind.BADGE, note="shown" if found["shown"] else "lost")


def look() -> None:
    """Tell open pages of what nobody says: first of certificates whose time is over, then whoever waited longest.

    So another holder is noticed, too, who took a certificate over where the marketplace did not hear of it.
    """
    shown = Attachment.objects.filter(listing__state__in=SHOWN)
    over = shown.filter(until__lte=timezone.now()).order_by("until")
    longest = shown.order_by(F("looked_at").asc(nulls_first=True))
    due = [
        *over.values_list("listing", "certificate")[:AT_ONCE],
        *longest.values_list("listing", "certificate")[:AT_ONCE],
    ]
    for listing, certificate in dict.fromkeys(due):
        badges.forget(certificate)
        refresh(listing)


def certificate_changed(certificate: str) -> None:
    """Take a certificate that does not count as before from the listings that have it, in open pages too."""
    badges.forget(certificate)
    for listing in Attachment.objects.filter(certificate=certificate).values_list("listing", flat=True):
        refresh(listing)


def _hold(certificate: str) -> None:
    """Hold the case of a certificate.

    :raises Problem: there is none.
    """
    try:
        case = names.read(certificate).case
    except ValueError:
        case = ""
    if not Case.objects.select_for_update(of=("self",)).filter(pk=case).exists():
        raise Problem("request:invalid", errors={"certificate": ["There is no certificate of this id."]})
