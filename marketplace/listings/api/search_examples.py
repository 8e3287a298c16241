"""What searches answer looks like, for the schema."""

AT = "2026-11-25T10:00:00Z"
FOUND = {
    "id": "Zk3nq8v1",
    "state": "published",
    "brand": "Aldenmoor",
    "model": "Tidewater",
    "reference": "AM-100",
    "year": 2021,
    "condition": "very_good",
    "has_box": True,
    "has_papers": False,
    "price": {"minor": 420000, "currency": "EUR"},
    "country": "CH",
    "city": "Zürich",
    "distance_km": None,
    "published_at": AT,
}
PAGE = {"results": [FOUND], "next": "", "shown": "aldenmoor", "whole": True}
FACETS = {
    "total": 1,
    "exact": True,
    "brand": [{"value": "aldenmoor", "count": 1}],
    "condition": [{"value": "very_good", "count": 1}],
    "country": [{"value": "CH", "count": 1}],
    "box": [{"value": "yes", "count": 1}],
    "papers": [{"value": "no", "count": 1}],
    "currency": [{"value": "EUR", "count": 1}],
    "price": [{"currency": "EUR", "least": 250000, "most": 500000, "count": 1}],
}
ASKED = {"q": "aldenmoor", "country": ["CH"], "currency": "EUR", "price_max": 500000}
SAVED = {"id": "6a0c5c1e-5a3f-4f0b-8a57-0f9d5b1f3c22", "name": "Swiss ones", "asked": ASKED, "new": 1, "created_at": AT}
PRICE = {"at": AT, "price": {"minor": 420000, "currency": "EUR"}}
FAVOURITE = {"id": FOUND["id"], "taken_down": False, "listing": FOUND, "created_at": AT}
