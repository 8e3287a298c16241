from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from pipeline import multikey
from pipeline.keyring.ring import KeyRing, Purpose, RingFault
from tests.support.note_keys import Signer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EMPTY = KeyRing(issuer="did:web:adriel.example", origin="adriel.example/log")


def name(seed: int) -> str:
    return multikey.encode(Signer(seed).public)


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


@pytest.fixture
def ring() -> KeyRing:
    """Two keys for certificates, one after the other, and one for the log."""
    first = EMPTY.rotated(Purpose.CERTIFICATES, name(1), now=NOW).rotated(Purpose.LOG, name(2), now=NOW)
    return first.rotated(Purpose.CERTIFICATES, name(3), now=days(30))


def test_a_rotation_ends_one_keys_time_and_begins_anothers(ring: KeyRing) -> None:
    old, log, new = ring.keys
    assert (old.state, old.valid_until) == ("retired", "2026-12-24T09:00:00Z")
    assert (new.state, new.valid_from, new.valid_until) == ("signs", "2026-12-24T09:00:00Z", None)
    assert ring.active(Purpose.CERTIFICATES) == new
    assert ring.active(Purpose.LOG) == log


def test_verifiers_get_every_key_with_its_time(ring: KeyRing) -> None:
    old, new = ring.trusted()
    assert old.method == f"did:web:adriel.example#{name(1)}"
    assert (old.valid_from, old.valid_until, old.lost_at) == ("2026-11-24T09:00:00Z", "2026-12-24T09:00:00Z", None)
    assert (new.multikey, new.valid_until) == (name(3), None)
    assert [key.public for key in ring.log_keys()] == [Signer(2).public]


def test_a_key_that_was_lost_signs_no_more_and_the_earliest_loss_stands(ring: KeyRing) -> None:
    lost = ring.compromised(name(3), lost_at=500, now=days(40))
    assert lost.find(name(3)).state == "compromised"
    assert lost.active(Purpose.CERTIFICATES) is None
    assert lost.trusted()[1].lost_at == 500
    assert lost.compromised(name(3), lost_at=700, now=days(41)).find(name(3)).lost_at == 500
    assert lost.compromised(name(3), lost_at=20, now=days(41)).find(name(3)).lost_at == 20


def test_a_log_key_that_was_lost_proves_nothing(ring: KeyRing) -> None:
    assert ring.compromised(name(2), lost_at=0, now=days(1)).log_keys() == ()


def test_what_a_retired_key_signed_still_counts(ring: KeyRing) -> None:
    retired = ring.retired(name(3), now=days(50))
    assert len(retired.trusted()) == 2
    assert retired.active(Purpose.CERTIFICATES) is None
    with pytest.raises(RingFault, match="no more since"):
        retired.retired(name(3), now=days(60))


def test_a_key_is_found_by_enough_of_its_name(ring: KeyRing) -> None:
    assert ring.find(name(1)[-6:]).multikey == name(1)
    for ask, why in (("", "no key"), ("zzz", "no key"), ("z6Mk", "several")):
        with pytest.raises(RingFault, match=why):
            ring.find(ask)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "adriel"},
        {"origin": "a b"},
        {"keys": [{"purpose": "log", "multikey": "z6Mk", "valid_from": "2026-11-24T09:00:00Z"}]},
        {"keys": [{"purpose": "log", "multikey": name(1), "valid_from": "some day"}]},
        {"keys": [{"purpose": "log", "multikey": name(1), "valid_from": "2026-11-24T09:00:00Z", "lost_at": 1}]},
        {
            "keys": [
                {
                    "purpose": "log",
                    "multikey": name(1),
                    "valid_from": "2026-11-24T09:00:00Z",
                    "valid_until": "2025-11-24T09:00:00Z",
                }
            ]
        },
        {"keys": [{"purpose": "log", "multikey": name(k), "valid_from": "2026-11-24T09:00:00Z"} for k in (1, 1)]},
        {"keys": [{"purpose": "log", "multikey": name(k), "valid_from": "2026-11-24T09:00:00Z"} for k in (1, 2)]},
    ],
)
def test_what_is_no_ring_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KeyRing.model_validate({**EMPTY.model_dump(), **change})
