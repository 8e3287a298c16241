"""Takes cases out of the store again: what a case that has ended leaves lying, or all that was ever kept of it."""

from pipeline import keys, seen
from pipeline.lifecycle import names, offers
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
    _forget_hand_overs(store, case)
    clear_case(store, case)
    seen.forget(store, case)


def _forget_hand_overs(store: BlobStore, case: str) -> None:
    """Remove what was handed over, and what was sealed for it.

    That a certificate was succeeded stays: old copies of it are told so, and it says nothing of the watch.
    """
    parts = {key.removeprefix(keys.case(case)).partition("/")[0] for key in store.list(keys.case(case))}
    for examination in sorted(int(part) for part in parts if part.isdecimal()):
        name, is_held = names.Name(case, examination), True
        while is_held:
            offers.forget(store, name.id)
            name = name.next_holder()
            kept = [name.document(each) for each in names.DOCUMENTS]
            is_held = any(map(store.exists, kept))
            for key in kept:
                store.delete(key)
