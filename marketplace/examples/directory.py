"""What stores and repair shops tell of themselves, what operations saw of them, and what customers say."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.directory.models import Dealing, Profile
from marketplace.directory.services import profiles, reviewing
from marketplace.examples.goods import BERGEN, KYOTO, LISBON, ZURICH, Place
from marketplace.examples.people import organisation, somebody

WEEKDAYS = {str(day): [["09:30", "12:30"], ["13:30", "18:30"]] for day in range(5)}
SHORT_WEEK = {**{str(day): [["10:00", "17:00"]] for day in range(1, 5)}, "5": [["10:00", "14:00"]]}
HOLIDAYS = {"12-25": "Christmas", "12-26": "Boxing Day", "01-01": "New Year"}


@dataclass(frozen=True)
class Page:
    """A profile.

    :ivar manager: who fills it in. :ivar seen: what operations saw; empty where it is not verified.
    :ivar staff: who is shown, as what.
    """

    name: str
    manager: str
    place: Place
    time_zone: str
    address: str
    about: str
    services: tuple[str, ...]
    seen: str = ""
    staff: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


PAGES = (
    Page(
        "Harbour Watches",
        "cleo",
        ZURICH,
        "Europe/Zurich",
        "Limmatquai 2",
        "Divers and chronographs since 1987. Every watch is opened, timed and photographed before it is shown.",
        ("purchase", "trade-in", "pressure test"),
        seen="An extract of the commercial register and a photo of the shop front, both of this year.",
        staff={"cleo": "owner", "jon": "watchmaker"},
        more={"phone": "+41 44 000 00 00", "website": "https://harbour.example"},
    ),
    Page(
        "Gantry Timepieces",
        "gita",
        KYOTO,
        "Asia/Tokyo",
        "中京区 1-2",
        "小さな店です。English is spoken. By appointment on Saturdays.",
        ("purchase", "consignment"),
        seen="A video call from the shop, and the licence for second-hand dealers.",
        staff={"gita": "owner"},
        more={"week": SHORT_WEEK},
    ),
    Page(
        "Second Hand Row",
        "hugo",
        LISBON,
        "Europe/Lisbon",
        "Rua do Exemplo 3",
        "Honest watches with honest scratches.",
        ("purchase", "trade-in"),
        more={"week": {"5": [["10:00", "20:00"]], "6": [["10:00", "16:00"]]}},
    ),
    Page(
        "Balance & Spring",
        "dev",
        ZURICH,
        "Europe/Zurich",
        "Werkstrasse 4",
        "Two benches, one lathe. Dials and crowns are examined before and after.",
        ("service", "dial restoration", "pressure test", "polishing"),
        seen="A certificate of the trade association, and a visit to the workshop.",
        staff={"dev": "watchmaker"},
    ),
    Page(
        "Escapement House",
        "ines",
        BERGEN,
        "Europe/Oslo",
        "Eksempelgata 5",
        "Chronographs alone, and only mechanical ones.",
        ("service", "movement overhaul"),
        staff={"ines": "watchmaker"},
        more={"week": SHORT_WEEK},
    ),
)

SAID = (
    (5, "As described, down to the scratch at four. It came in two days.", "Thank you, wear it in good health."),
    (4, "Good watch, good price. The strap was newer than it looked.", ""),
    (2, "It loses forty seconds a day, which nobody said.", "Bring it back: we regulate it, and pay for the parcel."),
    (5, "They sent me a photo with the hands at the time that I named.", ""),
    (3, "Fine in the end. The answer took a week.", ""),
)
"""Rating, what a customer says, and the answer; empty where there is none."""


def load() -> None:
    """Fill in the profiles that nobody has begun, and show them."""
    for page in PAGES:
        if not Profile.objects.filter(organisation=organisation(page.name)).exists():
            _fill_in(page)


@transaction.atomic
def _fill_in(page: Page) -> None:
    shop, manager = organisation(page.name), somebody(page.manager)
    given = {
        "is_shown": True,
        "about": page.about,
        "address": page.address,
        "city": page.place.city,
        "country": page.place.country,
        "latitude": page.place.latitude,
        "longitude": page.place.longitude,
        "time_zone": page.time_zone,
        "services": list(page.services),
        "week": WEEKDAYS,
        **_holidays(timezone.localdate()),
        **page.more,
    }
    version = profiles.profile_of(shop).version
    profiles.change(by=manager, organisation=shop.pk, version=version, changes=given)
    for name, title in page.staff.items():
        profiles.show_member(by=manager, organisation=shop.pk, member=somebody(name).pk, title=title)
    if page.seen:
        profiles.verify(by=somebody("olga"), organisation=shop.pk, seen=page.seen)


def _holidays(today: date) -> dict[str, Any]:
    """Return the days of this year and the next on which nobody is there, with the reason."""
    notes = {f"{year}-{day}": why for year in (today.year, today.year + 1) for day, why in HOLIDAYS.items()}
    return {"days": {day: [] for day in notes}, "notes": notes}


def review(reference: str, number: int) -> None:
    """Have a dealing reviewed by its customer, and answered where there is something to answer.

    :param reference: of what it was about. :param number: chooses what is said.
    """
    dealing = Dealing.objects.select_related("organisation", "customer").get(reference=reference)
    rating, text, answer = SAID[number % len(SAID)]
    given = reviewing.review(by=dealing.customer, dealing=dealing.pk, rating=rating, text=text)
    if answer:
        page = next(page for page in PAGES if organisation(page.name) == dealing.organisation)
        reviewing.answer(by=somebody(page.manager), review=given.pk, text=answer)
