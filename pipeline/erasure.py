"""Takes cases out of the store again: what a case that has ended leaves lying, or all that was ever kept of it."""

from pipeline import keys, seen
from pipeline.ports import BlobStore


def clear_case(store: BlobStore, case: str) -> None:
    """Remove photos, records and documents of a case: its case files first, so that tasks under way find it gone.

    Twice, for what such a task writes meanwhile. What the index of photos seen before keeps of a case that has ended
    stays on purpose: by it the same photos are recognised when somebody else hands them in.
    """
    for _ in range(2):
        found = list(store.list(keys.case(case)))
        for key in sorted(found, key=lambda key: not key.endswith("/case.json")):
            store.delete(key)


def delete_case(store: BlobStore, case: str) -> None:
    """Erase a case for good, from the index of photos seen before too. Done again after a fault, it goes on."""
    clear_case(store, case)
    seen.forget(store, case)
