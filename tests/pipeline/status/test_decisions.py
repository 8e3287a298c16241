"""Places, decisions and lists in a real store: repeated, raced and killed."""

import contextlib
import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, proof
from pipeline.certificate.proof import Proven
from pipeline.ports import SwapStore
from pipeline.status import lists
from pipeline.status.bitstring import LEAST, Bitstring
from pipeline.status.decisions import Action, Decisions, Place, UnknownCertificate
from pipeline.status.lists import Purpose
from pipeline.status.publisher import PUBLIC, Publisher
from tests.support.mortal import Killed, Mortal
from tests.support.signed import TestSigner

BASE, NOW = "https://adriel.example", datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SIGNER = TestSigner()
CERTIFICATE = "urn:adriel:0123456789abcdef:1"
VERSIONS = {"calibration": "rendered 1/aa", "code": "2026.11"}


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path)


def opened(store: SwapStore) -> Decisions:
    return Decisions(store)


def publisher(store: SwapStore, signer: TestSigner = SIGNER, *old: TestSigner) -> Publisher:
    return Publisher(store, Decisions(store), signer, base=BASE, old=[each.trusted for each in old])


def decided(register: Decisions, *actions: Action, certificate: str = CERTIFICATE) -> None:
    for turn, action in enumerate(actions):
        now = NOW + timedelta(seconds=turn)
        register.decide(certificate, action, reason="because it is tried here", by="operations", now=now)


def shown(store: SwapStore, place: Place) -> dict[Purpose, bool]:
    """What a stranger reads."""
    found = {}
    for entry in lists.entries(BASE, place.list, place.index):
        document = canonical.parse(store.get(f"{PUBLIC}{place.list}/{entry.status_purpose}"))
        assert isinstance(document, dict)
        assert isinstance(proof.verify(document, keys=[SIGNER.trusted]), Proven)
        listed = lists.read(document)
        found[entry.status_purpose] = lists.status(listed, entry, issuer=SIGNER.controller, now=NOW)
    return found


def test_a_certificate_has_one_place_however_often_it_is_asked_for(store: LocalFiles) -> None:
    first, again = (opened(store).place(CERTIFICATE, VERSIONS) for _ in range(2))
    assert first == again
    assert (first.list, first.versions) == (0, VERSIONS)
    others = [opened(store).place(f"urn:adriel:{nth:012d}:1", {}).index for nth in range(20)]
    assert len({first.index, *others}) == 21
    assert max(others) - min(others) > LEAST // 10  # at random, not one after the other


@pytest.mark.parametrize(
    ("actions", "revoked", "suspended"),
    [
        ([], False, False),
        ([Action.REVOKE], True, False),
        ([Action.SUSPEND], False, True),
        ([Action.SUSPEND, Action.RESTORE], False, False),
        ([Action.SUSPEND, Action.RESTORE, Action.SUSPEND], False, True),
        ([Action.REVOKE, Action.RESTORE], True, False),
        ([Action.SUSPEND, Action.REVOKE], True, True),
        ([Action.RESTORE], False, False),
    ],
)
def test_the_lists_say_what_follows_from_all_decisions(
    store: LocalFiles, actions: list[Action], *, revoked: bool, suspended: bool
) -> None:
    register = opened(store)
    place = register.place(CERTIFICATE, VERSIONS)
    decided(register, *actions)
    for _ in range(2):
        publisher(store).carry_out([CERTIFICATE], now=NOW)
        assert shown(store, place) == {Purpose.REVOCATION: revoked, Purpose.SUSPENSION: suspended}


def test_only_the_one_certificate_is_touched(store: LocalFiles) -> None:
    register = opened(store)
    places = [register.place(f"urn:adriel:{nth:012d}:1", {}) for nth in range(5)]
    decided(register, Action.REVOKE, certificate=places[2].certificate)
    publisher(store).carry_out([places[2].certificate], now=NOW)
    assert [shown(store, each)[Purpose.REVOCATION] for each in places] == [False, False, True, False, False]


def test_every_decision_stays_with_who_when_and_why(store: LocalFiles) -> None:
    register = opened(store)
    register.place(CERTIFICATE, VERSIONS)
    decided(register, Action.SUSPEND, Action.RESTORE)
    kept = register.decisions(CERTIFICATE)
    assert [each.action for each in kept] == [Action.SUSPEND, Action.RESTORE]
    assert kept[0].by == "operations"
    assert (kept[0].reason, kept[0].at) == ("because it is tried here", "2026-11-24T09:00:00Z")


def test_what_was_never_issued_cannot_be_revoked(store: LocalFiles) -> None:
    with pytest.raises(UnknownCertificate):
        decided(opened(store), Action.REVOKE)
    with pytest.raises(UnknownCertificate):
        publisher(store).carry_out([CERTIFICATE], now=NOW)


