"""What one case leaves behind for later ones on the same machine."""

import stat

from pipeline import seen
from pipeline.adapters.seen import load_head
from pipeline.cli.remembered import owner
from pipeline.seen import remember
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import Desk


def test_an_installation_is_one_owner_and_another_is_another(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    assert owner(one) == owner(one)
    assert owner(one) != owner(other)
    assert len(bytes.fromhex(owner(one))) == 32


def test_the_secret_is_its_owners_alone(tmp_path):
    owner(tmp_path)
    (secret,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_case_without_records_leaves_nothing_behind_and_is_no_fault(tmp_path):
    desk = Desk(tmp_path)
    case, _ = desk.open(watch_photo(1))
    remember(desk.store, case)
    assert load_head(desk.store, seen.head(desk.store)).segments == ()
