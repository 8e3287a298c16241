"""Signs the lists that follow from the decisions. Safe to repeat, by anyone who has the key, at any time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from models.vocabulary.errors import PipelineError
from pipeline.certificate import canonical, proof
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import Proven, TrustedKey
from pipeline.ports import BlobMissing, Signer, SwapStore
from pipeline.status import lists
from pipeline.status.bitstring import Bitstring
from pipeline.status.decisions import Decisions, Place
from pipeline.status.lists import Purpose

PUBLIC = "status/public/"
"""What the world may read."""

_SWAPS = 50
"""Lost swaps of a list; each was won by another decision."""


class Publisher:
    """The signed lists.

    :param base: address under which new lists are published, without a slash at its end.
    :param old: keys that lists were signed with before.
    """

    def __init__(
        self,
        store: SwapStore,
        decisions: Decisions,
        signer: Signer,
        *,
        base: str,
        old: Iterable[TrustedKey] = (),
    ) -> None:
        self._store, self._decisions, self._signer, self._base = store, decisions, signer, base
        self._keys = (TrustedKey.from_method(signer.verification_method, safe=signer.safe), *old)

    def carry_out(self, certificates: Iterable[str], *, now: datetime) -> None:
        """Make the lists say what was decided. Returns once they do.

        :raises UnknownCertificate: one has no place.
        """
        by_list: defaultdict[int, list[Place]] = defaultdict(list)
        for each in certificates:
            found = self._decisions.placed(each)
            by_list[found.list].append(found)
        for number, places in by_list.items():
            for purpose in Purpose:
                self._set(number, purpose, places, now)

    def publish(self, number: int, purpose: Purpose, *, now: datetime) -> Document:
        """Sign a list anew, as it is, and return it."""
        return self._set(number, purpose, (), now)

    def renew(self, *, now: datetime) -> int:
        """Sign every list anew, so that none grows too old, with all that was decided; return how many.

        A decision whose message was lost is carried out here.
        """
        self.carry_out(self._decisions.decided(), now=now)
        numbers = self._decisions.numbers()
        for number in numbers:
            for purpose in Purpose:
                self.publish(number, purpose, now=now)
        return len(numbers) * len(Purpose)

    def base(self, number: int) -> str:
        """Return the address under which a list is published. It keeps the one that it had first: certificates name it.

        On one machine the address may change: the API listens on another port, or a command runs without the API.
        """
        for purpose in Purpose:
            document = self._get(f"{PUBLIC}{number}/{purpose}")
            if document is not None and (kept := self._ours(document)) is not None:
                return lists.read(kept).id.rpartition("/status/")[0]
        return self._base

    def is_here(self, number: int) -> bool:
        """Return whether a list is published under the address that is published under now."""
        return self.base(number) == self._base

    def missing(self, number: int) -> tuple[Purpose, ...]:
        """Return the purposes of a list that was never published: nobody could look a place in it up."""
        return tuple(each for each in Purpose if not self._store.exists(f"{PUBLIC}{number}/{each}"))

    def _set(self, number: int, purpose: Purpose, places: Iterable[Place], now: datetime) -> Document:
        key = f"{PUBLIC}{number}/{purpose}"
        for _ in range(_SWAPS):
            before = self._get(key)
            bits = self._bits(number, purpose, before)
            for each in places:
                bits[each.index] = self._decisions.state(each)[purpose]
            where, issuer = self.base(number), self._signer.controller
            built = lists.build(base=where, number=number, purpose=purpose, bits=bits, issuer=issuer, now=now)
            signed = proof.sign(built, self._signer, created=now)
            if self._store.swap(key, before, canonical.canonical(signed)):
                return signed
        raise PipelineError("a status list was changed by others each time it was to be signed")

    def _bits(self, number: int, purpose: Purpose, document: bytes | None) -> Bitstring:
        """Return a list's bits.

        One that no key of ours signed that still counts is no ground for another: after such a key was lost, or where
        somebody laid a list of theirs there or took ours away, the bits are made again from all decisions.
        """
        if document is not None and (kept := self._ours(document)) is not None:
            return lists.read(kept).bits
        bits = Bitstring()
        for place in map(self._decisions.placed, self._decisions.decided()):
            if place.list == number:
                bits[place.index] = self._decisions.state(place)[purpose]
        return bits

    def _ours(self, document: bytes) -> Document | None:
        parsed = canonical.parse(document)
        proven = proof.verify(parsed, keys=self._keys) if isinstance(parsed, dict) else None
        if not isinstance(parsed, dict) or not isinstance(proven, Proven):
            return None
        return parsed if {key.method for key in self._keys}.issuperset(proven.methods) else None

    def _get(self, key: str) -> bytes | None:
        try:
            return self._store.get(key)
        except BlobMissing:
            return None
