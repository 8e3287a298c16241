"""The transparency log and the status lists: how much they take in, and how large they become.

Appending is timed on disk as the product does it, synced, against the same number of files created in the same way.
The proof at ten million entries is of a real log's code over tiles that are all alike but for the last ones: a tree of
equal leaves has one hash for each level, so that its 39,216 tiles need not be kept, and every hash in the proof is
checked against the root.
"""

import hashlib
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.table import Row, row
from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, proof
from pipeline.keyring.safe import KeySigner
from pipeline.status import lists
from pipeline.status.bitstring import LEAST, Bitstring
from pipeline.status.lists import Purpose
from pipeline.transparency import merkle, notes, tiles
from pipeline.transparency import proof as log_proof
from pipeline.transparency.checkpoint import Checkpoint
from pipeline.transparency.log import Log
from pipeline.transparency.merkle import Subtree
from pipeline.transparency.notes import Note, NoteKey
from pipeline.transparency.proof import LogProof, LogTrust
from pipeline.transparency.tiles import Tiles

ENTRIES, CERTIFICATES, REVOKED = 10_000_000, 1_000_000, 0.01
"""A list's share of withdrawn certificates: what it is in a bad year of public web keys."""
BASE, ORIGIN, ISSUER = "https://adriel.example", "adriel.example/log", "did:web:adriel.example"
AT_ONCE = 512
CREATED = "as many small blobs created"


def run(*, short: bool) -> list[Row]:
    """Measure; the short form takes few rounds."""
    signer = KeySigner(Ed25519PrivateKey.generate(), controller=ISSUER)
    return [*_appending(signer, short=short), *_proving(signer, short=short), *_listing(signer, short=short)]


def _milliseconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _appending(signer: KeySigner, *, short: bool) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        store = LocalFiles(Path(folder))
        log = Log(store, NoteKey(name=ORIGIN, public=signer.public), signer, origin=ORIGIN)
        single = [_milliseconds(partial(log.append, _drawn(1))) for _ in range(3 if short else 60)]
        many = 32 if short else AT_ONCE
        batches = [_drawn(many) for _ in range(1 if short else 3)]
        bare = [many / _milliseconds(partial(_created, store, each)) * 1000 for each in batches]
        rates = [many / _milliseconds(partial(log.append, each)) * 1000 for each in batches]
    return [
        row("appending one entry, to the published checkpoint", single, "ms"),
        row(CREATED, bare, "/s"),
        row(f"appending {many} at once", rates, "/s", ratio=max(rates) / max(bare), against=CREATED),
    ]


def _drawn(count: int) -> list[bytes]:
    return [secrets.token_bytes(32) for _ in range(count)]


def _created(store: LocalFiles, batch: list[bytes]) -> None:
    for number, each in enumerate(batch):
        store.create(f"bare/{each.hex()}", str(number).encode())


class Alike:
    """Tiles of a tree whose leaves are all alike.

    :ivar size: leaves.
    """

    def __init__(self, leaf: bytes, size: int) -> None:
        self.size, self._levels = size, [merkle.leaf_hash(leaf)]
        while len(self._levels) <= size.bit_length():
            self._levels.append(merkle.node_hash(self._levels[-1], self._levels[-1]))

    def __call__(self, tree: Subtree) -> bytes:
        """Return the hash of a whole subtree."""
        return self._levels[tree.level]

    def fetch(self, path: str) -> bytes:
        """Return a tile as a file."""
        words = path.split("/")
        width = int(words[-1]) if words[-2].endswith(".p") else tiles.WIDTH
        return self._levels[tiles.HEIGHT * int(words[1])] * width


def _proving(signer: KeySigner, *, short: bool) -> list[Row]:
    """Append one entry to ten million, prove it, check it."""
    old, entry = Alike(bytes(32), ENTRIES - 1), hashlib.sha256(b"the one").digest()
    files = tiles.grown(old.size, old.fetch, [merkle.leaf_hash(entry)])

    def prove() -> LogProof:
        read = Tiles(lambda path: files[path] if path in files else old.fetch(path), ENTRIES)
        head = Checkpoint(ORIGIN, ENTRIES, merkle.root(ENTRIES, read))
        note = Note(head.text, (notes.sign(head.text, key, signer),))
        return LogProof(ENTRIES - 1, merkle.inclusion(ENTRIES - 1, ENTRIES, read), note)

    key = NoteKey(name=ORIGIN, public=signer.public)
    trust = LogTrust(origin=ORIGIN, keys=(key,))
    found, rounds = prove(), 3 if short else 50
    first = _inside(old)
    checked = [_milliseconds(partial(_checked, found.render(), entry, trust)) for _ in range(rounds)]
    return [
        Row("proof at 10 million entries, of the last one", len(found.render()), "bytes"),
        Row("proof at 10 million entries, of one in the middle", first, "bytes"),
        row("proving, tiles read and checkpoint signed", [_milliseconds(prove) for _ in range(rounds)], "ms"),
        row("checking that proof", checked, "ms"),
    ]


def _checked(rendered: bytes, entry: bytes, trust: LogTrust) -> None:
    log_proof.check(log_proof.parse(rendered), entry, trust)


def _inside(tree: Alike) -> int:
    """Return the size of the proof of an entry whose path is as long as any, without its checkpoint."""
    path = merkle.inclusion(tree.size // 2, tree.size, tree)
    merkle.check_inclusion(merkle.leaf_hash(bytes(32)), tree.size // 2, tree.size, path, merkle.root(tree.size, tree))
    return len(LogProof(tree.size // 2, path, Note("\n", ())).render())


def _listing(signer: KeySigner, *, short: bool) -> list[Row]:
    """Sign the lists of a million certificates anew, of which one in a hundred is revoked, at random."""
    count = 1 if short else -(-CERTIFICATES // LEAST)
    now, drawn = datetime.now(UTC), [_withdrawn() for _ in range(count)]
    made = [_list(signer, bits, number, now) for number, bits in enumerate(drawn)]
    times = [_milliseconds(partial(_list, signer, bits, number, now)) for number, bits in enumerate(drawn)]
    checks = [_milliseconds(partial(_read, data, number, signer, now)) for number, data in enumerate(made)]
    sizes = [len(data) / 1000 for data in made]
    return [
        row(f"status list of {LEAST:,} places, 1 % revoked", sizes, "kB"),
        Row(f"the {count} lists of 1 million certificates", sum(sizes), "kB"),
        row("signing one anew", times, "ms"),
        Row("signing them all anew", sum(times), "ms"),
        row("looking a place up, signature checked", checks, "ms"),
    ]


def _withdrawn() -> Bitstring:
    bits = Bitstring()
    for _ in range(int(LEAST * REVOKED)):
        bits[secrets.randbelow(LEAST)] = True
    return bits


def _list(signer: KeySigner, bits: Bitstring, number: int, now: datetime) -> bytes:
    built = lists.build(base=BASE, number=number, purpose=Purpose.REVOCATION, bits=bits, issuer=ISSUER, now=now)
    return canonical.canonical(proof.sign(built, signer, created=now))


def _read(data: bytes, number: int, signer: KeySigner, now: datetime) -> bool:
    document = canonical.parse(data)
    if not isinstance(document, dict):
        raise TypeError("the list was just made")
    key = proof.TrustedKey.from_method(signer.verification_method, safe=True)
    if not isinstance(proof.verify(document, keys=[key]), proof.Proven):
        raise TypeError("the list was just signed")
    place = lists.entry(BASE, number, Purpose.REVOCATION, 1234)
    return lists.status(lists.read(document), place, issuer=ISSUER, now=now)
