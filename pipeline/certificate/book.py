"""A service book's entries: their shape, and their verification in numbered steps.

1. **parse**: strict JSON, meaning the same to every reader; an envelope is opened.
2. **shape**: an entry of a version that is known, with no field too many or too few.
3. **signature**: every proof that can be checked holds over this very content, and there is one (``signatures``).
4. **issuer**: the key of one that holds is trusted beforehand, belongs to the issuer that is named, and signed in its
   time.
5. **log**: the transparency log holds the entry; where its key was lost, from before the loss.
6. **chain**: it stands at its place, is of the same book and watch as the entry before, and names that one's digest.

A step that cannot be taken is *not checked* and says why; that never counts as passed. An entry is valid where no step
failed and those that need nothing but the entries and the keys passed. What no chain shows is that nothing came after.
"""

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from models.vocabulary.errors import SubmissionError
from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from pipeline.certificate import beside, canonical, envelope, signatures
from pipeline.certificate.beside import Beside, StepFailed, StepSkipped
from pipeline.certificate.canonical import Document, Malformed
from pipeline.certificate.proof import TrustedKey
from pipeline.certificate.shapes import SERVICE_BOOK_CONTEXT, Moment
from pipeline.certificate.signatures import Signatures
from pipeline.certificate.verification import Status, Step

ENTRY: Final = "AdrielServiceBookEntry"
STEPS = ("parse", "shape", "signature", "issuer", "log", "chain")
_MAY_LACK = frozenset({"log", "chain"})
"""Steps for which a verifier may lack something, so that they stay not checked."""

MOST = 1000
"""Entries that are looked at: a watch that is mended every month has as many after eighty years."""

NOT_COVERED = (
    "whether entries came later: whoever keeps the book says how many there are",
    "whether the work was done: an entry shows who said so, and when",
)

BookId = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{8,40}$")]
Text = Annotated[str, Field(max_length=4000)]
Name = Annotated[str, Field(max_length=200)]


class Work(Value):
    """What was done to a watch.

    :ivar shop: who did it. :ivar done_on: the day, ISO 8601. :ivar title: in a line. :ivar parts: what was replaced.
    :ivar certificate: of a part that was examined; None where none was issued.
    """

    shop: Name
    done_on: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    title: Name
    text: Text = ""
    parts: tuple[Name, ...] = ()
    certificate: str | None = None


class Entry(Value):
    """An entry, as it is signed.

    :ivar watch: keyed hash of what identifies the watch: the same through the whole book, and nothing to a stranger.
    :ivar number: from 1. :ivar previous: SHA-256 of the signed entry before; None in the first.
    """

    model_config = ConfigDict(populate_by_name=True)

    context: tuple[Literal["https://adriel.example/contexts/service-book-v1"]] = Field(
        (SERVICE_BOOK_CONTEXT,), alias="@context"
    )
    type: tuple[Literal["AdrielServiceBookEntry"]] = (ENTRY,)
    issuer: str
    book: BookId
    watch: Sha256
    number: int = Field(ge=1)
    previous: Sha256 | None
    written: Moment
    work: Work
    proof: Document | tuple[Document, ...] | None = None


class EntryVerification(Value):
    """What the steps gave for one entry.

    :ivar place: where it was given, from 1. :ivar unsafe: signed with a development key: it proves nothing.
    :ivar said: whose signature counts, in words; empty where none does.
    :ivar entry: None unless valid: nobody should read on in an entry that does not hold.
    """

    place: int
    valid: bool
    unsafe: bool
    digest: str | None
    steps: tuple[Step, ...]
    said: str = ""
    entry: Entry | None = None

    @property
    def open(self) -> Step | None:
        """The first step that did not pass; None where all did."""
        return next((step for step in self.steps if step.status is not Status.PASSED), None)


class Given(Value):
    """What was handed over.

    :ivar entries: each as JSON, by itself. :ivar whole: whether they are a book from its first entry on.
    """

    entries: tuple[bytes, ...]
    whole: bool


class BookVerification(Value):
    """What the steps gave for all that was handed over. :ivar valid: every entry is, and there is one."""

    document: Literal["service book", "service book entry"]
    valid: bool
    unsafe: bool
    entries: tuple[EntryVerification, ...]
    not_covered: tuple[str, ...] = NOT_COVERED


def read(data: bytes) -> Given | None:
    """Return the entries that a file holds: a book, as the API gives it, or one entry. None where it is neither.

    :raises SubmissionError: there are more than any book has.
    """
    document = canonical.parse(data)
    if not isinstance(document, dict):
        return None
    if isinstance(found := document.get("entries"), list):
        if len(found) > MOST:
            raise SubmissionError("verify:too_large", f"no service book has more than {MOST} entries")
        return Given(entries=tuple(json.dumps(each).encode() for each in found), whole=True)
    inside = document.get("credential", document)
    is_entry = isinstance(inside, dict) and inside.get("type") == [ENTRY]
    return Given(entries=(data,), whole=False) if is_entry else None


def verify_book(given: Given, known: Beside) -> BookVerification:
    """Verify what was handed over, with the keys and the log that the verifier trusts."""
    found = verify_entries(given.entries, known, whole=given.whole)
    return BookVerification(
        document="service book" if given.whole else "service book entry",
        valid=bool(found) and all(each.valid for each in found),
        unsafe=any(each.unsafe for each in found),
        entries=found,
    )


