"""What an examination has cost: for whoever adds up a day's budget."""

import secrets
from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter

from models.vocabulary.examination import Examination, Usage
from pipeline import keys
from pipeline.messages import Message
from pipeline.ports import BlobMissing, BlobStore

_EXAMINATION: TypeAdapter[Examination] = TypeAdapter(Examination)


def spent(store: BlobStore, case: str, examination: int) -> Usage:
    """Return what all examiners together have spent so far, on answers that did not last too.

    Nothing is left of it once the case was erased: whoever adds it up does so when the examination ends.
    """
    return total(_each(store, case, examination))


def note(store: BlobStore, message: Message, usage: Usage) -> None:
    """Keep what was spent on an answer that is not kept."""
    key = f"{keys.spent(message.case, message.examination)}{message.part}.{secrets.token_hex(8)}.json"
    store.create(key, usage.model_dump_json().encode(), durable=False)


def total(usages: Iterable[Usage]) -> Usage:
    """Return the sum; the cost in US dollars to a millionth."""
    listed = list(usages)
    return Usage(
        requests=sum(each.requests for each in listed),
        input_tokens=sum(each.input_tokens for each in listed),
        output_tokens=sum(each.output_tokens for each in listed),
        cost_usd=round(sum(each.cost_usd for each in listed), 6),
    )


def _each(store: BlobStore, case: str, examination: int) -> Iterator[Usage]:
    for key in store.list(keys.spent(case, examination)):
        yield from (Usage.model_validate_json(data) for data in _read(store, key))
    for key in store.list(f"{keys.examination(case, examination)}analyse/"):
        before = key.replace(keys.examination(case, examination), keys.examination(case, examination - 1), 1)
        if "@" in key.rpartition("/")[2] and not (examination > 1 and _same(store, key, before)):
            found = (_EXAMINATION.validate_json(data) for data in _read(store, key))
            yield from (each.usage for each in found if each.usage is not None)


def _same(store: BlobStore, key: str, before: str) -> bool:
    """Return whether a record was taken over from the last examination, which paid for it."""
    return list(_read(store, key)) == list(_read(store, before))


def _read(store: BlobStore, key: str) -> Iterator[bytes]:
    """Yield a blob; nothing where it was deleted meanwhile."""
    try:
        yield store.get(key)
    except BlobMissing:
        return
