"""Records: what makes a stage a memoised function.

A record is keyed by a digest of its inputs and of the version of the code that made it. A stage that is run again
returns its record; a canvas that is sent again resumes where the last one stopped; a message that is delivered twice
changes nothing. What counts as done is what is recorded here, never what Redis remembers.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import AttemptsExhausted, RecordsMissing
from pipeline import keys
from pipeline.messages import Message
from pipeline.ports import BlobMissing, BlobStore

MAX_ATTEMPTS = 3
"""How often redelivered work is begun and not ended before it is taken for what kills its worker."""

Json = dict[str, Any]


def digest(*inputs: object) -> str:
    """Return 16 hexadecimal digits that name JSON-able ``inputs``."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Records:
    """The records of one examination, as one dispatch sees them."""

    def __init__(self, store: BlobStore, message: Message) -> None:
        self._store = store
        self._case, self._n, self._dispatch = message.case, message.examination, message.dispatch

    def case_file(self) -> CaseFile:
        """Return the pinned inputs."""
        return CaseFile.model_validate_json(self._store.get(keys.case_file(self._case, self._n)))

    def remember(self, stage: str, part: str, inputs: str, compute: Callable[[], Json]) -> Json:
        """Return the record of ``inputs``; where there is none, compute and keep it."""
        return self.remember_unless(stage, part, inputs, compute, passing=lambda _value: False)

    def remember_unless(
        self, stage: str, part: str, inputs: str, compute: Callable[[], Json], *, passing: Callable[[Json], bool]
    ) -> Json:
        """As ``remember``, but return without keeping it a value that ``passing`` accepts."""
        key = keys.record(self._case, self._n, stage, part, inputs)
        if (known := self._load(key)) is not None:
            return known
        value = self._inherited(stage, part, inputs) or compute()
        if passing(value) or self._store.create(key, _dump(value), durable=False):
            return value
        return self._load(key) or value

    def _inherited(self, stage: str, part: str, inputs: str) -> Json | None:
        """Return what the last examination of the case recorded of the same inputs and version, or None.

        That somebody could not look then is no answer for now.
        """
        if self._n == 1:
            return None
        value = self._load(keys.record(self._case, self._n - 1, stage, part, inputs))
        return None if value is None or value.get("kind") == "unavailable" else value

    def recall(self, stage: str, part: str, inputs: str) -> Json | None:
        """Return the record of ``inputs``, or None."""
        return self._load(keys.record(self._case, self._n, stage, part, inputs))

    def note_unavailable(self, stage: str, part: str, value: Json) -> None:
        """Keep an answer that counts for this dispatch only."""
        key = keys.unavailable(self._case, self._n, stage, part, self._dispatch)
        self._store.create(key, _dump(value), durable=False)

    def all(self, stage: str, parts: list[str]) -> list[Json]:
        """Return one record for each part, in order: the definite one, else this dispatch's passing one.

        Where two versions of the code left a record each, the greatest key is taken, by every reader alike.

        :raises RecordsMissing: where a part has none.
        """
        found = self._newest(stage)
        records = [self._load(found[part]) if part in found else None for part in parts]
        if missing := [part for part, record in zip(parts, records, strict=True) if record is None]:
            raise RecordsMissing(stage, missing)
        return [record for record in records if record is not None]

    def _newest(self, stage: str) -> dict[str, str]:
        passing = f".unavailable.{self._dispatch}.json"
        prefix = f"{keys.examination(self._case, self._n)}{stage}/"
        found: dict[str, str] = {}
        for key in self._store.list(prefix):
            name = key.removeprefix(prefix)
            if "@" in name:
                found[name.partition("@")[0]] = key
            elif name.endswith(passing):
                found.setdefault(name.removesuffix(passing), key)
        return found

    def _load(self, key: str) -> Json | None:
        """Return a record; None where there is none, or where a power cut tore it, which removes it.

        Half a JSON object is no JSON object, nor is one with a hole of zeros in it.
        """
        try:
            value: Json = json.loads(self._store.get(key))
        except BlobMissing:
            return None
        except ValueError:
            self._store.delete(key)
            return None
        return value


@contextlib.contextmanager
def attempted(store: BlobStore, message: Message, stage: str) -> Iterator[None]:
    """Leave a mark while redelivered work is under way: only a worker that is killed leaves it behind.

    Work that comes for the first time is not marked: the marks bound how often one message can end its worker, and
    whoever sends canvases bounds how often they are sent.

    :raises AttemptsExhausted: where as many marks as are allowed were left behind.
    """
    where = (message.case, message.examination, stage, message.part)
    with marked(store, lambda k: keys.attempt(*where, k)) as may:
        if not may:
            raise AttemptsExhausted(stage, message.part, MAX_ATTEMPTS)
        yield


@contextlib.contextmanager
def marked(store: BlobStore, mark: Callable[[int], str]) -> Iterator[bool]:
    """Leave a mark while work is under way; yield False where as many as are allowed were left behind.

    :param mark: gives the key of the mark of each attempt, from 1.
    """
    left = next((key for key in map(mark, range(1, MAX_ATTEMPTS + 1)) if store.create(key, b"")), None)
    try:
        yield left is not None
    finally:
        if left is not None:
            store.delete(left)


def _dump(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
