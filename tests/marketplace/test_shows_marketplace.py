"""After ``./adriel up``, with a generated client alone: a watch is sold with its proof, repaired, and told of.

What is told and not asked for comes as it does to anybody: to pages over their socket, to other software by a webhook.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook
from websockets.sync.client import ClientConnection, connect

from pipeline.evaluation.render.cases import EXAMPLES, jpeg, render
from tests.support import client
from tests.support.client import Package, Refused, Somebody
from tests.support.receiver import Receiver, receiver
from tests.support.up import Up

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CLAIM = {"brand": "Aldenmoor", "model": "Tidewatch", "reference": "AM-2204", "serial": "M204931", "year": 2023}
VIEWS = ("dial", "caseback", "papers")
ENDED = {"authentic", "counterfeit", "inconclusive", "needs_photos", "failed"}


@dataclass
class Shown:
    """What runs, and the client of it.

    :ivar password: of every example account. :ivar photos: of a watch that nobody has shown yet, by view.
    """

    address: str
    password: str
    package: Package
    photos: dict[str, bytes]

    def stranger(self) -> Somebody:
        return Somebody(self.package, self.address)

    def known(self, name: str) -> Somebody:
        """Log somebody of the examples in."""
        said = {"email": f"{name}@example.org", "password": self.password}
        return self.stranger().known_by(self.stranger()("sessions_create", body=said).access)


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Iterator[Shown]:
    state = tmp_path_factory.mktemp("state")
    with Up(state, ADRIEL_WEBHOOKS_PRIVATE="1") as up:
        api = up.addresses()["API"]
        schema = httpx.get(f"{api}schema", headers={"Accept": client.JSON}, timeout=60.0).content
        password = (state / "examples-password").read_text()
        package = Package(schema, tmp_path_factory.mktemp("client"))
        yield Shown(api.split("/api/")[0], password, package, photographed())


def photographed() -> dict[str, bytes]:
    """Photograph another specimen than the examples show, from elsewhere: theirs have been seen before."""
    [example] = [each for each in EXAMPLES if each.name == "aldenmoor-tidewatch"]
    found = {}
    for shot in example.shots:
        if shot.view.value in VIEWS:
            turned = {"azimuth": shot.camera.azimuth + 40.0, "rotation": shot.camera.rotation + 24.0}
            other = {"watch": shot.watch.model_copy(update={"serial": CLAIM["serial"]})}
            seen = shot.model_copy(update=other | {"camera": shot.camera.model_copy(update=turned)})
            found[shot.view.value] = jpeg(render(seen, 700), shot.camera.quality)
    return found


def sooner_or_later(look: Callable[[], Any], seconds: float = 120.0) -> Any:
    """Look until there is something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.3)
    return found


def workplace(person: Somebody) -> str:
    """Return the organisation that somebody works for."""
    [found] = person("organisations_list").results
    return str(found.organisation.id)


def send(person: Somebody, announced: Any, photo: bytes) -> None:
    """Send a photo to where it was announced."""
    fields = announced.fields_to_send.to_dict()
    person("uploads_create", key=fields["key"], body=fields | {"file": photo})


def examined(person: Somebody, case: str, photos: dict[str, bytes]) -> str:
    """Send photos of a case, submit it, and wait for the workers; return where it stands then."""
    for view, photo in photos.items():
        said = {"view": view, "content_type": "image/jpeg"}
        send(person, person("cases_photos_create", case=case, body=said), photo)
    person("cases_submit_create", case=case, idempotency_key="the only time")

    def ended() -> str:
        state = person("cases_retrieve", case=case).state.value
        return state if state in ENDED else ""

    return str(sooner_or_later(ended))


def imported(staff: Somebody, store: str) -> list[str]:
    """Import twenty listings; return those that were made."""
    rows = [
        {"external_id": f"S-{n}", "condition": "good", "price_minor": 90_000 + n, "currency": "CHF", "country": "CH"}
        | {name: CLAIM[name] for name in ("brand", "model", "reference")}
        for n in range(20)
    ]
    said = {"format": "json", "organisation": store, "file": json.dumps(rows).encode()}
    job = staff("imports_create", body=said).id
    sooner_or_later(lambda: staff("imports_retrieve", job=job).state.value == "done")
    return [row.listing for row in staff("imports_report_retrieve", job=job) if row.outcome.value == "made"]


