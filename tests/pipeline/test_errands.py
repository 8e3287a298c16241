"""What whoever has no worker has done by one, on real workers: documents checked, sets made, photos erased."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from celery import Celery

from local import redis
from local.supervisor import Supervisor, supervised
from models.vocabulary.views import View
from pipeline import checking, handed_in, issuer, keys, public, queues, references, worker
from pipeline.app import make_app
from pipeline.certificate.shapes import credential_id
from pipeline.wiring import Workshop, from_environment
from tests.bad_files import picture, saved
from tests.pipeline.cli.conftest import clean_environment
from tests.support.fleet import wait_until
from tests.support.issued import document, issue

pytestmark = pytest.mark.slow


@dataclass
class House:
    """Workers of every kind but ``vision``, and what sends to them."""

    shop: Workshop
    app: Celery
    supervisor: Supervisor
    log: Path

    def waits_for(self, condition) -> None:
        wait_until(condition, 60.0, self.supervisor.tend)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("errands")
    with redis.embedded() as url, (folder / "log").open("wb") as output:
        env = clean_environment(folder, REDIS_URL=url, ADRIEL_SOFT_SHUTDOWN="0")
        shop = from_environment(env)
        served = queues.kinds_for((queues.ANALYSE, queues.SCORE, queues.CERTIFY))
        with supervised(worker.processes(served, env), output=output, grace=10.0) as supervisor:
            app = make_app(shop.settings)
            wait_until(lambda: len(app.control.ping(timeout=1.0)) == len(served), 90.0)
            yield House(shop, app, supervisor, folder / "log")


def test_the_certify_worker_publishes_the_issuers_keys_when_the_clock_says_so(house: House) -> None:
    house.app.send_task("pipeline.confirm_log")
    house.waits_for(lambda: issuer.read(house.shop.store) == house.shop.issuer)
    house.waits_for(lambda: public.find(house.shop.store, ".well-known/did.json") is not None)  # written next


def test_a_strangers_document_is_checked_by_a_worker_that_holds_no_key(house: House) -> None:
    message = issue(house.shop)
    issuer.publish(house.shop.store, house.shop.issuer)
    check = checking.submit(house.shop.store, document(house.shop, message, "certificate.pdf"))
    hostile = checking.submit(house.shop.store, b"%PDF-1.7 and nothing more, but for secret-of-a-stranger")
    for each in (check, hostile):
        house.app.send_task("pipeline.check_document", [each])
    house.waits_for(lambda: all(checking.result(house.shop.store, each) for each in (check, hostile)))
    found = [checking.result(house.shop.store, each) for each in (check, hostile)]
    assert [each and each["verdict"] for each in found] == ["unsafe", "unreadable"]
    assert "secret-of-a-stranger" not in house.log.read_text()


def test_a_reference_set_is_made_of_photos_that_were_handed_in(house: House) -> None:
    photos = [(View.CLASP, saved(picture(), "JPEG"))]
    said = {"brand": "Omega", "reference": "1", "verified_by": "e" * 64}
    draft = references.submit_draft(house.shop.store, photos=photos, **said)
    house.app.send_task("pipeline.adopt_references", [draft])
    house.waits_for(lambda: references.draft_result(house.shop.store, draft) is not None)
    found = references.draft_result(house.shop.store, draft)
    assert found is not None
    assert found.set is not None
    assert house.shop.store.exists(keys.reference_set(found.set))


def test_photos_are_erased_and_the_certificate_is_still_found(house: House) -> None:
    message = issue(house.shop, "erased0erased")
    issuer.publish(house.shop.store, house.shop.issuer)
    house.app.send_task("pipeline.erase_photos", [message.case])
    house.waits_for(lambda: not list(house.shop.store.list(f"cases/{message.case}/photos/")))
    shown = public.find(house.shop.store, f"certificates/{credential_id(message.case, 1)}")
    assert shown is not None
    assert json.loads(shown.data)["standing"] == "stands"


def test_what_was_handed_in_long_ago_is_swept(house: House) -> None:
    old = handed_in.new_id(house.shop.clock.now().replace(year=2025))
    house.shop.store.create(keys.check_document(old), b"{}")
    house.app.send_task("pipeline.sweep")
    house.waits_for(lambda: not house.shop.store.exists(keys.check_document(old)))
