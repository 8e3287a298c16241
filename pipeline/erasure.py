"""Takes cases out of the store again: what a case that has ended leaves lying, its photos, or all that was ever kept.

A case is gone where its ``case.json`` is: a task under way that finds it missing writes nothing more, and takes back
what it wrote (``take_back``). Of a case whose photos were erased the certificates stay, so that whoever bought the
watch can go on checking them; ``keys.erased`` says so to such tasks.
"""

import json

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


def erase_photos(store: BlobStore, case: str) -> None:
    """Erase a case's photos and everything that was made of them; certificates stay. Done again, it goes on.

    Photos, derivatives, records and reports go, and what the index of photos seen before keeps of them. What is handed
    over stays possible. A certificate's PDF and picture show photos: they are drawn anew without any.
    """
    store.create(keys.erased(case), b"")
    for examination in _examinations(store, case):
        _redraw(store, names.Name(case, examination))
    _clear_all_but_certificates(store, case)
    seen.forget(store, case)


def take_back(store: BlobStore, case: str) -> None:
    """Remove what a task wrote that found its case gone."""
    if store.exists(keys.erased(case)):
        erase_photos(store, case)
    else:
        clear_case(store, case)


def delete_case(store: BlobStore, case: str) -> None:
    """Erase a case for good, from the index of photos seen before too. Done again after a fault, it goes on."""
    _forget_hand_overs(store, case)
    clear_case(store, case)
    seen.forget(store, case)


def _forget_hand_overs(store: BlobStore, case: str) -> None:
    """Remove what was handed over, and what was sealed for it.

    That a certificate was succeeded stays: old copies of it are told so, and it says nothing of the watch.
    """
    for examination in _examinations(store, case):
        name, is_held = names.Name(case, examination), True
        while is_held:
            offers.forget(store, name.id)
            name = name.next_holder()
            kept = [name.document(each) for each in names.DOCUMENTS]
            is_held = any(map(store.exists, kept))
            for key in kept:
                store.delete(key)


def _examinations(store: BlobStore, case: str) -> list[int]:
    parts = {key.removeprefix(keys.case(case)).partition("/")[0] for key in store.list(keys.case(case))}
    return sorted(int(part) for part in parts if part.isdecimal())


def _clear_all_but_certificates(store: BlobStore, case: str) -> None:
    """As ``clear_case``, but for certificates and the mark."""
    kept = {names.Name(case, n).document(name) for n in _examinations(store, case) for name in names.DOCUMENTS}
    kept.add(keys.erased(case))
    for _ in range(2):
        found = (key for key in store.list(keys.case(case)) if key not in kept)
        for key in sorted(found, key=lambda key: not key.endswith("/case.json")):
            store.delete(key)


def _redraw(store: BlobStore, first: names.Name) -> None:
    """Draw the certificates of an examination without photos, for every holder; of one that is not issued yet, none."""
    name, is_held = first, True
    while is_held:
        drawn = [name.document(each) for each in ("certificate.pdf", "certificate.png")]
        for key in drawn:
            store.delete(key)
        if store.exists(name.document(names.ENVELOPE)):
            for key, data in zip(drawn, _without_photos(store, name), strict=True):
                store.create(key, data)
        name = name.next_holder()
        is_held = store.exists(name.document(names.CERTIFICATE))


def _without_photos(store: BlobStore, name: names.Name) -> tuple[bytes, bytes]:
    """Return PDF and picture of a certificate. The same certificate gives the same bytes."""
    from pipeline.certificate import pdf

    certificate = json.loads(store.get(name.document(names.CERTIFICATE)))
    proof = store.get(name.document(names.PROOF))
    return (
        pdf.render_certificate(certificate, None, {}, proof=proof),
        pdf.render_picture(certificate, None, {}, proof=proof),
    )
