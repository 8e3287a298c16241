"""A case that carries what must not get about, run by real workers, and all the places where it could turn up."""

import base64
import contextlib
import dataclasses
import io
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from PIL import Image
from psycopg import sql

from local.supervisor import Process, Supervisor, supervised
from pipeline import queues, worker
from tests.support.api_case import EXAMPLE
from tests.support.market import MODULES, environment

SERIAL, PLACE, FILE, REASON = "ZQ7731904", "Marker Quay 7731", "marker-holiday-7731", "Marker: my late aunt's, 7731."
END = "the run has ended"
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{24,}")


@dataclasses.dataclass
class Heard:
    """Every command that Redis was sent, in all its databases: messages, results and what Flower is told too."""

    text: str = ""


@contextlib.contextmanager
def listening() -> Iterator[Heard]:
    """Hear every command for the length of a block; the text is whole afterwards."""
    heard, said, began = Heard(), list[str](), threading.Event()

    def listen() -> None:
        with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client, client.monitor() as monitor:
            began.set()
            while END not in (command := str(monitor.next_command()["command"])):
                said.append(command)

    thread = threading.Thread(target=listen)
    thread.start()
    began.wait()
    try:
        yield heard
    finally:
        with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client:
            client.echo(END)
        thread.join()
        heard.text = "\n".join(said + [_plain(packed) for each in said for packed in _BASE64.findall(each)])


def _plain(packed: str) -> str:
    """Return what a body says that Celery packed; nothing where it only looks like one."""
    try:
        return base64.b64decode(packed, validate=True).decode()
    except ValueError:
        return ""


@contextlib.contextmanager
def workers(folder: Path) -> Iterator[tuple[Supervisor, Path]]:
    """Run the product's own workers; yield who tends them and their log."""
    env = environment(folder / "secret")
    pipeline = {name: value for name, value in env.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    ours = [
        Process(name, [sys.executable, "-P", "-m", MODULES[name]], {**env, "PYTHONPATH": "."})
        for name in ("marketplace worker", "reader")
    ]
    log = folder / "workers.log"
    processes = [*worker.processes(queues.KINDS, pipeline), *ours]
    with log.open("wb") as output, supervised(processes, output=output) as supervisor:
        yield supervisor, log


def photo(view: str) -> bytes:
    """Return a photo of the example watch whose camera wrote where it was taken, and by whom."""
    with Image.open(EXAMPLE / f"{view}.jpg") as opened:
        exif = opened.getexif()
        exif[0x013B] = PLACE
        exif.get_ifd(0x8825).update(
            {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 0x1C: PLACE.encode()}
        )
        buffer = io.BytesIO()
        opened.save(buffer, "JPEG", exif=exif, quality=95)
    return buffer.getvalue()


def columns_with(marker: str) -> set[str]:
    """Return the database's columns that hold a marker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        found = set()
        for table, column in cursor.fetchall():
            named = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
            asked = sql.SQL("SELECT EXISTS (SELECT FROM {table} WHERE {column}::text LIKE %s)").format(**named)
            cursor.execute(asked, [f"%{marker}%"])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found


def blobs_with(marker: str) -> set[str]:
    """Return the keys of the store, as it lies on the disk, that contain a marker or whose contents do."""
    root = Path(settings.PIPELINE.blobs.removeprefix("file://"))
    kept = [each for each in root.rglob("*") if each.is_file()]
    return {str(each.relative_to(root)) for each in kept if marker in str(each) or marker.encode() in each.read_bytes()}
