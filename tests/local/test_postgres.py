"""The embedded PostgreSQL, as root and as an ordinary user: private, gone with its command, there again after it."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from local import postgres
from local.account import UNPRIVILEGED
from local.faults import EmbeddedServerFailed, FolderInUse
from tests.support.as_user import Person, ordinary_uid, person
from tests.support.processes import eventually, is_alive

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

SERVE = "with postgres.running(folder) as url:\n print(url, flush=True)\n input()"
COUNT = "with postgres.running(folder) as url, psycopg.connect(url) as c: print(c.execute('{sql}').fetchone()[0])"
WHOSE = {"root": None, "an ordinary user": ordinary_uid()} if os.geteuid() == 0 else {"an ordinary user": None}


@pytest.fixture(scope="module", params=WHOSE.values(), ids=WHOSE)
def somebody(request: pytest.FixtureRequest) -> Iterator[Person]:
    with person(request.param) as made:
        yield made


def said(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def asked(url: str, sql: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        done = connection.execute(sql)
        found = done.fetchone() if done.description else None
        return str(found[0]) if found else ""


def postmaster(url: str) -> int:
    """Return the process id of the server, from the file in its data."""
    return int((Path(asked(url, "SHOW data_directory")) / "postmaster.pid").read_text().split("\n")[0])


def end(child: "subprocess.Popen[str]") -> None:
    child.communicate("\n", timeout=60)
    assert child.returncode == 0


def test_what_was_committed_is_there_at_the_next_start(somebody: Person):
    with somebody.start(SERVE) as first:
        url = said(first)
        asked(url, "CREATE TABLE IF NOT EXISTS kept ()")
        assert asked(url, "SHOW server_version").startswith("18.")
        assert asked(url, "SHOW fsync") == "on"
        end(first)
    assert somebody.run(COUNT.format(sql="SELECT count(*) FROM kept")) == "0"


@linux
def test_a_server_that_is_killed_at_once_is_started_again_within_a_second(somebody: Person):
    """Its parent still runs and has not asked after it: the number in ``postmaster.pid`` is that of a zombie."""
    program = (
        "import os, signal\n"
        "with postgres.running(folder) as url:\n"
        " psycopg.connect(url).close()\n"
        " os.kill(int((folder / 'data/postmaster.pid').read_text().split()[0]), signal.SIGKILL)\n"
        "begun = time.monotonic()\n"
        "with postgres.running(folder) as url: psycopg.connect(url).close()\n"
        "print(time.monotonic() - begun)"
    )
    assert float(somebody.run(program)) < 5.0


STANDS_THERE = {
    "a zombie": "pid = os.fork() or os._exit(0)",
    "a process of the same user": "pid = subprocess.Popen(['sleep', '60'], user=user, stdout=-3, stderr=-3).pid",
    "this process": "pid = os.getpid()",
    "its parent": "pid = os.getppid()",
    "nobody": "pid = 4194000",
}


@linux
@pytest.mark.parametrize("who", STANDS_THERE.values(), ids=STANDS_THERE)
def test_whoever_has_the_number_of_an_old_server_is_left_alone_and_not_taken_for_it(somebody: Person, who: str):
    """A file of a real server is left behind, and the number in it is somebody else's by now."""
    program = (
        "import subprocess\n"
        "with postgres.running(folder) as url: left = (folder / 'data/postmaster.pid').read_text().split('\\n')\n"
        "user = None if os.geteuid() else (folder / 'data').stat().st_uid\n"
        f"{who}\n"
        "(folder / 'data/postmaster.pid').write_text('\\n'.join([str(pid), *left[1:]]))\n"
        "os.chown(folder / 'data/postmaster.pid', *[(folder / 'data').stat().st_uid] * 2)\n"
        "with postgres.running(folder) as url: psycopg.connect(url).close()\n"
        "state = Path(f'/proc/{pid}/stat')\n"
        "print('alive' if state.exists() else 'nobody')"
    )
    assert somebody.run(program) == ("nobody" if "4194000" in who else "alive")


@linux
@pytest.mark.parametrize("left", ["", "garbage\n"])
def test_a_broken_file_of_an_old_server_is_in_nobodys_way(somebody: Person, left: str):
    program = f"(folder / 'data/postmaster.pid').write_text({left!r})\n" + COUNT.format(sql="SELECT 1")
    with somebody.start(SERVE) as first:
        said(first)
        end(first)
    assert somebody.run(program) == "1"


@linux
def test_a_killed_command_takes_its_server_along_and_the_next_finds_what_was_committed(somebody: Person):
    with somebody.start(SERVE) as first:
        url = said(first)
        asked(url, "CREATE TABLE IF NOT EXISTS survives ()")
        server = postmaster(url)
        busy = psycopg.connect(url)  # a client in the middle of something does not hold the server back
        busy.execute("SELECT 1")
        first.kill()
        first.wait()
        begun = time.monotonic()
        assert somebody.run(COUNT.format(sql="SELECT count(*) FROM survives")) == "0"
        busy.close()
    assert time.monotonic() - begun < 10.0
    assert not is_alive(server)


def test_a_second_command_on_the_same_folder_is_refused_and_the_first_goes_on(somebody: Person):
    with somebody.start(SERVE) as first:
        url = said(first)
        second = somebody.start(SERVE)
        output, _ = second.communicate(timeout=30)
        assert second.returncode != 0
        assert "another adriel is using" in output
        assert FolderInUse.__name__ in output
        assert asked(url, "SELECT 1") == "1"
        end(first)


