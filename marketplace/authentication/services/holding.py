"""A certificate is handed over with its watch: its holder offers it, and whoever is told the code takes it over.

The pipeline decides who holds it (``pipeline.lifecycle``), and signs what the new holder gets. Codes and secrets are
kept nowhere here: each is answered once.
"""

import contextlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination, Holding
from marketplace.authentication.selectors import holdings, reports
from marketplace.authentication.signals import certificate_changed
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.users.models import Membership, User
from marketplace.users.services.organisations import own_store
from pipeline.lifecycle import names
from pipeline.lifecycle.names import CERTIFICATE
from pipeline.lifecycle.offers import Offer, Offers, Refused
from pipeline.lifecycle.successions import Succession, Successions
from pipeline.ports import BlobMissing
from pipeline.status.decisions import Decisions, UnknownCertificate

LASTS = timedelta(days=7)
"""For which a code is good."""


def offer(*, by: User, certificate: str, secret: Mapping[str, str]) -> tuple[str, Offer]:
    """Offer a certificate; return the code, and the offer. An earlier one ends with it.

    :param secret: what its holder got as they took it over. Whoever had the watch examined need not send theirs.
    :raises Problem: ``request:not_found`` where the account does not hold it; ``certificate:not_offered``.
    """
    mine = _held(by, certificate)
    shown: dict[str, Any] = dict(secret) or (_own_secret(by, certificate) if mine.first else {})
    try:
        document = json.loads(blobs().get(names.read(certificate).document(CERTIFICATE)))
        return _offers().make(document, shown, by=f"account {by.pk}", now=timezone.now(), lasts=LASTS)
    except BlobMissing:
        raise Problem("request:not_found") from None
    except (Refused, UnknownCertificate) as why:
        raise Problem("certificate:not_offered", f"It cannot be offered: {why}.") from None


def withdraw(*, by: User, certificate: str) -> None:
    """End an offer. Where there is none, nothing happens.

    :raises Problem: ``request:not_found`` where the account does not hold the certificate.
    """
    _held(by, certificate)
    with contextlib.suppress(Refused):
        _offers().withdraw(certificate)


def take_over(
    *, by: User, certificate: str, code: str, organisation: UUID | None = None
) -> tuple[Holding, dict[str, Any]]:
    """Take a certificate over by its code; return what is held since, and the secret that shows it.

    Whoever told the code has a copy from then on that counts no more, and their listings lose its badge at once. Where
    it was decided that this account has it, and the account was not noted because something broke between the two, it
    is noted now; the secret went with the answer that was lost.

    :param organisation: a store of the account's, for which it is.
    :raises Problem: ``certificate:code_invalid``; ``request:invalid`` where the account belongs to no such store.
    """
    store = own_store(user=by, organisation=organisation)
    decided, secret = _take(by, certificate, code)
    with transaction.atomic():
        held = Holding.objects.create(certificate=decided.new, replaces=decided.old, holder=by, organisation=store)
        gateway.succeed(decided.old)
        certificate_changed.send(Holding, certificate=decided.old)
    return held, secret


def _take(by: User, certificate: str, code: str) -> tuple[Succession, dict[str, Any]]:
    """Have it decided that an account has a certificate, or find that it was and is not noted."""
    account = f"account {by.pk}"
    try:
        return _offers().take(certificate, code, by=account, now=timezone.now())
    except (Refused, UnknownCertificate, ValidationError, ValueError):
        before = _decided(certificate)
        if before is None or before.by != account or Holding.objects.filter(certificate=before.new).exists():
            raise Problem("certificate:code_invalid") from None
        return before, {}


def _decided(certificate: str) -> Succession | None:
    try:
        return Successions(blobs()).of(names.read(certificate).id)
    except ValueError:
        return None


def let_go(*, user: User) -> None:
    """End what an account has offered, and forget what it took over for itself. Called as the account is removed."""
    own = Examination.objects.filter(case__owner=user).exclude(certificate="").values_list("certificate", flat=True)
    for certificate in [*own, *user.holdings.values_list("certificate", flat=True)]:
        with contextlib.suppress(Refused):
            _offers().withdraw(certificate)
    user.holdings.filter(organisation=None).delete()


def _held(user: User, certificate: str) -> holdings.Held:
    try:
        found = holdings.of(certificate)
    except ValueError:
        found = None
    if found is None or not (found.holder == user.pk or _manages(user, found.organisation)):
        raise Problem("request:not_found")
    return found


def _manages(user: User, organisation: UUID | None) -> bool:
    """Return whether an account manages a store: its certificates do not go with whoever took them over for it."""
    kind = Membership.Kind.MANAGER
    return organisation is not None and user.memberships.filter(organisation=organisation, kind=kind).exists()


def _own_secret(user: User, certificate: str) -> dict[str, Any]:
    """Return the secret of whoever had the watch examined; nothing where it was erased, or no serial was claimed."""
    name = names.read(certificate)
    case = Case.objects.get(pk=name.case)
    try:
        found: dict[str, Any] = json.loads(reports.document(case, name.examination, reports.SECRET, user))
    except Problem:
        return {}
    return found


def _offers() -> Offers:
    return Offers(blobs(), Decisions(blobs()), Successions(blobs()))
