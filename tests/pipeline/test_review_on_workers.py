"""A case is examined, reviewed by an expert, and examined with that: on real workers, with the product's own stages."""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.gemini import GeminiStandIn
from models.vocabulary.case import CaseFile
from models.vocabulary.views import Component, Lane, Profile
from pipeline import keys, reviews
from pipeline.app import make_app
from pipeline.certificate.shapes import credential_id
from pipeline.cli import submission
from pipeline.cli.examine import pinned
from pipeline.cli.follow import Follower
from pipeline.cli.runtime import Runtime
from pipeline.intake import open_case, open_review
from pipeline.lifecycle.names import CERTIFICATE
from pipeline.locations import ROOT
from pipeline.ports import Event
from pipeline.status.lists import Purpose
from pipeline.wiring import Workshop, from_environment
from tests.pipeline.cli.conftest import serve
from tests.support.reviews import all_of, review_set

pytestmark = pytest.mark.slow

GENUINE = ROOT / "examples" / "aldenmoor-tidewatch"


@dataclass
class House:
    """Workers, what they share, and the model that they ask."""

    shop: Workshop
    gemini: GeminiStandIn

    def follow(self, case: CaseFile) -> list[Event]:
        """Examine a case to its end; return what was told of it."""
        events: list[Event] = []
        take: Callable[[Event | None], None] = lambda event: events.append(event) if event else None  # noqa: E731
        Follower(Runtime(self.shop, None, None), make_app(self.shop.settings), case, take, pytest.fail).follow()
        return events

    def document(self, case: CaseFile, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.shop.store.get(keys.document(case.case, case.examination, name)))
        return found

    def is_revoked(self, case: CaseFile) -> bool:
        """Whether the certificate of an examination does not count any more."""
        place = self.shop.decisions.placed(credential_id(case.case, case.examination))
        return self.shop.decisions.state(place)[Purpose.REVOCATION]

    def review(self, last: CaseFile, *said: dict[Component, str]) -> CaseFile:
        """Examine a case with what experts said of it."""
        digest = reviews.publish(self.shop.store, review_set(*said))
        case = open_review(self.shop.store, self.shop.clock, last, reviews=digest)
        self.follow(case)
        return case


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with GeminiStandIn() as gemini:
        served = serve(folder, GEMINI_BASE_URL=gemini.url, GEMINI_API_KEY="stand-in")
        with contextlib.closing(served):
            yield House(from_environment(next(served).environment), gemini)


def _opened(house: House, folder: Path) -> CaseFile:
    handed_in = submission.read(folder, claim_file=None, fields={}, profile=Profile.WATCH, max_bytes=25_000_000)
    photos = [(photo.submitted, photo.data) for photo in handed_in.photos]
    return open_case(
        house.shop.store,
        house.shop.clock,
        claim=handed_in.claim,
        profile=handed_in.profile,
        lane=Lane.STANDARD,
        photos=photos,
        knowledge=pinned(house.shop, handed_in),
    )


def test_an_experts_decision_is_an_examination_whose_certificate_takes_the_place_of_the_first(house: House) -> None:
    first = _opened(house, GENUINE)
    house.follow(first)
    asked = house.gemini.requests
    before = house.document(first, "report.json")
    review = all_of(components=tuple(each for each in Component if each is not Component.SERIAL))

    second = house.review(first, review)
    report = house.document(second, "report.json")
    assert (report["outcome"], report["assurance"]) == ("authentic", "expert")
    assert house.gemini.requests == asked, "what the machine saw is not paid for again"
    machine = [each for each in report["findings"] if each["examiner"] != "expert"]
    assert machine == before["findings"]

    certificate = house.document(second, CERTIFICATE)
    subject = certificate["credentialSubject"]
    assert subject["assurance"] == "expert"
    assert "An expert has looked at the photos" in subject["summary"]
    assert "declared by judgement" in subject["score"]["basis"]
    assert certificate["replaces"]["id"] == house.document(first, CERTIFICATE)["id"]
    assert house.is_revoked(first)
    assert "a" * 64 not in json.dumps([report, certificate])
    third = house.review(second, review, {Component.DIAL: "not_genuine"})
    assert house.document(third, "report.json")["reasons"] == [
        "Two experts disagree about the dial, so that nothing is concluded."
    ]
    assert not house.shop.store.exists(keys.document(third.case, 3, CERTIFICATE))
    assert not house.is_revoked(second), "what cannot be told takes nothing back"
