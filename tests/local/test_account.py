"""As whom a server runs, and when it is let past closed folders."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from local import account, children

PROGRAM = Path("/bin/sh")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a server as somebody else")


@pytest.fixture
def open_folder():
    """A folder that everybody can reach; pytest's own are closed."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@as_root
def test_new_data_is_an_own_users_who_passes_nothing_where_everything_is_open(open_folder: Path):
    assert account.for_server(open_folder / "data", [PROGRAM]) == account.Account(account.UNPRIVILEGED, passes=False)


@as_root
def test_data_that_exists_is_served_as_its_owner(open_folder: Path):
    data = open_folder / "data"
    data.mkdir(mode=0o700)
    os.chown(data, 4242, 4242)
    assert account.for_server(data, [PROGRAM]) == account.Account(4242, passes=False)


@as_root
@pytest.mark.parametrize("closed", ["the data", "the program"])
def test_what_is_closed_is_passed(open_folder: Path, closed: str):
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    (folder / "program").touch(mode=0o755)
    data = (folder if closed == "the data" else open_folder) / "data"
    program = folder / "program" if closed == "the program" else PROGRAM
    found = account.for_server(data, [program])
    assert found is not None
    assert found.passes


@as_root
def test_a_program_that_only_root_may_run_is_passed_too(open_folder: Path):
    program = open_folder / "program"
    program.touch(mode=0o700)
    found = account.for_server(open_folder / "data", [program])
    assert found is not None
    assert found.passes


@as_root
def test_whoever_passes_is_told_so_when_they_ask_first(open_folder: Path):
    (closed := open_folder / "closed").mkdir(mode=0o700)
    (closed / "file").touch(mode=0o600)
    asks = [sys.executable, "-c", f"import os, sys; sys.exit(not os.access({str(closed / 'file')!r}, os.R_OK))"]
    assert children.start(asks, account=account.Account(4242, passes=True)).wait() == 0


@as_root
def test_whoever_passes_keeps_nothing_else_of_what_root_may_do():
    reads = [sys.executable, "-c", "print(open('/proc/self/status').read())"]
    with tempfile.TemporaryFile() as said:
        children.start(reads, account=account.Account(4242, passes=True), output=said).wait()
        said.seek(0)
        status = dict(line.split(":", 1) for line in said.read().decode().splitlines() if ":" in line)
    assert [int(status[each], 16) for each in ("CapEff", "CapPrm", "CapInh", "CapAmb")] == [2, 2, 2, 2]


@as_root
def test_what_is_given_is_given_with_all_in_it_and_links_are_not_followed(open_folder: Path):
    mine, given = open_folder / "mine", open_folder / "given"
    mine.touch()
    (given / "deep").mkdir(parents=True)
    (given / "deep" / "file").touch()
    (given / "link").symlink_to(mine)
    account.give(given, account.Account(4242, passes=False))
    assert {path.lstat().st_uid for path in (given, *given.rglob("*"))} == {4242}
    assert mine.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="of an ordinary user")
def test_an_ordinary_user_runs_servers_as_such(tmp_path: Path):
    assert account.for_server(tmp_path, [PROGRAM]) is None