def test_the_permissions_of_no_folder_above_the_data_change(somebody: Person):
    closed = somebody.make_folder("closed")
    program = COUNT.format(sql="SELECT 1")
    above = [closed, *closed.parents]
    before = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above]
    assert somebody.run(program, closed / "deep" / "state") == "1"
    assert [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above] == before


@linux
def test_it_is_reached_through_the_socket_alone_and_by_its_owner_alone(somebody: Person):
    with somebody.start(SERVE) as child:
        url = said(child)
        assert asked(url, "SHOW listen_addresses") == ""
        folder = Path(asked(url, "SHOW unix_socket_directories").strip('"'))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == (
            UNPRIVILEGED if os.geteuid() == 0 and somebody.uid is None else somebody.home.stat().st_uid
        )
        end(child)
    assert not folder.exists()


def test_data_that_was_made_by_half_is_made_anew(somebody: Person):
    place = somebody.make_folder("half made")
    left = somebody.make_folder("half made/data-in-the-making")
    (left / "PG_VERSION").write_text("18\n")
    assert somebody.run(COUNT.format(sql="SELECT 1"), place) == "1"


def test_data_of_another_version_is_not_touched(somebody: Person):
    place = somebody.make_folder("old")
    data = somebody.make_folder("old/data")
    (data / "PG_VERSION").write_text("16\n")
    if os.geteuid() == 0 and somebody.uid is None:
        os.chown(data, UNPRIVILEGED, UNPRIVILEGED)
    program = "try:\n with postgres.running(folder): pass\nexcept postgres.EmbeddedServerFailed as fault: print(fault)"
    assert "was made by PostgreSQL 16" in somebody.run(program, place)


@as_root
def test_what_a_killed_command_of_roots_left_is_in_no_ordinary_users_way():
    with person(ordinary_uid()) as user, person(None) as root:
        with root.start(SERVE) as first:
            url = said(first)
            first.kill()
        assert user.run(COUNT.format(sql="SELECT 1")) == "1"
        assert root.run(COUNT.format(sql="SELECT 1")) == "1"
        assert url


@as_root
def test_an_ordinary_user_is_told_that_data_is_roots_and_root_may_use_a_users():
    program = "try:\n with postgres.running(folder): pass\nexcept postgres.EmbeddedServerFailed as fault: print(fault)"
    with person(ordinary_uid()) as user, person(None) as root:
        place = root.make_folder("state")
        assert root.run(COUNT.format(sql="SELECT 1"), place) == "1"
        root.home.chmod(0o755)
        place.chmod(0o755)
        assert "belongs to another user" in user.run(program, place)
        assert user.run(COUNT.format(sql="SELECT 1")) == "1"
        assert root.run(COUNT.format(sql="SELECT 1"), user.home / "state") == "1"
        assert user.run(COUNT.format(sql="SELECT 1")) == "1"


@as_root
def test_data_that_was_given_to_root_says_how_to_give_it_back(tmp_path: Path):
    (tmp_path / "data").mkdir()
    with pytest.raises(EmbeddedServerFailed, match="chown -R 65530:65530"), postgres.running(tmp_path):
        pass


def test_one_for_tests_starts_empty_and_leaves_nothing():
    with postgres.throwaway() as url:
        assert asked(url, "SHOW fsync") == "off"
        assert asked(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
        folder = Path(asked(url, "SHOW data_directory")).parent
        server = postmaster(url)
    assert not folder.exists()
    assert eventually(lambda: not is_alive(server))


def test_the_log_quotes_nothing_that_a_client_sent(tmp_path: Path):
    with postgres.running(tmp_path) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (address text UNIQUE)")
        insert = "INSERT INTO people VALUES ('somebody@private.example')"
        connection.execute(insert)
        with pytest.raises(psycopg.errors.UniqueViolation, match=r"somebody@private\.example"):
            connection.execute(insert)
    assert "somebody" not in (tmp_path / "log").read_text()


def test_a_server_that_cannot_start_is_explained_in_its_own_words(tmp_path: Path):
    with postgres.running(tmp_path):
        pass
    (tmp_path / "data" / "postgresql.conf").write_text("no such setting = 1\n")
    with pytest.raises(EmbeddedServerFailed, match="syntax error in file"), postgres.running(tmp_path):
        pass


@linux
def test_it_ends_at_once_however_many_clients_are_connected(tmp_path: Path):
    with postgres.running(tmp_path) as url:
        clients = [psycopg.connect(url) for _ in range(3)]
        server = postmaster(url)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5.0
    assert not is_alive(server)
    for client in clients:
        client.close()


def test_its_signal_at_the_parents_death_is_one_that_ends_its_processes_too():
    """A process that computes does not look whether the server still lives; it does heed the server's signal."""
    program = (
        "with postgres.running(folder) as url:\n"
        " c = psycopg.connect(url); print(c.info.backend_pid, flush=True)\n"
        " c.execute('SELECT count(*) FROM generate_series(1, 10000000000)')"
    )
    with person(None) as one, one.start(program) as command:
        backend = int(said(command))
        time.sleep(0.3)
        command.send_signal(signal.SIGKILL)
        command.wait()
        assert eventually(lambda: not is_alive(backend), 10.0)