def put_on_sale(staff: Somebody, listing: str, photo: bytes) -> None:
    """Show a listing with a photo of what was examined."""
    announced = staff("listing_photo_announce", listing=listing, body={"content_type": "image/jpeg"})
    send(staff, announced, photo)
    staff("listing_photo_sent", listing=listing, key=announced.key)

    def ready() -> bool:
        return [photo.state.value for photo in staff("my_listings_retrieve", listing=listing).photos] == ["ready"]

    sooner_or_later(ready)
    staff("my_listings_publication_update", listing=listing)


def heard(page: ClientConnection) -> list[tuple[str, str]]:
    """Return what an open page is told next, within ten seconds."""
    return [(each["kind"], each["note"]) for each in json.loads(page.recv(timeout=10))["events"]]


def told(there: Receiver, secret: str, kind: str, about: tuple[str, str]) -> bool:
    """Wait for a message of a kind that names something; every message is signed with the secret."""

    def found() -> bool:
        said = [Webhook(secret).verify(body, headers) for headers, body in there.received]
        return any(each["type"] == kind and about in each["data"].items() for each in said)

    return bool(sooner_or_later(found, 40.0))


def test_a_watch_is_sold_with_its_proof_and_loses_it_before_everybodys_eyes(shown: Shown):
    cleo, olga = shown.known("cleo"), shown.known("olga")
    store = workplace(cleo)
    with receiver() as there:
        said = {"url": there.url, "mode": "live", "kinds": ["listing.moved", "certificate.decided"]}
        secret = cleo("organisations_webhooks_create", organisation=store, body=said).secret
        case = cleo("cases_create", body={"claim": CLAIM, "organisation": store, "lane": "express"}).id
        assert examined(cleo, case, shown.photos) == "authentic"
        certificate = cleo("cases_retrieve", case=case).examinations[-1].certificate

        made = imported(cleo, store)
        assert len(made) == 20
        put_on_sale(cleo, made[0], shown.photos["dial"])
        assert told(there, secret, "listing.moved", ("listing", made[0]))
        cleo("my_listings_certificate_update", listing=made[0], body={"certificate": certificate})

        stranger = shown.stranger()
        found = stranger("listings_search_retrieve", q="Aldenmor Tidewach")
        assert made[0] in [each.id for each in found.results]

        def badge() -> Any:
            said = stranger("listings_retrieve", listing=made[0]).badge
            return said if said and said.shown else None

        checks = sooner_or_later(badge, 40.0).checks
        assert {each.name.value: each.result.value for each in checks} == dict.fromkeys(
            ("holder", "watch", "validity", "photos"), "passed"
        )
        with connect(f"{shown.address.replace('http', 'ws')}/ws/v1/listings/{made[0]}/") as page:
            assert json.loads(page.recv(timeout=10))["type"] == "opened"
            said = {"action": "revoke", "reason": "It was reported stolen."}
            begun = time.monotonic()
            olga("moderation_certificates_decisions_create", certificate=certificate, body=said)
            while ("badge", "lost") not in heard(page):
                pass
            print(f"an open page heard of the revocation at most {time.monotonic() - begun:.2f} s after it was sent")
        assert not stranger("listings_retrieve", listing=made[0]).badge.shown
        assert told(there, secret, "certificate.decided", ("certificate", certificate))


def test_the_case_of_a_part_ends_in_the_service_book(shown: Shown):
    dev, ben = shown.known("dev"), shown.known("ben")
    said = {"shop": workplace(dev), "email": "ben@example.org", "title": "New dial", "claim": CLAIM | {"part": "dial"}}
    repair = dev("repairs_create", body=said)
    ben("repairs_consent_create", repair=repair.id, body={"consents": True})
    assert examined(dev, repair.case, shown.photos) in {"authentic", "inconclusive"}
    done = {"done_on": "2026-03-01", "text": "A new dial of the maker's.", "parts": ["dial"]}
    written = dev("repairs_completion_create", repair=repair.id, body=done)

    def signed() -> Any:
        try:
            return ben("service_books_retrieve", book=written.book)
        except Refused as refused:
            if refused.code != "book:not_ready":
                raise
            return None

    book = sooner_or_later(signed, 40.0)
    found = [(each.fault, each.unsafe) for each in book.checks]
    assert found == [(None, True)] * written.number, "nothing is wrong with it but the key: this machine's own"
    assert "A new dial of the maker's." in json.dumps([each.to_dict() for each in book.entries])
