"""Cases that stand where cases can stand.

They are submitted with the photos of ``examples/``, and what becomes of them is what workers find. One is appealed
against once it was examined.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.authentication.models import Case
from marketplace.authentication.services import events, submitting, withdrawing
from marketplace.authentication.states import EXAMINED, UNDER_WAY, Action
from marketplace.common.hashing import keyed
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.examples.identity import id_of
from marketplace.examples.people import somebody
from marketplace.examples.pictures import PHOTOS
from marketplace.users.models import User
from models.catalogue.spelling import skeleton
from models.vocabulary.views import Profile, View


@dataclass(frozen=True)
class Example:
    """A case to be loaded.

    :ivar folder: of ``examples/``. :ivar then: what is done with it. :ivar view: the one that is photographed; or all.
    """

    name: str
    owner: str
    folder: str
    then: str = "submit"
    more: Mapping[str, Any] = field(default_factory=dict)
    view: str = "*"


GENUINE, APPEALED = "genuine", "appealed"

CASES = (
    Example(GENUINE, "ada", "aldenmoor-tidewatch"),
    Example("wrong dial", "ben", "aldenmoor-wrong-dial"),
    Example("blurred", "ada", "aldenmoor-blurred"),
    Example(APPEALED, "cleo", "aldenmoor-wrong-dial"),
    Example("failed", "ben", "aldenmoor-tidewatch", "fail"),
    Example("draft", "ada", "aldenmoor-tidewatch", "leave"),
    Example("withdrawn", "ben", "aldenmoor-blurred", "withdraw"),
)


def load() -> None:
    """Load the cases that are not there yet."""
    for each in CASES:
        _case(each, somebody(each.owner))


def appeal() -> bool:
    """Appeal against one case once it was examined; return whether that is done, or can no longer be."""
    case = Case.objects.get(pk=id_of(APPEALED))
    if case.standing in EXAMINED and not case.appeals.exists():
        reason = "The dial was replaced by its maker in 2019."
        withdrawing.appeal(case_id=case.pk, actor=case.owner, reason=reason)
    return case.standing not in UNDER_WAY


def _case(example: Example, owner: User) -> None:
    """Load a case, whole or not at all; one that is there stays where it is."""
    with transaction.atomic():
        if Case.objects.filter(pk=id_of(example.name)).exists():
            return
        case = draft(example, owner)
        match example.then:
            case "submit":
                submitting.submit(case_id=case.pk, actor=owner, key=f"example {example.name}")
            case "fail":
                submitting.submit(case_id=case.pk, actor=owner, key=f"example {example.name}")
                _fail(case.pk)
            case "withdraw":
                withdrawing.withdraw(case_id=case.pk, actor=owner)


def draft(example: Example, owner: User) -> Case:
    """Open a case with the photos of a folder, as its owner would have uploaded them."""
    folder = PHOTOS / example.folder
    claim: dict[str, Any] = tomllib.loads((folder / "claim.toml").read_text()) | dict(example.more)
    serial = claim.pop("serial")
    membership = owner.memberships.select_related("organisation").first()
    case = Case.objects.create(
        pk=id_of(example.name),
        owner=owner,
        organisation=membership.organisation if membership else None,
        profile=Profile.PART if "part" in claim else Profile.WATCH,
        claim=claim,
        serial=serial,
        serial_hash=keyed("serial", skeleton(serial)),
    )
    for path in sorted(folder.glob(f"{example.view}.jpg")):
        photo = case.photos.create(view=View(path.stem), content_type="image/jpeg")
        blobs().create(place(photo.key), path.read_bytes())
    return case


def _fail(case_id: str) -> None:
    """Let a case have failed, so that operations have one to queue again."""
    case = events.locked(case_id)
    case.examinations.update(fault="example", ended_at=timezone.now())
    events.move(case, Action.FAIL, note="fault:example")
