"""A certificate's life, from real keys in their safe to real lists in their store: at each moment a library that no one
here wrote says of it what we say."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, credential, proof, report
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.verification import Status
from pipeline.certificate.verify import Beside, verify_document
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing
from pipeline.keyring.ring import Purpose as KeyPurpose
from pipeline.keyring.safe import KeySafe
from pipeline.status import lists
from pipeline.status.decisions import Action, Decisions
from pipeline.status.lists import Purpose
from pipeline.status.publisher import PUBLIC, Publisher
from tests.support import sample_case
from tests.support.npm_library import Library

BASE, ISSUER = "https://adriel.example", "did:web:adriel.example"
WHY = {"reason": "because it is tried here", "by": "operations"}


class Said(NamedTuple):
    """What is said of a certificate: that it is what was signed, and what the lists say."""

    genuine: bool
    revoked: bool
    suspended: bool


GOOD, REVOKED, SUSPENDED, BOTH = (
    Said(genuine=True, revoked=revoked, suspended=suspended) for suspended in (False, True) for revoked in (False, True)
)


@dataclass
class Issuer:
    """An issuer with keys, lists and a clock of its own, an hour behind so that all it does is in the past."""

    folder: Path
    now: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))

    def __post_init__(self) -> None:
        self.safe = KeySafe(self.folder / "keys", b"correct horse battery staple")
        self.safe.begin(issuer=ISSUER, origin="adriel.example/log")
        self.store = LocalFiles(self.folder / "blobs")
        self.decisions = Decisions(self.store)
        self.rotate()

    @property
    def ring(self) -> KeyRing:
        ring = self.safe.ring()
        assert ring is not None
        return ring

    @property
    def publisher(self) -> Publisher:
        signer = self.safe.signer(KeyPurpose.CERTIFICATES)
        return Publisher(self.store, self.decisions, signer, base=BASE, old=self.ring.trusted())

    def rotate(self) -> None:
        key, now = self.safe.new_key(), self._tick()
        self.safe.change(lambda ring: (ring or self.ring).rotated(KeyPurpose.CERTIFICATES, key, now=now))

    def issue(self, examination: int) -> Document:
        signer, now = self.safe.signer(KeyPurpose.CERTIFICATES), self._tick()
        built = report.build(**sample_case.authentic().records(), issuer=ISSUER, safe=True)
        signed = proof.sign({**built, "examination": examination, "created": proof.timestamp(now)}, signer, created=now)
        place = self.decisions.place(f"urn:adriel:{built['case']}:{examination}", signed["versions"])
        self.publisher.renew(now=now)
        unsigned = credential.build(report=signed, entries=lists.entries(BASE, place.list, place.index), now=now)
        return proof.sign(unsigned, signer, created=now)

    def decide(self, certificate: Document, action: Action) -> None:
        self.decisions.decide(certificate["id"], action, now=self._tick(), **WHY)
        self.publisher.carry_out([certificate["id"]], now=self.now)

    def recall(self, version: str) -> None:
        hit = self.decisions.recall("calibration", version, now=self._tick(), **WHY)
        self.publisher.carry_out([place.certificate for place in hit], now=self.now)

    def published(self) -> dict[str, bytes]:
        """The lists by their addresses."""
        return {lists.address(BASE, 0, purpose): self.store.get(f"{PUBLIC}0/{purpose}") for purpose in Purpose}

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def we_say(issuer: Issuer, certificate: Document) -> Said:
    beside = Beside(trusted=issuer.ring.trusted(), fetch=issuer.published().get)
    found = verify_document(pretty(certificate), now=datetime.now(UTC), beside=beside)
    (status,) = (step for step in found.steps if step.name == "status")
    others = all(step.status is not Status.FAILED for step in found.steps if step.name != "status")
    assert found.valid is (others and status.status is Status.PASSED)
    return Said(others, status.why.startswith("REVOKED"), status.why.startswith("SUSPENDED"))


def the_library_says(library: Library, issuer: Issuer, certificate: Document) -> Said:
    documents = {address: canonical.parse(data) for address, data in issuer.published().items()}
    answer = library.ask("verify", credential=certificate, documents={**documents, ISSUER: did.document(issuer.ring)})
    statuses = answer["statuses"]
    return Said(answer["verified"], statuses.get("revocation", False), statuses.get("suspension", False))


def offline(issuer: Issuer, certificate: Document) -> bool:
    beside = Beside(trusted=issuer.ring.trusted())
    found = verify_document(pretty(certificate), now=datetime.now(UTC), beside=beside)
    assert next(step for step in found.steps if step.name == "status").status is Status.NOT_CHECKED
    return found.valid


def test_both_say_the_same_through_rotations_a_revocation_a_recall_and_a_loss(tmp_path: Path, library: Library) -> None:
    issuer = Issuer(tmp_path)

    def both_say(first: Said, second: Said) -> None:
        for certificate, said in ((one, first), (two, second)):
            library_said = the_library_says(library, issuer, certificate)
            assert library_said == said
            # Revoked and suspended: the library tells both, and we the graver.
            assert we_say(issuer, certificate) == (REVOKED if said == BOTH else said)
            assert offline(issuer, certificate)

    one = issuer.issue(1)
    issuer.rotate()
    two = issuer.issue(2)
    both_say(GOOD, GOOD)
    issuer.decide(one, Action.REVOKE)
    both_say(REVOKED, GOOD)
    issuer.rotate()
    issuer.decide(two, Action.SUSPEND)
    both_say(REVOKED, SUSPENDED)
    issuer.decide(two, Action.RESTORE)
    issuer.rotate()
    both_say(REVOKED, GOOD)
    issuer.recall(two["credentialSubject"]["versions"]["calibration"])
    both_say(BOTH, SUSPENDED)
    lost = issuer.ring.keys[1].multikey
    issuer.safe.change(lambda ring: (ring or issuer.ring).compromised(lost, lost_at=0, now=issuer.now))
    assert not the_library_says(library, issuer, two).genuine
    assert not we_say(issuer, two).genuine
    assert the_library_says(library, issuer, one) == BOTH
