"""Cases over the API: clients of accounts, photos that are sent, and an examination without workers."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from marketplace.authentication.models import Case
from marketplace.authentication.services import conclusions
from marketplace.common.stores import blobs
from marketplace.users.models import User
from models.vocabulary.case import CaseFile
from pipeline import keys, steps
from pipeline.assembly import RealStages
from pipeline.locations import ROOT
from pipeline.messages import Message
from pipeline.wiring import Workshop
from tests.support import accounts

EXAMPLE = ROOT / "examples" / "aldenmoor-tidewatch"
SERIAL = "M204817"
CLAIM = {"brand": "Aldenmoor", "model": "Tidewatch", "reference": "AM-2204", "serial": SERIAL}


def client_of(user: User) -> APIClient:
    """Return a client that is logged in."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {accounts.access(user)}")
    return client


def member(**fields: Any) -> APIClient:
    """Return a client of a new account."""
    return client_of(accounts.new(**fields))


def opened(client: APIClient, **more: Any) -> str:
    """Open a case, and return its id."""
    said = client.post("/api/v1/cases", {"claim": CLAIM} | more, format="json")
    assert said.status_code == 201, said.json()
    return str(said.json()["id"])


def announced(client: APIClient, case: str, view: str = "dial") -> dict[str, Any]:
    """Announce a photo, and return where to send it."""
    said = client.post(f"/api/v1/cases/{case}/photos", {"view": view, "content_type": "image/jpeg"}, format="json")
    assert said.status_code == 201, said.json()
    return dict(said.json())


def sent(said: dict[str, Any], data: bytes, name: str = "GPS-holiday.jpg") -> Any:
    """Send a photo to where it was announced."""
    form = said["fields_to_send"] | {"file": SimpleUploadedFile(name, data)}
    return APIClient().post(said["url"], form, format="multipart")


def photographed(client: APIClient, *views: str, **more: Any) -> str:
    """Open a case with photos of the example watch."""
    case = opened(client, **more)
    for view in views or ("dial",):
        assert sent(announced(client, case, view), (EXAMPLE / f"{view}.jpg").read_bytes()).status_code == 204
    return case


def submitted(client: APIClient, case: str, key: str = "") -> Any:
    """Submit a case."""
    return client.post(f"/api/v1/cases/{case}/submit", HTTP_IDEMPOTENCY_KEY=key or uuid.uuid4().hex)


def examine(case: str, shop: Workshop | None = None) -> None:
    """Do what workers do: every step of the last examination, in this process; by the local examiners, unless a shop
    asks others too.
    """
    row = Case.objects.get(pk=case)
    shop = shop or Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    file = CaseFile.model_validate_json(blobs().get(keys.case_file(case, row.examination)))
    message = Message(case=case, examination=row.examination, dispatch=row.examinations.latest("number").dispatch)
    for photo in file.photos:
        steps.preprocess(shop, message.model_copy(update={"part": photo.label}))
    steps.admit(shop, message)
    for name in file.examiners:
        steps.analyse(shop, message.model_copy(update={"part": name}))
    for step in (steps.score, steps.certify, steps.publish):
        step(shop, message)
    assert conclusions.conclude(case, row.examination)
