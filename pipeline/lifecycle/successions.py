"""Which certificate takes the place of which. Decided once, by creating one blob; carried out as often as needed."""

from collections.abc import Iterator

from pydantic import Field

from models.vocabulary.errors import PipelineError
from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from pipeline.certificate.shapes import Because
from pipeline.lifecycle.names import hashed
from pipeline.ports import BlobMissing, BlobStore

_SUCCESSIONS, _DONE = "life/successions/", "life/done/"


class Succession(Value):
    """That one certificate takes the place of another.

    :ivar digest: of the old one, SHA-256 of its canonical form.
    :ivar holder: SHA-256 of the new holder's secret, where one took it over.
    :ivar by: a role or an account's number.
    """

    old: str
    digest: Sha256
    new: str
    because: Because
    holder: Sha256 | None = None
    by: str = Field(min_length=1, max_length=100)
    at: str


class Endless(PipelineError):
    """Certificates take each other's place in a circle: somebody wrote into the store by hand."""


class Successions:
    """All of them."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store

    def begin(self, succession: Succession) -> Succession:
        """Decide it, unless another was decided of the same certificate; return the one that stands."""
        key = _key(succession.old)
        self._store.create(key, succession.model_dump_json().encode())
        return Succession.model_validate_json(self._store.get(key))

    def of(self, certificate: str) -> Succession | None:
        """Return what takes a certificate's place; None where it stands itself."""
        try:
            return Succession.model_validate_json(self._store.get(_key(certificate)))
        except BlobMissing:
            return None

    def current(self, certificate: str, *, before: str = "") -> str:
        """Return the certificate that stands now in the place of this one.

        :param before: whose predecessor is asked for, where it is in the line itself.
        """
        seen = {certificate}
        while (found := self.of(certificate)) is not None and found.new != before:
            certificate = found.new
            if certificate in seen:
                raise Endless("certificates take each other's place in a circle")
            seen.add(certificate)
        return certificate

    def finish(self, certificate: str) -> None:
        """Note that all that follows was carried out."""
        self._store.create(_DONE + hashed(certificate), b"")

    def pending(self) -> Iterator[Succession]:
        """Yield those that were decided and not carried out: their message was lost, or is still on its way."""
        for key in self._store.list(_SUCCESSIONS):
            if not self._store.exists(_DONE + key.removeprefix(_SUCCESSIONS).removesuffix(".json")):
                yield Succession.model_validate_json(self._store.get(key))


def _key(certificate: str) -> str:
    return f"{_SUCCESSIONS}{hashed(certificate)}.json"
