"""What answers about listings look like."""

from typing import Any

UPLOAD: dict[str, Any] = {
    "key": "v3Jq0nB1xkUe7u2WQ0c9rZ4tYh8sLmPd",
    "url": "https://photos.example/uploads",
    "fields_to_send": {"key": "v3Jq0nB1xkUe7u2WQ0c9rZ4tYh8sLmPd", "Content-Type": "image/jpeg", "policy": "eyJ…"},
}
PHOTO: dict[str, Any] = {
    "key": UPLOAD["key"],
    "position": 1,
    "state": "ready",
    "refusal": "",
    "width": 2048,
    "height": 1536,
}
BADGE: dict[str, Any] = {
    "certificate": "urn:adriel:01k3v9m2x7q8r5:1",
    "shown": True,
    "checks": [{"name": "holder", "result": "passed", "said": "The seller had this watch examined."}],
    "photos": [{"key": UPLOAD["key"], "answer": "identical", "said": "This is the very photo that was examined."}],
}
POSSESSION: dict[str, Any] = {
    "time": "07:42",
    "state": "answered",
    "bearing": "supports",
    "said": "The hands stand at 7:42, as was asked (07:42).",
    "key": "m4Xq0nB1xkUe7u2WQ0c9rZ4tYh8sLmQe",
    "has_picture": True,
    "asked_at": "2026-05-05T08:00:00Z",
    "answered_at": "2026-05-05T09:31:12Z",
}
LISTING: dict[str, Any] = {
    "id": "01k3v9m2x7q8r5",
    "state": "published",
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AM-2204",
    "year": 2019,
    "condition": "very_good",
    "has_box": True,
    "has_papers": True,
    "description": "Worn on Sundays. Serviced in 2023.",
    "price": {"minor": 412000, "currency": "CHF"},
    "country": "CH",
    "city": "Bern",
    "store": "Harbour Watches",
    "photos": [PHOTO],
    "badge": BADGE,
    "possession": POSSESSION,
    "published_at": "2026-05-04T09:12:44Z",
    "changed_at": "2026-05-04T09:12:44Z",
    "version": 3,
    "last_event": 2,
}
OWN: dict[str, Any] = {
    "external_id": "HW-0117",
    "latitude": 46.95,
    "longitude": 7.45,
    "created_at": "2026-05-03T17:02:10Z",
    "photos_elsewhere": [],
}
EVENT: dict[str, Any] = {
    "number": 2,
    "kind": "state",
    "at": "2026-05-04T09:12:44Z",
    "action": "publish",
    "state": "published",
    "note": "",
}
