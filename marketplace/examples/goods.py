"""What the listings say: sixty watches of brands that do not exist, spread over sellers, places, prices and states.

The rows are counted out, not drawn by lot: tables of different lengths are gone through side by side.
"""

from dataclasses import dataclass
from typing import Any

from marketplace.listings.models import Listing
from marketplace.listings.states import State
from pipeline.evaluation.render.collection import COLLECTION
from pipeline.evaluation.render.watch import TIDEWATCH, Style, Watch

NUMBER = 60

Condition = Listing.Condition


@dataclass(frozen=True)
class Place:
    """Where a watch is, and what is paid there.

    :ivar rate: units of the currency for one of the prices below. :ivar minor: smallest units in one unit.
    """

    country: str
    city: str
    latitude: float
    longitude: float
    currency: str
    rate: float
    minor: int = 100


ZURICH = Place("CH", "Zürich", 47.37, 8.54, "CHF", 0.95)
LISBON = Place("PT", "Lisboa", 38.72, -9.14, "EUR", 1.0)
KYOTO = Place("JP", "京都市", 35.01, 135.77, "JPY", 162.0, 1)
BERLIN = Place("DE", "Berlin", 52.52, 13.4, "EUR", 1.0)
LEEDS = Place("GB", "Leeds", 53.8, -1.55, "GBP", 0.86)
BOSTON = Place("US", "Boston", 42.36, -71.06, "USD", 1.08)
DUBAI = Place("AE", "دبي", 25.2, 55.27, "AED", 3.97)
WELLINGTON = Place("NZ", "Wellington", -41.29, 174.78, "NZD", 1.81)
BERGEN = Place("NO", "Bergen", 60.39, 5.32, "NOK", 11.6)

HOMES = (BERLIN, LEEDS, BOSTON, DUBAI, WELLINGTON, BERGEN, ZURICH)
"""Of people who sell something of their own."""

STORES = {
    "cleo": ("Harbour Watches", ZURICH),
    "gita": ("Gantry Timepieces", KYOTO),
    "hugo": ("Second Hand Row", LISBON),
}
"""By who writes for one: the store, and where it is."""

SELLERS = ("cleo", "ada", "gita", "hugo", "ben")

PRICES = {Style.DIVER: 2400, Style.FIELD: 1300, Style.DRESS: 2900, Style.CHRONOGRAPH: 4600}
"""Of a new one, by style."""

WORN = {
    Condition.NEW: (100, "Never worn, with the maker's stickers on it."),
    Condition.UNWORN: (94, "Bought and put away; it was never on a wrist."),
    Condition.VERY_GOOD: (82, "Worn on Sundays. Two hairlines on the clasp, none on the glass."),
    Condition.GOOD: (68, "Worn daily. The bezel has a scratch at four, the case back a few."),
    Condition.FAIR: (51, "It runs, and it has lived. The crown was replaced by its maker."),
}
"""By condition: per cent of the new price, and what the seller says of it."""

COURSE = (
    *(State.PUBLISHED,) * 3,
    State.SOLD,
    *(State.PUBLISHED,) * 3,
    State.RESERVED,
    *(State.PUBLISHED,) * 2,
    State.DRAFT,
    *(State.PUBLISHED,) * 2,
    State.SOLD,
    State.RESERVED,
    State.PUBLISHED,
    State.WITHDRAWN,
)
"""Where they come to stand: gone through again and again."""


CERTIFIED = 6
"""The listing whose photos are those that were examined: its badge is shown once the certificate is there."""
TWIN = 11
"""Another listing of the same watch by the same seller: its photos show it in another light, and its badge is not."""
ASKED = {CERTIFIED: True, 8: False}
"""Of which listing a buyer asks for a fresh photo, and whether the seller sends it."""


@dataclass(frozen=True)
class Offer:
    """A listing to be written.

    :ivar seller: who writes it, by the first part of their address. :ivar store: for which; empty for their own.
    :ivar buyer: who reserves or buys it, where somebody does. :ivar before: what it cost at first; None where the
        price was never lowered.
    """

    number: int
    watch: Watch
    seller: str
    store: str
    buyer: str
    state: State
    before: int | None
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """By which its id is made."""
        return f"listing {self.number}"


def offers() -> tuple[Offer, ...]:
    """Return the listings, in the order in which they are published."""
    return tuple(_offer(number) for number in range(NUMBER))


def _offer(number: int) -> Offer:
    watch = TIDEWATCH if number == TWIN else COLLECTION[number % len(COLLECTION)]
    seller = SELLERS[number % len(SELLERS)]
    store, place = STORES.get(seller, ("", HOMES[number % len(HOMES)]))
    condition = tuple(WORN)[number // 2 % len(WORN)]
    share, worn = WORN[condition]
    price = int(float(f"{PRICES[watch.style] * share / 100 * place.rate:.2g}")) * place.minor  # as people ask: round
    has_box, has_papers = bool(number % 3), bool(number % 4)
    given = {
        "brand": watch.brand.title(),
        "model": watch.model.title(),
        "reference": watch.reference,
        "year": int(watch.sold[:4]) if watch is TIDEWATCH else 2020 + number * 5 % 6,
        "condition": condition,
        "has_box": has_box,
        "has_papers": has_papers,
        "description": _description(worn, has_box=has_box, has_papers=has_papers),
        "price_minor": price,
        "currency": place.currency,
        "country": place.country,
        "city": place.city,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
    lowered = price * 11 // 10 if number % 4 == 1 else None
    buyer = "ben" if seller == "ada" else "ada"
    return Offer(number, watch, seller, store, buyer, COURSE[number % len(COURSE)], lowered, given)


def _description(worn: str, *, has_box: bool, has_papers: bool) -> str:
    match has_box, has_papers:
        case True, True:
            return f"{worn} Box and papers are with it."
        case True, False:
            return f"{worn} With its box; the papers were lost."
        case False, True:
            return f"{worn} With its papers, in a travel pouch."
        case _:
            return f"{worn} The watch alone."
