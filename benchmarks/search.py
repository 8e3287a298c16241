"""Searching what is for sale, against the plain way on the same rows: all that match, sorted by ``ts_rank``.

By hand, for a million rows and the plans of PostgreSQL: ``python -m benchmarks.search --rows 1000000 --plans``.
"""

import argparse
import contextlib
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.table import Row, markdown, row
from local import postgres
from pipeline.locations import ROOT

if TYPE_CHECKING:  # Django is set up first
    from benchmarks.search_data import Catalogue
    from marketplace.listings.search.found import Asked

PLAIN = (
    "SELECT listing_id FROM listings_searchentry WHERE document @@ %(asked)s::tsquery"
    " ORDER BY ts_rank(document, %(asked)s::tsquery) DESC LIMIT 25"
)
"""What one writes first. It has the column and the index that ours has."""
AIM = "p99 at most 50 ms"
Draw = Callable[[random.Random], "Asked"]


def run(*, short: bool) -> list[Row]:
    """Measure in a process of its own: it is the one that Django is set up in, on a database that is thrown away."""
    command = [sys.executable, "-P", "-m", "benchmarks.search", "--json"]
    amount = ["--rows", "2000", "--times", "5"] if short else ["--rows", "100000"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, *amount], env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return [Row(**each) for each in json.loads(done.stdout)]


def measure(rows: int, times: int, *, plans: bool = False) -> list[Row]:
    """Measure on so many rows, each kind of question so many times."""
    with _database():
        from benchmarks.search_data import fill, seller

        begun = time.perf_counter()
        catalogue = fill(rows, seller())
        made = Row(f"writing and indexing {rows:,} listings", time.perf_counter() - begun, "s")
        found = [made, *_written(times)]
        for name, draw in _questions(catalogue).items():
            found += _measured(name, draw, times)
            if plans:
                _explain(name, draw(random.Random(1)))  # noqa: S311 - the same each time, and no secret
        return found


@contextlib.contextmanager
def _database() -> Iterator[None]:
    """Set Django up on a database of its own."""
    with postgres.throwaway() as address, tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.write_text(secrets.token_urlsafe(48))
        os.environ |= {
            "DATABASE_URL": address,
            "REDIS_URL": "redis://localhost:1",  # which nothing asks
            "ADRIEL_STATE": folder,
            "ADRIEL_BLOBS": f"file://{folder}/blobs",
            "ADRIEL_SECRET_KEY_FILE": str(secret),
            "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.test",
        }
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        yield
        connection.close()


def _questions(made: "Catalogue") -> Mapping[str, Draw]:
    """Return what is asked, by its name; each draws another one of its kind."""
    from marketplace.directory.geography import Place
    from marketplace.listings.search.conditions import Filters
    from marketplace.listings.search.found import Asked, Sort

    def reference(dice: random.Random) -> str:
        brand = dice.choice(made.brands[30:])
        return f"{brand[:2]}.{1000 + 37 * dice.randrange(5, 20) + dice.randrange(10)}.{made.brands.index(brand)}"

    def misspelt(dice: random.Random) -> str:
        brand = dice.choice(made.brands).lower()
        at = dice.randrange(1, len(brand) - 2)
        return brand[:at] + brand[at + 1] + brand[at] + brand[at + 2 :]

    def around(dice: random.Random, km: float) -> Filters:
        _, latitude, longitude = dice.choice(made.cities)
        return Filters(near=Place(latitude, longitude, km))

    def common(dice: random.Random) -> str:
        return dice.choice(["automatic", "steel", "sapphire", "serviced", *made.brands[:5]])

    def model(dice: random.Random) -> str:
        brand = dice.choice(made.brands[:5])
        return f"{brand} {dice.choice(made.models[brand][:8])} "

    euro = Filters(currency="EUR", ranges={"price_minor": (100_000, 1_000_000)})
    return {
        "a rare term": lambda dice: Asked(reference(dice)),
        "a common term": lambda dice: Asked(common(dice)),
        "two common terms": lambda dice: Asked(f"{dice.choice(made.brands[:5])} {common(dice)}"),
        "brand and model": lambda dice: Asked(model(dice)),
        "the beginning of a word": lambda dice: Asked(dice.choice(made.words)[:3]),
        "a misspelt brand": lambda dice: Asked(misspelt(dice)),
        "newest first, no words": lambda dice: Asked(size=dice.randrange(10, 50), sort=Sort.NEWEST),
        "newest first, a common term": lambda dice: Asked(common(dice), sort=Sort.NEWEST),
        "cheapest first, a common term, a range": lambda dice: Asked(common(dice), euro, Sort.CHEAPEST),
        "within 50 km": lambda dice: Asked(filters=around(dice, 50)),
        "a common term within 50 km": lambda dice: Asked(common(dice), around(dice, 50)),
        "facets of a rare term": lambda dice: Asked(reference(dice)),
        "facets of a common term": lambda dice: Asked(common(dice)),
        "facets of a common term, narrowed": lambda dice: Asked(
            common(dice), Filters({"condition": ("new", "good"), "country": ("CH",)})
        ),
    }


