"""Listings by the million, the same ones every time: brands, models and words as uneven as real ones are."""

import importlib
import itertools
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection

from marketplace.users.models import User

SEED = 6
BRANDS, MODELS, REFERENCES, WORDS, CITIES = 60, 20, 10, 3000, 200
EVERYWHERE = {"automatic": 0.7, "steel": 0.5, "sapphire": 0.3, "serviced": 0.1, "ceramic": 0.05, "tantalum": 0.01}
"""Words of descriptions, and in how many of them they are."""
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
COLUMNS = (
    "id, seller_id, state, brand, model, reference, year, condition, has_box, has_papers, description, price_minor,"
    " currency, country, city, latitude, longitude, external_id, version, last_event, created_at,"
    " changed_at, published_at"
)
CONDITIONS = ("new", "unworn", "very_good", "good", "fair")
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "or", "un")]


class Catalogue:
    """What listings are made of. Everything follows from ``SEED``."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 - the same each time, and no secret
        self.brands = [self._word(3) for _ in range(BRANDS)]
        self.models = {brand: [self._word(2) for _ in range(MODELS)] for brand in self.brands}
        self.words = [self._word(3) for _ in range(WORDS)]
        self.cities = [(self._word(2), self.dice.uniform(36, 60), self.dice.uniform(-9, 30)) for _ in range(CITIES)]
        self._often = {n: list(itertools.accumulate(1 / k for k in range(1, n + 1))) for n in (BRANDS, MODELS, WORDS)}

    def _word(self, syllables: int) -> str:
        return "".join(self.dice.choices(SYLLABLES, k=syllables)).capitalize()

    def one_of(self, things: Sequence[str]) -> str:
        """Return one; the second half as often as the first, the third a third as often, as Zipf found of words."""
        return self.dice.choices(things, cum_weights=self._often[len(things)])[0]

    def title(self) -> tuple[str, str, str]:
        """Return brand, model and reference."""
        brand = self.one_of(self.brands)
        model = self.one_of(self.models[brand])
        number = 1000 + self.models[brand].index(model) * 37 + self.dice.randrange(REFERENCES)
        return brand, model, f"{brand[:2].upper()}.{number}.{self.brands.index(brand):02}"

    def description(self) -> str:
        """Return thirty words or so."""
        words = self.dice.choices(self.words, cum_weights=self._often[WORDS], k=24)
        return " ".join([*words, *(word for word, share in EVERYWHERE.items() if self.dice.random() < share)])

    def rows(self, number: int, seller: object) -> Iterator[tuple[object, ...]]:
        """Yield listings as ``COLUMNS`` has them, the oldest first."""
        dice = self.dice
        for n in range(number):
            city, latitude, longitude = dice.choice(self.cities)
            at = FIRST + timedelta(minutes=3 * n)
            yield (
                f"{dice.getrandbits(128):032x}", seller, "published", *self.title(), dice.randrange(1950, 2026),
                dice.choice(CONDITIONS), dice.random() < 0.5, dice.random() < 0.6, self.description(),
                int(dice.lognormvariate(13, 1)) + 1, dice.choice(("EUR", "EUR", "USD", "CHF")),
                dice.choice(("CH", "DE", "FR", "IT", "GB", "US", "JP", "AT")), city,
                latitude + dice.gauss(0, 0.1), longitude + dice.gauss(0, 0.1), "", 1, 0, at, at, at,
            )  # fmt: skip


def fill(number: int, seller: object) -> Catalogue:
    """Write so many listings, and their entries as the migration writes them."""
    catalogue = Catalogue()
    migration = importlib.import_module("marketplace.listings.migrations.0011_searches_read_entries")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # row by row the triggers would take far longer
        with cursor.copy(f"COPY listings_listing ({COLUMNS}) FROM STDIN") as copy:
            for row in catalogue.rows(number, seller):
                copy.write_row(row)
        cursor.execute("DROP INDEX search_by_words")
        cursor.execute(migration.FILL)
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "CREATE INDEX search_by_words ON listings_searchentry USING gin (title, document, facets)"
            " WITH (fastupdate = off)"
        )
        cursor.execute(
            "INSERT INTO listings_searchword SELECT word FROM ts_stat('SELECT title FROM listings_searchentry')"
            " WHERE word !~ '[0-9]' AND length(word) >= 3"
        )
        for table in ("listings_listing", "listings_searchentry", "listings_searchword"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("SET session_replication_role = origin")
    return catalogue


def seller() -> object:
    """Return the key of a new account whose listings they are."""
    return User.objects.create_user(f"{secrets.token_hex(8)}@example.org", secrets.token_urlsafe()).pk