def verify_entries(envelopes: Sequence[bytes], known: Beside, *, whole: bool = True) -> tuple[EntryVerification, ...]:
    """Verify entries, each by itself and that each follows the one before. No document makes this raise anything.

    :param envelopes: in the order in which they were given; bare entries too, which the log then does not bear out.
    :param known: whose keys, and which log, the verifier trusts.
    :param whole: whether they are a book from its first entry on; else there is one, whose place is not known.
    """
    found: list[EntryVerification] = []
    before: Document | None = None
    for place, data in enumerate(envelopes, 1):
        check = _Check(data, known, place if whole else None, before)
        found.append(check.run())
        before = check.document or {}
    return tuple(found)


class _Check:
    """One entry's run. Each step returns why it passed, or raises.

    :ivar place: in the book; None where that is not known. :ivar before: the whole entry before; None for the first.
    """

    def __init__(self, data: bytes, known: Beside, place: int | None, before: Document | None) -> None:
        self._data, self._known = data, known
        self._place, self._before = place, before
        self.document: Document | None = None
        self._log_proof: bytes | None = None
        self._read: Entry | None = None
        self._signatures: Signatures | None = None
        self._key: TrustedKey | None = None
        self._said = ""

    def run(self) -> EntryVerification:
        checks = (self._1_parse, self._2_shape, self._3_signature, self._4_issuer, self._5_log, self._6_chain)
        steps = tuple(
            _take(number, name, check) for number, (name, check) in enumerate(zip(STEPS, checks, strict=True), 1)
        )
        valid = all(
            step.status is Status.PASSED or (step.status is Status.NOT_CHECKED and step.name in _MAY_LACK)
            for step in steps
        )
        return EntryVerification(
            place=self._place or 1,
            valid=valid,
            unsafe=self._key is not None and not self._key.safe,
            digest=canonical.digest(self.document) if self.document is not None else None,
            steps=steps,
            said=self._said,
            entry=self._read if valid else None,
        )

    def _1_parse(self) -> str:
        parsed = canonical.parse(self._data)
        if isinstance(parsed, Malformed):
            raise StepFailed(f"the entry {parsed.why}")
        try:
            inside = envelope.unwrap(parsed)
        except envelope.MalformedEnvelope as fault:
            raise StepFailed(str(fault)) from None
        self.document, self._log_proof = inside.credential, inside.proof
        return "strict JSON that means the same to every reader"

    def _2_shape(self) -> str:
        try:
            self._read = Entry.model_validate_json(canonical.canonical(self._parsed()), strict=True)
        except ValidationError:
            raise StepFailed("this is no entry of a service book of version 1") from None
        return "an entry of version 1, complete and without unknown fields"

    def _3_signature(self) -> str:
        self._signatures = signatures.check(self._parsed(), [SERVICE_BOOK_CONTEXT], self._known.trusted)
        return self._signatures.said

    def _4_issuer(self) -> str:
        if self._signatures is None:
            raise StepSkipped("the signature does not hold")
        counted = signatures.count(self._signatures, self._shaped().issuer, self._known.trusted)
        self._key, self._said = counted.key, counted.said
        return counted.said

    def _5_log(self) -> str:
        lost = self._key.lost_at if self._key is not None else None
        try:
            found = beside.logged(self._parsed(), self._log_proof, self._known.log)
        except StepSkipped as why:
            if lost is not None:
                raise StepFailed(f"the key was lost, and whether the log had this before is not shown: {why}") from None
            raise
        if lost is not None and found.number >= lost:
            raise StepFailed("the key was lost before the log had this entry: anyone may have signed it")
        return f"entry {found.number} of the log, which had {found.size}"

    def _6_chain(self) -> str:
        entry = self._shaped()
        if self._place is None and entry.number > 1:
            raise StepSkipped(f"this is entry {entry.number}: the one before was not given")
        if entry.number != (self._place or 1):
            raise StepFailed(f"entry {entry.number} stands at place {self._place}: one is missing or exchanged")
        if self._before is not None and (self._before.get("book"), self._before.get("watch")) != (
            entry.book,
            entry.watch,
        ):
            raise StepFailed("it is of another book or watch than the entry before")
        if entry.previous != (None if self._before is None else canonical.digest(self._before)):
            raise StepFailed("it names another entry as the one before: that one was exchanged or altered")
        return "the first entry of its book" if self._before is None else f"follows entry {entry.number - 1}"

    def _parsed(self) -> Document:
        if self.document is None:
            raise StepSkipped("there is no entry to look at")
        return self.document

    def _shaped(self) -> Entry:
        if self._read is None:
            raise StepSkipped("the entry's shape is not known")
        return self._read


def _take(number: int, name: str, check: Callable[[], str]) -> Step:
    try:
        return Step(number=number, name=name, status=Status.PASSED, why=check())
    except StepFailed as fault:
        return Step(number=number, name=name, status=Status.FAILED, why=str(fault))
    except StepSkipped as why:
        return Step(number=number, name=name, status=Status.NOT_CHECKED, why=str(why))
