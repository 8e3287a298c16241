"""The marketplace's processes beside the pipeline's, on the servers that Django's settings name, and cases to send."""

import contextlib
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction

from local.supervisor import Process
from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination
from marketplace.authentication.services import events
from marketplace.authentication.states import Action
from marketplace.common.stores import blobs
from marketplace.users.models import User
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Submitted
from models.vocabulary.views import Lane, Profile, View
from pipeline.adapters.clock import SystemClock
from pipeline.intake import open_case
from tests.support.fleet import Fleet, fleet_on

MODULES = {
    "marketplace worker": "marketplace.config.worker",
    "marketplace beat": "marketplace.config.beat",
    "reader": "marketplace.config.reader",
}


def environment(secret: Path) -> dict[str, str]:
    """Return what leads another process to the servers of this one, and to the database of this test."""
    found = connection.settings_dict
    secret.write_text(settings.SECRET_KEY)
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{found['USER']}@/{found['NAME']}?host={quote(found['HOST'])}",
        "REDIS_URL": settings.PIPELINE.redis.url,
        "ADRIEL_STATE": str(settings.PIPELINE.state),
        "ADRIEL_BLOBS": settings.PIPELINE.blobs,
        "ADRIEL_SECRET_KEY_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.test",
    }


@contextlib.contextmanager
def market(folder: Path, *names: str) -> Iterator[Fleet]:
    """Start scripted pipeline workers and the named processes of the marketplace."""
    env = environment(folder / "secret")
    more = [Process(name, [sys.executable, "-P", "-m", MODULES[name]], {**env, "PYTHONPATH": "."}) for name in names]
    pipeline = {name: value for name, value in env.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    with fleet_on(folder, pipeline, more) as started:
        yield started


def submitted(owner: User, *, photos: int = 1) -> Case:
    """Submit a case whose photos nobody can look at; scripted stages do not mind."""
    case = Case.objects.create(owner=owner, profile=Profile.WATCH, claim={"brand": "Aldenmoor"})
    data = [secrets.token_bytes(16) for _ in range(photos)]
    given = [
        (Submitted(sha256=hashlib.sha256(each).hexdigest(), view=View.DIAL, ordinal=k, size=len(each)), each)
        for k, each in enumerate(data, 1)
    ]
    open_case(
        blobs(),
        SystemClock(),
        claim=Claim(brand="Aldenmoor"),
        profile=Profile.WATCH,
        lane=Lane.STANDARD,
        photos=given,
        case=case.pk,
    )
    with transaction.atomic():
        held = events.locked(case.pk)
        held.examination = 1
        held.save(update_fields=["examination"])
        Examination.objects.create(case=held, number=1, kind=Examination.Kind.FIRST)
        events.move(held, Action.SUBMIT, actor=owner)
        gateway.dispatch(held)
    return case
