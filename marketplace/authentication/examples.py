"""Example data: people of each kind, and cases that stand where cases can stand.

Nothing is made up that a worker would have to sign: cases are submitted with the photos of ``examples/``, and what
becomes of them is what workers find. One is appealed against once it was examined (``follow``). Loaded again, what is
there stays as it is.
"""

import os
import secrets
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from marketplace.authentication.models import Case
from marketplace.authentication.services import events, submitting, withdrawing
from marketplace.authentication.states import EXAMINED, UNDER_WAY, Action
from marketplace.common.hashing import keyed
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.users.models import Membership, Organisation, Role, User
from models.catalogue.spelling import skeleton
from models.vocabulary.views import Profile, View
from pipeline.locations import ROOT

PHOTOS = ROOT / "examples"

Kind = Organisation.Kind


@dataclass(frozen=True)
class Person:
    """Somebody to log in as.

    :ivar at: the organisation that they manage.
    """

    email: str
    name: str
    what: str
    role: Role = Role.MEMBER
    at: tuple[Kind, str] | None = None


PEOPLE = (
    Person("ada@example.org", "Ada", "member"),
    Person("ben@example.org", "Ben", "another member"),
    Person("cleo@example.org", "Cleo", "staff of a store", at=(Kind.STORE, "Harbour Watches")),
    Person("dev@example.org", "Dev", "staff of a repair shop", at=(Kind.REPAIR_SHOP, "Balance & Spring")),
    Person("eve@example.org", "Eve", "expert", role=Role.EXPERT),
    Person("finn@example.org", "Finn", "another expert", role=Role.EXPERT),
    Person("olga@example.org", "Olga", "operations; the admin too", role=Role.OPERATIONS),
)


@dataclass(frozen=True)
class Example:
    """A case to be loaded.

    :ivar folder: of ``examples/``. :ivar then: what is done with it.
    """

    name: str
    owner: str
    folder: str
    then: str = "submit"
    more: Mapping[str, Any] = field(default_factory=dict)


APPEALED = "appealed"

CASES = (
    Example("genuine", "ada", "aldenmoor-tidewatch"),
    Example("wrong dial", "ben", "aldenmoor-wrong-dial"),
    Example("blurred", "ada", "aldenmoor-blurred"),
    Example("dial alone", "dev", "aldenmoor-tidewatch", more={"part": "dial"}),
    Example(APPEALED, "cleo", "aldenmoor-wrong-dial"),
    Example("failed", "ben", "aldenmoor-tidewatch", "fail"),
    Example("draft", "ada", "aldenmoor-tidewatch", "leave"),
    Example("withdrawn", "ben", "aldenmoor-blurred", "withdraw"),
)


def load() -> str:
    """Load what is not there yet; return the password that all of them have."""
    password, is_new = _password(Path(settings.PIPELINE.state) / "examples-password")
    people = _people(make_password(password), anew=is_new)
    for each in CASES:
        _case(each, people[each.owner])
    return password


def follow(seconds: float) -> bool:
    """Wait until the case that is to be appealed against was examined, and appeal; return whether it is in review."""
    end = time.monotonic() + seconds
    case = Case.objects.get(pk=_id(APPEALED))
    while case.standing in UNDER_WAY and time.monotonic() < end:
        time.sleep(0.5)
        case.refresh_from_db()
    if case.standing not in EXAMINED or case.appeals.exists():
        return False
    withdrawing.appeal(case_id=case.pk, actor=case.owner, reason="The dial was replaced by its maker in 2019.")
    return True


def _password(path: Path) -> tuple[str, bool]:
    """Return the password of this installation's examples, and whether it was drawn now."""
    try:
        return path.read_text(encoding="ascii").strip(), False
    except FileNotFoundError:
        password = secrets.token_urlsafe(9)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(password)
        return password, True


@transaction.atomic
def _people(password: str, *, anew: bool) -> dict[str, User]:
    """Return the accounts by the first part of their address.

    :param password: its hash. :param anew: whether accounts that are there get it too.
    """
    found = {}
    for each in PEOPLE:
        staff = each.role is Role.OPERATIONS
        given = {"display_name": each.name, "role": each.role, "is_staff": staff, "is_superuser": staff}
        user, made = User.objects.get_or_create(
            email=each.email, defaults={**given, "password": password, "confirmed_at": timezone.now()}
        )
        if anew and not made:
            user.password = password
            user.save(update_fields=["password"])
        if each.at:
            _manager(user, *each.at)
        found[each.email.partition("@")[0]] = user
    return found


def _manager(user: User, kind: Kind, name: str) -> None:
    if not user.memberships.filter(organisation__kind=kind).exists():
        organisation = Organisation.objects.create(kind=kind, name=name)
        Membership.objects.create(organisation=organisation, user=user, kind=Membership.Kind.MANAGER)


def _id(name: str) -> str:
    """Return a case's id: the same on this installation each time, and another one on every other."""
    return keyed("example", name)[:20]


def _case(example: Example, owner: User) -> None:
    """Load a case, whole or not at all; one that is there stays where it is."""
    with transaction.atomic():
        if Case.objects.filter(pk=_id(example.name)).exists():
            return
        case = _draft(example, owner)
        match example.then:
            case "submit":
                submitting.submit(case_id=case.pk, actor=owner, key=f"example {example.name}")
            case "fail":
                submitting.submit(case_id=case.pk, actor=owner, key=f"example {example.name}")
                _fail(case.pk)
            case "withdraw":
                withdrawing.withdraw(case_id=case.pk, actor=owner)


def _draft(example: Example, owner: User) -> Case:
    """Open a case with the photos of a folder, as its owner would have uploaded them."""
    folder = PHOTOS / example.folder
    claim: dict[str, Any] = tomllib.loads((folder / "claim.toml").read_text()) | dict(example.more)
    serial = claim.pop("serial")
    membership = owner.memberships.select_related("organisation").first()
    case = Case.objects.create(
        pk=_id(example.name),
        owner=owner,
        organisation=membership.organisation if membership else None,
        profile=Profile.PART if "part" in claim else Profile.WATCH,
        claim=claim,
        serial=serial,
        serial_hash=keyed("serial", skeleton(serial)),
    )
    for path in sorted(folder.glob("*.jpg")):
        photo = case.photos.create(view=View(path.stem), content_type="image/jpeg")
        blobs().create(place(photo.key), path.read_bytes())
    return case


def _fail(case_id: str) -> None:
    """Let a case have failed, so that operations have one to queue again."""
    case = events.locked(case_id)
    case.examinations.update(fault="example", ended_at=timezone.now())
    events.move(case, Action.FAIL, note="fault:example")
