"""What a certificate's id says, and under which keys of the blob store its life is kept.

::

    life/certificates/<certificate>/<document>    the documents of one that was handed over
    life/offered/<certificate>/certificate.json   what is to be handed over, as its holder has it
    life/offers/<certificate>/<n>/…               offers, and what became of them
    life/successions/<certificate>.json           what takes its place
    life/done/<certificate>                       that all of it was carried out
    life/public/<certificate>                     the signed notice of it: what the world reads
"""

import hashlib
import re
from typing import NamedTuple

from pipeline import keys
from pipeline.certificate.shapes import credential_id

PUBLIC = "life/public/"
CERTIFICATE, PROOF, ENVELOPE = "certificate.json", "certificate.tlog-proof", "certificate.envelope.json"
DOCUMENTS = (CERTIFICATE, PROOF, ENVELOPE, "certificate.pdf", "certificate.png")
"""Of one certificate."""

_ID = re.compile(r"urn:adriel:([0-9a-z]{12,40}):([1-9][0-9]{0,5})(?::([1-9][0-9]{0,5}))?")


class Name(NamedTuple):
    """A certificate's id, taken apart.

    :ivar holder: 1 for whoever had the watch examined, 2 for who took it over from them …
    """

    case: str
    examination: int
    holder: int = 1

    @property
    def id(self) -> str:
        """The id."""
        return credential_id(self.case, self.examination, self.holder)

    def next_holder(self) -> "Name":
        """Return the name of what the next holder gets."""
        return self._replace(holder=self.holder + 1)

    def document(self, name: str) -> str:
        """Return the key of one of its documents: certificate, proof, envelope."""
        if self.holder == 1:
            return keys.document(self.case, self.examination, name)
        return f"life/certificates/{hashed(self.id)}/{name}"


def read(certificate: str) -> Name:
    """Take an id apart.

    :raises ValueError: it is none.
    """
    found = _ID.fullmatch(certificate)
    if not found:
        raise ValueError("a certificate's id is urn:adriel:, its case and its examination")
    return Name(found[1], int(found[2]), int(found[3] or 1))


def hashed(certificate: str) -> str:
    """Return an id as part of a key or an address: only who knows the id finds it."""
    return hashlib.sha256(certificate.encode()).hexdigest()
