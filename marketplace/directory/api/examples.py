"""What answers of the directory look like, for the schema."""

AT = "2026-11-25T10:00:00Z"
SHOP = "6a0c5c1e-5a3f-4f0b-8a57-0f9d5b1f3c22"
WEEK = {"0": [["09:00", "12:00"], ["13:00", "18:00"]], "5": [["22:00", "02:00"]]}
DAYS: dict[str, list[list[str]]] = {"2026-12-25": []}
STATUS = {"is_open": True, "closes_at": "2026-11-25T17:00:00Z", "opens_at": None}
RATING = {"average": 4.5, "count": 2}
MEMBER = {"display_name": "Ada", "title": "Watchmaker"}
LINE = {
    "id": SHOP,
    "name": "Ticking Ltd",
    "city": "Zürich",
    "country": "CH",
    "services": ["Movement service", "Dial refinishing"],
    "verified": True,
    "rating": RATING,
    "now": STATUS,
    "distance_m": 1240,
}
PAGE = {"results": [LINE], "next": ""}
WHOLE = {
    "id": SHOP,
    "name": "Ticking Ltd",
    "about": "We have kept watches going since 1971.",
    "address": "Uhrgasse 3",
    "city": "Zürich",
    "country": "CH",
    "latitude": 47.37,
    "longitude": 8.54,
    "time_zone": "Europe/Zurich",
    "email": "desk@example.org",
    "phone": "+41 44 000 00 00",
    "website": "https://ticking.example/",
    "services": ["Movement service", "Dial refinishing"],
    "week": WEEK,
    "days": DAYS,
    "notes": {"2026-12-25": "Christmas"},
    "rating": RATING,
    "now": STATUS,
    "verification": {"at": AT, "by": "Cyd of operations", "seen": "Extract of the trade register, lease."},
    "staff": [MEMBER],
}
OWN = {
    **{name: value for name, value in WHOLE.items() if name not in {"rating", "now", "verification", "staff"}},
    "is_shown": True,
    "version": 3,
}
CHANGE = {"about": "We have kept watches going since 1971.", "week": WEEK, "days": DAYS}
DEALING = {
    "id": "0b7d3a52-6f7e-4f0e-9d5c-5a2e0b1c7d11",
    "organisation": SHOP,
    "name": "Ticking Ltd",
    "kind": "repair",
    "reference": "Zk3nq8v1",
    "at": AT,
    "reviewed": False,
}
REVIEW = {
    "id": "c1d0b7de-8f3c-4f43-9a40-0f5a3d0d9b33",
    "author": "Ben",
    "rating": 5,
    "text": "It runs again.",
    "created_at": AT,
    "answer": "We are glad.",
    "answered_at": AT,
}