def _written(times: int) -> list[Row]:
    """Return how long writing one listing takes, and how long it would without an entry."""
    from django.db import connection

    from marketplace.listings.models import Listing

    def write() -> None:
        copy = Listing(**given, id=secrets.token_hex(16))
        copy.save(force_insert=True)

    one: dict[str, Any] = dict(Listing.objects.filter(state="published").values()[0])
    given = {name: value for name, value in one.items() if name != "id"}
    whole = [_both(write)[1] for _ in range(times)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE listings_listing DISABLE TRIGGER listings_entry_is_kept")
        bare = [_both(write)[1] for _ in range(times)]
        cursor.execute("ALTER TABLE listings_listing ENABLE TRIGGER listings_entry_is_kept")
    return [
        row("writing one listing with its entry, CPU", whole, "ms"),
        _against("writing one listing without, CPU", bare, whole),
    ]


def _measured(name: str, draw: Draw, times: int) -> list[Row]:
    """Return the rows of one kind of question: ours, and the plain way where there are words."""
    dice = random.Random(2)  # noqa: S311 - the same each time, and no secret
    asked = [draw(dice) for _ in range(times)]
    taken = [_both(lambda each=each: _answer(name, each)) for each in asked]  # type: ignore[misc]  # bound at once
    rows = _cuts(name, [wall for wall, _ in taken], AIM) + _cuts(f"{name}, CPU", [cpu for _, cpu in taken])
    if "misspelt" in name or "facets" in name:
        return rows
    plain = [_plain(each) for each in asked[:: max(1, times // 10)] if each.text]
    return [*rows, *([_against(f"{name}, plain, CPU", plain, [cpu for _, cpu in taken])] if plain else [])]


def _answer(name: str, asked: "Asked") -> None:
    """Do all that a request does, up to what is written as JSON."""
    from marketplace.listings.search.facets import counts
    from marketplace.listings.search.found import search
    from marketplace.listings.selectors.searching import distances, of_entries

    if name.startswith("facets"):
        counts(asked)
        return
    page = search(asked)
    of_entries(page.docs)
    if asked.filters.near:
        distances(page.docs, asked.filters.near)


def _plain(asked: "Asked") -> float:
    """Return the CPU time that the plain way takes: milliseconds."""
    from django.db import connection

    from marketplace.listings.search import words

    meant = words.read(asked.text)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # whose time would not be counted
        taken = _both(lambda: cursor.execute(PLAIN, {"asked": meant.document if meant else ""}))[1]
        cursor.execute("RESET max_parallel_workers_per_gather")
        return taken


def _both(act: Callable[[], Any]) -> tuple[float, float]:
    """Return how long something takes, and what of that this process and its server are at work: milliseconds.

    The second is what the first would be on a machine that does nothing else.
    """
    before = time.process_time() + _server_time()
    wall = _taken(act)
    return wall, 1000 * (time.process_time() + _server_time() - before)


def _server_time() -> float:
    """Return for how long our connection's server has been at work, as the kernel counts it: seconds."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _taken(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def _cuts(name: str, taken: Sequence[float], aim: str = "") -> list[Row]:
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return [
        Row(f"{name}, p50", cuts[49], "ms", (min(taken), max(taken))),
        Row(f"{name}, p95", cuts[94], "ms"),
        Row(f"{name}, p99", cuts[98], "ms", aim=aim),
    ]


def _against(name: str, plain: Sequence[float], ours: Sequence[float]) -> Row:
    middle = statistics.median(plain)
    return Row(name, middle, "ms", (min(plain), max(plain)), middle / statistics.median(ours), "ours")


def _explain(name: str, asked: "Asked") -> None:
    """Print the plan of every statement of a search."""
    from django.db import connection

    statements: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], text: str, given: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 - Django's signature
        statements.append((text, given))
        return execute(text, given, many, context)

    with connection.execute_wrapper(note):
        _answer(name, asked)
    print(f"\n## {name}: {asked.text!r}")
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET work_mem = '32MB'")
        for text, given in statements:
            if "listings_searchentry" in text and not text.startswith("EXPLAIN"):
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF, TIMING OFF, COSTS OFF) {text}", given)
                print("\n".join(line[:150] for (line,) in cursor.fetchall()), end="\n\n")
        cursor.execute("RESET max_parallel_workers_per_gather; RESET work_mem")


def main(words: Sequence[str]) -> int:
    """Measure on as many rows as are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=200, help="how often each kind of question is asked")
    parser.add_argument("--plans", action="store_true", help="print how PostgreSQL carries out one of each kind")
    parser.add_argument("--json", action="store_true", help="print the rows for a program")
    options = parser.parse_args(words)
    rows = measure(options.rows, options.times, plans=options.plans)
    said = json.dumps([vars(each) for each in rows]) if options.json else markdown(f"{options.rows:,} listings", rows)
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
