"""The issuer's public keys in the blob store, for processes that hold no key of it: checks, and what the world reads.

The ``certify`` worker writes them, before it signs and by the clock. So a rotation is published before anything is
signed with the new key, and whoever checks needs neither the key folder nor the process that has it.
"""

import json
from typing import Literal

from models.vocabulary.errors import Retriable
from models.vocabulary.value import Value
from pipeline import keys
from pipeline.certificate.proof import TrustedKey
from pipeline.keyring import did
from pipeline.ports import BlobMissing, BlobStore, SwapStore
from pipeline.transparency.notes import NoteKey
from pipeline.transparency.proof import LogTrust

_SWAPS = 20
"""Lost swaps; each was won by another worker, which writes the same."""


class Issuer(Value):
    """What a verifier of our documents trusts beforehand.

    :ivar did: of the issuer.
    :ivar trusted: keys of reports, certificates and status lists, each in its time; lost ones too, since of what they
        signed still counts what the log held by then.
    :ivar origin: the log's name.
    :ivar log: verifier keys of the log (C2SP signed-note), old ones too.
    """

    v: Literal[1] = 1
    did: str
    trusted: tuple[TrustedKey, ...]
    origin: str
    log: tuple[str, ...]

    @property
    def log_trust(self) -> LogTrust | None:
        """The log that is believed; None where none of its keys counts any more."""
        known = tuple(NoteKey.from_vkey(each) for each in self.log)
        return LogTrust(origin=self.origin, keys=known) if known else None


def publish(store: SwapStore, issuer: Issuer) -> None:
    """Write the keys, and the DID document, where they are not written yet.

    :raises Retriable: others changed them each time.
    """
    document = json.dumps(did.document_of(issuer.did, issuer.trusted), indent=2).encode() + b"\n"
    _put(store, keys.ISSUER_KEYS, issuer.model_dump_json().encode())
    _put(store, keys.ISSUER_DID, document)


def read(store: BlobStore) -> Issuer | None:
    """Return the keys; None where no ``certify`` worker has written them yet."""
    try:
        return Issuer.model_validate_json(store.get(keys.ISSUER_KEYS))
    except BlobMissing:
        return None


def _put(store: SwapStore, key: str, data: bytes) -> None:
    for _ in range(_SWAPS):
        try:
            before: bytes | None = store.get(key)
        except BlobMissing:
            before = None
        if before == data or store.swap(key, before, data):
            return
    raise Retriable("the issuer's keys were changed by others each time they were to be written", 2.0)
