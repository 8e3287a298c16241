"""What is found of a listing's certificate, whenever it is shown: holder, watch, validity, photos.

Three of the checks must pass, and the photos must show what was examined; one that cannot be told is none that passed.
What a certificate says and how it stands is read at most every few seconds; a decision of ours is known at once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypedDict

from django.core.cache import cache
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from marketplace.authentication import gateway
from marketplace.authentication.selectors import holdings
from marketplace.authentication.selectors.reference_sets import fits
from marketplace.common.stores import blobs
from marketplace.listings.models import Listing, ListingPhoto
from models import catalogue
from models.catalogue.spelling import fold, skeleton
from pipeline import listing_badges, public
from pipeline.listing_badges import Likeness
from pipeline.status.decisions import Action

TRUSTED = 4
"""Seconds for which what a certificate says is not read again: reading checks every signature anew."""

Result = Literal["passed", "failed", "open"]
Name = Literal["holder", "watch", "validity", "photos"]

SHOWS = frozenset({Likeness.IDENTICAL, Likeness.REENCODED, Likeness.SAME_WATCH})
"""What a photo is that shows what was examined."""


class Check(TypedDict):
    """One thing that was looked at, and what was found, in words."""

    name: Name
    result: Result
    said: str


class PhotoSaid(TypedDict):
    """What was found of one photo of the listing."""

    key: str
    answer: str
    said: str


class Badge(TypedDict):
    """What stands beside a listing. :ivar shown: whether every check has passed."""

    certificate: str
    shown: bool
    checks: list[Check]
    photos: list[PhotoSaid]


class Told(NamedTuple):
    """What a certificate says, as far as it concerns a listing."""

    standing: str
    brand: str
    model: str
    reference: str
    until: str


_STANDS: dict[str, str] = {
    "stands": "The certificate is signed, logged and counts.",
    "suspended": "The certificate is suspended: it does not count for now.",
    "revoked": "The certificate was revoked.",
    "superseded": "A newer examination has taken this certificate's place.",
    "transferred": "Another holder has taken this certificate over.",
    "expired": "The certificate's time is over.",
    "unknown": "Whether the certificate still counts is not known at the moment.",
}


def badge(listing: Listing) -> Badge | None:
    """Return what is found of a listing's certificate now; None where it has none."""
    attached = getattr(listing, "attachment", None)
    if attached is None:
        return None
    photos = _photos(listing, attached.certificate)
    checks = [*matters(listing, attached.certificate), _photos_check(photos)]
    shown = all(each["result"] == "passed" for each in checks)
    return Badge(certificate=attached.certificate, shown=shown, checks=checks, photos=photos)


def matters(listing: Listing, certificate: str) -> list[Check]:
    """Return what is found of a certificate without looking at photos: holder, watch, validity."""
    told = _told(certificate)
    return [_holder(listing, certificate), _watch(listing, told), _validity(certificate, told)]


def ends(certificate: str, *, after: datetime) -> datetime | None:
    """Return when a certificate's time is over; None where it is already, or where it cannot be read."""
    told = _told(certificate)
    end = parse_datetime(told.until) if told else None
    return end if end and end > after else None


def forget(certificate: str) -> None:
    """Read a certificate again the next time."""
    cache.delete(_key(certificate))


def _key(certificate: str) -> str:
    return f"certificate:{certificate}"


def _told(certificate: str) -> Told | None:
    known = cache.get(_key(certificate))
    if known is None:
        known = _read(certificate)
        cache.set(_key(certificate), known, TRUSTED)
    return Told(*known) if known else None


def _read(certificate: str) -> tuple[str, ...]:
    """Return what a certificate says, as ``Told``; nothing where none of this id was issued."""
    try:
        page = public.page(blobs(), certificate, now=timezone.now())
    except ValueError:
        return ()
    if page is None:
        return ()
    facts = page.facts
    return (page.standing, facts.brand, facts.model or "", facts.reference or "", page.valid_until)


def _holder(listing: Listing, certificate: str) -> Check:
    """A certificate is whose case it is, or whose account took it over; a store's is its staff's."""
    held = holdings.of(certificate)
    if held is None:
        return Check(name="holder", result="open", said="Who holds the certificate now is not known here.")
    store = listing.organisation_id is not None and held.organisation == listing.organisation_id
    had, took = ("had this watch examined", "took this certificate over with the watch")
    deed = had if held.first else took
    if store or held.holder == listing.seller_id:
        return Check(name="holder", result="passed", said=f"The seller {deed}.")
    return Check(name="holder", result="failed", said=f"Somebody else {deed}.")


def _watch(listing: Listing, told: Told | None) -> Check:
    if told is None:
        return Check(name="watch", result="open", said="What the certificate says cannot be read.")
    if agrees(listing, told):
        return Check(name="watch", result="passed", said="Brand and reference are those of the certificate.")
    said = "The listing names another watch than the certificate, or does not say enough of it."
    return Check(name="watch", result="failed", said=said)


def agrees(listing: Listing, told: Told) -> bool:
    """Return whether a listing names the watch of a certificate, however brand and reference are spelt.

    Where the certificate names a reference the listing must, too; else the models must be the same.
    """
    if told.reference:
        wanted = fits(told.brand, told.reference)
        return bool(wanted) and wanted == fits(listing.brand, listing.reference)
    same_model = bool(told.model) and skeleton(told.model) == skeleton(listing.model)
    return same_model and _maker(told.brand) == _maker(listing.brand)


def _maker(brand: str) -> str:
    known = catalogue.load().brand(brand)
    return fold(known.name if known else brand)


def _validity(certificate: str, told: Told | None) -> Check:
    standing = _decided(certificate) or (told.standing if told else "unknown")
    result: Result = "passed" if standing == "stands" else "open" if standing == "unknown" else "failed"
    return Check(name="validity", result=result, said=_STANDS[standing])


def _decided(certificate: str) -> str | None:
    """Return what we decided against a certificate, which the signed lists say a moment later."""
    if gateway.handed_over(certificate):
        return "transferred"
    actions = [each.action for each in gateway.decided(certificate)]
    if Action.REVOKE in actions:
        return "revoked"
    return "suspended" if actions and actions[-1] is Action.SUSPEND else None


def ready_keys(listing: Listing) -> list[str]:
    """Return the keys of the photos that are compared: those that can be looked at, in their order."""
    return [each.key for each in listing.photos.all() if each.state == ListingPhoto.State.READY]


def _photos(listing: Listing, certificate: str) -> list[PhotoSaid]:
    ready = ready_keys(listing)
    found = listing_badges.result(blobs(), listing_badges.check_id(ready, certificate))
    if found is None:
        return []
    said = listing_badges.SENTENCE
    return [PhotoSaid(key=each.key, answer=each.answer, said=said[each.answer]) for each in found.photos]


def _photos_check(photos: Sequence[PhotoSaid]) -> Check:
    answers = [Likeness(each["answer"]) for each in photos]
    if not answers:
        return Check(name="photos", result="open", said="The listing's photos are being compared.")
    if Likeness.DIFFERENT in answers:
        return Check(name="photos", result="failed", said="A photo of the listing agrees with none that was examined.")
    if shown := sum(each in SHOWS for each in answers):
        said = f"{shown} of {len(answers)} photos show what was examined; each says how surely."
        return Check(name="photos", result="passed", said=said)
    said = "Whether the listing's photos show the watch that was examined cannot be told."
    return Check(name="photos", result="open", said=said)
