"""What sellers, customers and reporters entrust stays where it belongs: looked for after real workers."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from marketplace.bulk.models import Import
from marketplace.connections.models import Endpoint
from marketplace.listings.models import ListingPhoto
from tests.marketplace import rights
from tests.marketplace.test_markers import Allowed, answers
from tests.support import marked
from tests.support.api_case import CLAIM
from tests.support.beside import announced
from tests.support.fleet import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CUSTOMER = "customer-7731@example.org"
HOOK = "https://1.1.1.1/marker-7731"

PRIVATE = {
    marked.SERIAL: Allowed(frozenset({("owner", "export")}), frozenset({"authentication_case.serial"})),
    marked.PLACE: Allowed(),
    marked.FILE: Allowed(),
    marked.REASON: Allowed(
        frozenset({("expert", "export"), ("expert", "reports"), ("operations", "matter")}),
        frozenset({"moderation_report.text"}),
    ),
    CUSTOMER: Allowed(columns=frozenset({"repairs_repair.email"})),
    HOOK: Allowed(frozenset({("owner", "export"), ("owner", "webhooks")}), frozenset({"connections_endpoint.url"})),
}
"""An expert is the one who reports here. Of a file nothing stays once its rows are taken, of a photo what is seen."""


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code < 300, answer.content
    return dict(answer.json()) if answer.content else {}


def photographed(owner: APIClient, listing: str) -> None:
    """Send a photo of a listing whose camera wrote where it was taken."""
    said = announced(owner, listing)
    form = said["fields_to_send"] | {"file": SimpleUploadedFile(f"{marked.FILE}.jpg", marked.photo("dial"))}
    assert APIClient().post(said["url"], form, format="multipart").status_code == 204
    done(owner.post(f"/api/v1/my/listings/{listing}/photos/{said['key']}"))


def imported(owner: APIClient, store: str) -> None:
    """Hand in a file of cases that names a serial number."""
    row = {"external_id": "A-1", "claim": CLAIM | {"serial": marked.SERIAL}, "photos": []}
    file = SimpleUploadedFile(f"{marked.FILE}.json", json.dumps([row]).encode())
    done(owner.post("/api/v1/case-imports", {"format": "json", "organisation": store, "file": file}))


def entrusted(world: rights.World) -> str:
    """Have each say what is private; return the secret of a webhook."""
    owner, values = world.client("owner"), world.values
    photographed(owner, values["listing"])
    imported(owner, str(values["organisation"]))
    report = {"kind": "listing", "about": values["listing"], "reason": "stolen", "text": marked.REASON}
    done(world.client("expert").post("/api/v1/reports", report, format="json"))
    shop = str(world.people["repair shop"].organisations.get().pk)
    repair = {"shop": shop, "email": CUSTOMER, "title": "New bezel", "claim": CLAIM | {"part": "bezel"}}
    done(world.client("repair shop").post("/api/v1/repairs", repair, format="json"))
    hook = {"mode": "live", "url": HOOK, "kinds": ["case.ended"]}
    address = f"/api/v1/organisations/{values['organisation']}/webhooks"
    return str(done(owner.post(address, hook, format="json"))["secret"])


def is_done() -> bool:
    photos, jobs = ListingPhoto.objects.values_list("state", flat=True), Import.objects.filter(rows__gt=0)
    return set(photos) == {"ready"} and list(jobs.values_list("taken", flat=True)) == [1]


def where(said: Mapping[tuple[str, str], bytes], marker: str, before: set[str] | None = None) -> Allowed:
    """Return where a marker is; blobs that were there before are another test's."""
    return Allowed(
        frozenset(asked for asked, text in said.items() if marker.encode() in text),
        frozenset(marked.columns_with(marker)),
        frozenset(marked.blobs_with(marker) - (before or set())),
    )


def test_no_marker_is_found_where_it_does_not_belong(tmp_path, capfd):
    world = rights.build()
    before = {marker: marked.blobs_with(marker) for marker in PRIVATE}
    with marked.listening() as redis, marked.workers(tmp_path) as (supervisor, log):
        secret = entrusted(world)
        wait_until(is_done, 120.0, supervisor.tend)
        said = answers(world)
    logged = log.read_text() + "".join(capfd.readouterr())
    assert "pipeline.listing_photo" in redis.text, "what is sent to workers is heard"
    assert {marker: where(said, marker, before[marker]) for marker in PRIVATE} == PRIVATE
    assert [marker for marker in (*PRIVATE, secret) if marker in redis.text + logged] == []
    assert where(said, secret).answers == frozenset(), "it is shown once, as it is made"
    assert Endpoint.objects.filter(url=HOOK).exists()