def test_a_recall_suspends_every_certificate_of_a_version_and_those_alone(store: LocalFiles) -> None:
    register = opened(store)
    old = [register.place(f"urn:adriel:{nth:012d}:1", VERSIONS) for nth in range(4)]
    other = register.place(CERTIFICATE, {**VERSIONS, "calibration": "rendered 2/bb"})
    hit = register.recall("calibration", "rendered 1/aa", reason="it was wrong", by="operations", now=NOW)
    publisher(store).carry_out([each.certificate for each in hit], now=NOW)
    publisher(store).publish(other.list, Purpose.SUSPENSION, now=NOW)
    assert sorted(each.certificate for each in hit) == sorted(each.certificate for each in old)
    assert all(shown(store, each)[Purpose.SUSPENSION] for each in old)
    assert not shown(store, other)[Purpose.SUSPENSION]
    assert register.recalled(VERSIONS) is not None
    assert register.recalled(other.versions) is None


def test_issuing_is_stopped_and_goes_on(store: LocalFiles) -> None:
    register = opened(store)
    assert register.stopped() is None
    for turn, stopped in enumerate([True, False, True]):
        now = NOW + timedelta(seconds=turn)
        register.stop(stopped=stopped, reason="a drill of ours", by="operations", now=now)
        assert (register.stopped() is not None) is stopped


def test_full_lists_are_followed_by_further_ones(store: LocalFiles) -> None:
    register = Decisions(store, capacity=8)
    places = [register.place(f"urn:adriel:{nth:012d}:1", {}) for nth in range(30)]
    assert len({(each.list, each.index) for each in places}) == 30
    assert max(each.list for each in places) >= 3
    assert len(opened(store).numbers()) == max(each.list for each in places) + 1


@pytest.mark.parametrize("changes", range(8))
def test_a_killed_process_leaves_a_place_or_none_and_a_list_that_holds(store: LocalFiles, changes: int) -> None:
    mortal = opened(Mortal(store, changes))
    with contextlib.suppress(Killed):
        mortal.place(CERTIFICATE, VERSIONS)
        decided(mortal, Action.REVOKE)
        publisher(Mortal(store, changes)).carry_out([CERTIFICATE], now=NOW)
    register = opened(store)
    place = register.place(CERTIFICATE, VERSIONS)
    if not register.decisions(CERTIFICATE):
        decided(register, Action.REVOKE)
    publisher(store).carry_out([CERTIFICATE], now=NOW)
    assert shown(store, place)[Purpose.REVOCATION]


def _revoke(root: Path, mine: int) -> None:
    register = opened(LocalFiles(root))
    for nth in range(6):
        certificate = f"urn:adriel:{mine:06d}{nth:06d}:1"
        register.place(certificate, {})
        decided(register, Action.REVOKE, certificate=certificate)
        publisher(LocalFiles(root)).carry_out([certificate], now=NOW)


def test_decisions_that_are_carried_out_at_once_are_all_shown(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_revoke, args=(tmp_path, mine)) for mine in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(120)
        assert each.exitcode == 0
    store = LocalFiles(tmp_path)
    places = [opened(store).place(f"urn:adriel:{m:06d}{n:06d}:1", {}) for m in range(3) for n in range(6)]
    assert all(shown(store, each)[Purpose.REVOCATION] for each in places)


def test_a_list_that_somebody_else_signed_is_not_built_on(store: LocalFiles) -> None:
    """It is made again from the decisions: also where the key that signed it was lost, or the list was taken away."""
    register = opened(store)
    place, other = (register.place(each, VERSIONS) for each in (CERTIFICATE, "urn:adriel:zzzzzzzzzzzz:1"))
    decided(register, Action.REVOKE)
    publisher(store).carry_out([CERTIFICATE], now=NOW)
    key = f"{PUBLIC}0/{Purpose.REVOCATION}"
    bits = Bitstring()
    bits[other.index] = True
    theirs = TestSigner(seed=9)
    built = lists.build(base=BASE, number=0, purpose=Purpose.REVOCATION, bits=bits, issuer=theirs.controller, now=NOW)
    for laid in (canonical.canonical(proof.sign(built, theirs, created=NOW)), b"nonsense", None):
        if laid is None:
            store.delete(key)
        else:
            assert store.swap(key, store.get(key), laid)
        publisher(store).publish(0, Purpose.REVOCATION, now=NOW)
        assert shown(store, place)[Purpose.REVOCATION]
        assert not shown(store, other)[Purpose.REVOCATION]


def test_after_the_key_was_rotated_lists_go_on(store: LocalFiles) -> None:
    before = TestSigner(seed=9, controller=SIGNER.controller)
    register = opened(store)
    place = register.place(CERTIFICATE, VERSIONS)
    decided(register, Action.REVOKE)
    publisher(store, before).carry_out([CERTIFICATE], now=NOW)
    for purpose in Purpose:
        publisher(store, SIGNER, before).publish(0, purpose, now=NOW)
    assert shown(store, place)[Purpose.REVOCATION]
