"""People of every role and cases in every state, to be attacked by somebody and left as they were."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone

from marketplace.authentication.models import Case, Examination, ReferenceSet
from marketplace.authentication.states import State
from marketplace.common.stores import blobs
from marketplace.common.uploads import allow, place
from marketplace.users.models import Invitation, Membership, Organisation, Role, User
from models.vocabulary.case import CaseFile
from pipeline import issuer, keys
from pipeline.assembly import RealStages
from pipeline.certificate.shapes import credential_id
from pipeline.locations import ROOT
from pipeline.wiring import Workshop
from tests.support import accounts, broker, issued
from tests.support.populated_moderation import moderated
from tests.support.populated_trade import trade

PHOTO = (ROOT / "examples" / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()


@dataclass
class World:
    """People of every role, and what there is.

    :ivar people: accounts by role; none for a stranger.
    :ivar there: by name of a parameter or a member, values that mean something.
    :ivar let_in: operations that did for somebody what they were asked.
    """

    people: dict[str, User]
    there: dict[str, list[Any]]
    let_in: set[str] = field(default_factory=set)

    def log_in(self, role: str) -> dict[str, str]:
        """Return the header of a log-in that begins now: an attack takes longer than an access token lasts."""
        return {"Authorization": f"Bearer {accounts.access(self.people[role])}"} if role in self.people else {}


@contextlib.contextmanager
def one_connection() -> Iterator[None]:
    """Keep the connection for the length of a block: a request would close it, and with it a test's transaction."""
    ends = (request_started, request_finished)
    for each in ends:
        each.disconnect(close_old_connections)
    try:
        yield
    finally:
        for each in ends:
            each.connect(close_old_connections)


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Make people and cases for the length of a block; nothing of them stays."""
    with one_connection(), transaction.atomic():
        yield _made()
        transaction.set_rollback(True)
    broker.forget()


def _made() -> World:
    people = {
        "member": accounts.new(),
        "staff": accounts.new(),
        "expert": accounts.new(role=Role.EXPERT),
        "operations": accounts.new(role=Role.OPERATIONS),
    }
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Harbour Watches")
    for role, kind in {"staff": Membership.Kind.MANAGER, "member": Membership.Kind.STAFF}.items():
        Membership.objects.create(organisation=store, user=people[role], kind=kind)
    invited = Invitation.objects.create(
        organisation=store,
        email="guest@example.org",
        kind=Membership.Kind.STAFF,
        invited_by=people["staff"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    standing = _standing(people, store)
    cases = [_issued(people["member"], [each for each in standing if each.state == State.IN_REVIEW]), *standing]
    sets = [_reference_set(people["expert"], state) for state in ReferenceSet.State]
    known, more = _known(people, store, invited, cases, sets), trade(people, store) | moderated(people)
    return World(people, {name: known.get(name, []) + more.get(name, []) for name in known | more})


def _known(
    people: Mapping[str, User],
    store: Organisation,
    invited: Invitation,
    cases: Sequence[Case],
    sets: Sequence[ReferenceSet],
) -> dict[str, list[Any]]:
    """Return what there is, by the name under which it is asked for."""
    upload = cases[1].photos.get(examination=0)
    return {
        "case": [each.pk for each in cases],
        "number": [0, 1, 2, 2**31],
        "label": ["dial", "dial-2", "caseback"],
        "key": [upload.key],
        "policy": [allow(upload.key, upload.content_type, at="").fields["policy"]],
        "Content-Type": [upload.content_type],
        "id": [each.pk for each in sets],
        "organisation": [str(store.pk)],
        "member": [str(each.pk) for each in people.values()],
        "invitation": [str(invited.pk)],
        "certificate": [Examination.objects.exclude(certificate="").latest("pk").certificate],
        "email": [each.email for each in people.values()],
        "password": [accounts.PASSWORD],
        "old_password": [accounts.PASSWORD],
        "refresh": [accounts.sessions.pair(people["member"]).refresh],
    }


def _issued(owner: User, in_review: Sequence[Case]) -> Case:
    """Return a case whose certificate was issued; its report is that of those in review too."""
    case = Case.objects.create(
        owner=owner, profile="watch", claim={"brand": "Aldenmoor"}, state=State.AUTHENTIC, examination=1
    )
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    issued.issue(shop, case.pk)
    name = credential_id(case.pk, 1)
    Examination.objects.create(case=case, number=1, kind=Examination.Kind.FIRST, outcome="authentic", certificate=name)
    for photo in records_file(case.pk).photos:
        case.photos.create(view=photo.view, content_type="image/jpeg", examination=1, sha256=photo.sha256)
    for each in in_review:
        blobs().create(keys.document(each.pk, 1, "report.json"), blobs().get(keys.document(case.pk, 1, "report.json")))
    return case


def records_file(case: str) -> CaseFile:
    """Return what was handed to the workers."""
    return CaseFile.model_validate_json(blobs().get(keys.case_file(case, 1)))


def _standing(people: Mapping[str, User], store: Organisation) -> list[Case]:
    """Return a case in every state, of a member and of a store: each awaits a photo, which a store has sent."""
    made = []
    for state in State:
        for role, organisation in {"member": None, "staff": store}.items():
            case = Case.objects.create(
                owner=people[role],
                organisation=organisation,
                profile="watch",
                claim={"brand": "Aldenmoor"},
                state=state,
                examination=int(state is not State.DRAFT),
            )
            if case.examination:
                Examination.objects.create(case=case, number=1, kind=Examination.Kind.FIRST)
                sha256 = hashlib.sha256(PHOTO).hexdigest()
                case.photos.create(view="caseback", content_type="image/jpeg", examination=1, sha256=sha256)
                blobs().create(keys.photo(case.pk, sha256), PHOTO)
            awaited = case.photos.create(view="dial", content_type="image/jpeg")
            if role == "staff":
                blobs().create(place(awaited.key), PHOTO)
            made.append(case)
    return made


def _reference_set(keeper: User, state: str) -> ReferenceSet:
    made = ReferenceSet.objects.create(
        kept_by=keeper, brand="Aldenmoor", reference="AT-220", source="The maker's archive.", state=state
    )
    made.photos.create(view="dial", content_type="image/jpeg")
    return made
