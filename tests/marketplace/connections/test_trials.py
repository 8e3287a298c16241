"""Trials: what a test key has examined costs nothing, and earns nothing that others could take for real."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from marketplace.authentication.models import Case
from marketplace.authentication.services import conclusions, reviewing
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from models.vocabulary.case import CaseFile
from pipeline import keys
from pipeline.locations import ROOT
from tests.support.accounts import code, new

pytestmark = pytest.mark.django_db
DIAL = (ROOT / "examples" / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()


def submitted(api, key):
    """Return a case that a key had examined, as far as its sending, and what was pinned of it."""
    case = api.post("cases", {"claim": {"brand": "Aldenmoor"}}, key).json()["id"]
    said = api.post(f"cases/{case}/photos", {"view": "dial", "content_type": "image/jpeg"}, key).json()
    form = said["fields_to_send"] | {"file": SimpleUploadedFile("dial.jpg", DIAL)}
    assert APIClient().post(said["url"], form, format="multipart").status_code == 204
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}", HTTP_IDEMPOTENCY_KEY=uuid.uuid4().hex)
    assert client.post(f"/api/v1/cases/{case}/submit").status_code == 202
    return case, CaseFile.model_validate_json(blobs().get(keys.case_file(case, 1)))


def test_in_a_trial_nobody_is_asked_who_could_find_a_watch_genuine(api, shop):
    _, trial = submitted(api, shop.key("read", "cases:write", mode="test")["key"])
    assert trial.examiners == ("integrity",)
    assert trial.without["vision"] == "trial"
    _, real = submitted(api, shop.key("read", "cases:write")["key"])
    assert {"identity", "vision"} <= set(real.examiners)


def test_what_a_trial_showed_is_not_remembered(api, shop, django_capture_on_commit_callbacks):
    case, file = submitted(api, shop.key("read", "cases:write", mode="test")["key"])
    report = {"outcome": "inconclusive", "not_examined": [{"kind": "examiner", "what": "vision", "why": "trial"}]}
    blobs().create(keys.document(case, 1, "report.json"), json.dumps(report).encode())
    blobs().create(keys.document(case, 1, "report.pdf"), b"%PDF")
    with django_capture_on_commit_callbacks() as after:
        assert conclusions.conclude(case, file.examination)
    assert Case.objects.get().state == "inconclusive"
    assert not [each for each in after if "remember" in each.__code__.co_names]


def test_a_test_key_writes_no_listing_and_asks_no_expert(api, shop):
    said = {"name": "x", "mode": "test", "scopes": ["listings:write"]}
    assert code(api.post(f"{shop.path}/keys", said, shop.manager)) == "request:invalid"
    key = shop.key("read", "cases:write", mode="test")["key"]
    case, _ = submitted(api, key)
    assert code(api.post(f"cases/{case}/appeal", {"reason": "why not"}, key)) == "request:scope"
    Case.objects.update(state="inconclusive")
    with pytest.raises(Problem, match="review:trial"):
        reviewing.assign(case_id=case, expert=new(role="expert"), actor=new(role="operations"))
