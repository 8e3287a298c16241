"""The embedded Redis: private, reached through a socket alone, and gone with its command."""

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import redis as client

from local import folders, redis
from local.faults import FolderInUse
from tests.support.processes import eventually, is_alive

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def socket_of(url: str) -> Path:
    return Path(url.removeprefix("unix://"))


def asked(url: str) -> dict:
    with client.Redis.from_url(url) as connection:
        return connection.info() | connection.config_get("*")


def listening_on_tcp(pid: int) -> set[str]:
    """Return the inodes of TCP sockets among a process's open files."""
    links = [str(each.readlink()) for each in (Path("/proc") / str(pid) / "fd").iterdir()]
    own = {match[1] for link in links if (match := re.fullmatch(r"socket:\[(\d+)\]", link))}
    tables = [(Path("/proc") / str(pid) / "net" / name).read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    return own & {line.split()[9] for table in tables for line in table}


@linux
def test_no_tcp_port_is_open():
    with redis.embedded() as url:
        assert listening_on_tcp(asked(url)["process_id"]) == set()


def test_only_its_owner_can_reach_the_socket():
    with redis.embedded() as url:
        folder = socket_of(url).parent.stat()
        assert stat.S_IMODE(folder.st_mode) == 0o700
        assert folder.st_uid == os.geteuid()


def test_nothing_is_evicted_and_nothing_written_to_disk():
    with redis.embedded() as url:
        state = asked(url)
    assert (state["maxmemory-policy"], state["save"], state["appendonly"]) == ("noeviction", "", "no")


def test_server_and_folder_are_gone_afterwards():
    with redis.embedded() as url:
        pid = asked(url)["process_id"]
    assert not is_alive(pid)
    assert not socket_of(url).parent.exists()


@linux
def test_a_killed_command_takes_its_server_along_and_the_next_one_removes_its_folder():
    program = (
        "import time; from local import redis\nwith redis.embedded() as url: print(url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as command:
        assert command.stdout is not None
        url = command.stdout.readline().strip()
        pid = asked(url)["process_id"]
        command.send_signal(signal.SIGKILL)
        command.wait()
    assert eventually(lambda: not is_alive(pid))
    assert socket_of(url).parent.exists()
    with redis.embedded():
        assert not socket_of(url).parent.exists()


def test_commands_side_by_side_leave_each_other_alone():
    with redis.embedded() as first, redis.embedded() as second:
        assert asked(first)["process_id"] != asked(second)["process_id"]
        with redis.embedded():
            assert socket_of(first).exists()


KEEP = (
    "import sys; from pathlib import Path; from local import redis\n"
    "with redis.kept(Path(sys.argv[1])) as url: print(url, flush=True); input()"
)


def keeping(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", KEEP, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_what_was_written_is_there_at_the_next_start(tmp_path: Path):
    with redis.kept(tmp_path / "a folder") as url, client.Redis.from_url(url) as connection:
        connection.set("kept", "yes")
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with redis.kept(tmp_path / "a folder") as url, client.Redis.from_url(url) as connection:
        assert connection.get("kept") == b"yes"


@linux
def test_what_was_written_outlives_a_command_that_is_killed(tmp_path: Path):
    with keeping(tmp_path) as command:
        assert command.stdout is not None
        url = command.stdout.readline().strip()
        with client.Redis.from_url(url) as connection:
            connection.rpush("queue", *range(100))
            pid = connection.info()["process_id"]
        command.kill()
        command.wait()
        with redis.kept(tmp_path) as again, client.Redis.from_url(again) as connection:
            assert not is_alive(pid)
            assert connection.llen("queue") == 100


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path):
    with redis.kept(tmp_path) as url, client.Redis.from_url(url) as connection:
        connection.set("first", "1")
        connection.set("second", "2" * 100)
    file = tmp_path / "data" / "appendonly.aof"
    file.write_bytes(file.read_bytes()[:-20])
    with redis.kept(tmp_path) as url, client.Redis.from_url(url) as connection:
        assert connection.keys("*") == [b"first"]


def test_a_second_command_on_the_same_folder_is_refused(tmp_path: Path):
    with redis.kept(tmp_path) as url:
        with pytest.raises(FolderInUse, match="another adriel is using"), redis.kept(tmp_path):
            pass
        assert asked(url)["appendonly"] == "yes"


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "log").touch()


STRANGE = {
    "a name that is no number": ("1x-foo", _folder),
    "a name without anything": ("", _folder),
    "a file": ("file", Path.touch),
    "a link to nowhere": ("link", lambda path: path.symlink_to("/nonexistent")),
    "a pipe": ("pipe", os.mkfifo),
}


@pytest.mark.parametrize(("name", "make"), STRANGE.values(), ids=STRANGE)
def test_strange_things_of_that_name_stop_nobody(tmp_path: Path, name: str, make):
    make(tmp_path / f"{redis.PREFIX}{name}")
    folders.sweep(redis.PREFIX, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir() and not path.is_symlink()] == []


def test_a_link_to_a_folder_of_ours_is_not_followed(tmp_path: Path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").touch()
    (tmp_path / f"{redis.PREFIX}link").symlink_to(tmp_path / "precious")
    folders.sweep(redis.PREFIX, tmp_path)
    assert (tmp_path / "precious" / "file").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of another user's")
def test_the_folder_of_another_user_is_left_alone(tmp_path: Path):
    left = tmp_path / f"{redis.PREFIX}theirs"
    left.mkdir()
    os.chown(left, 65534, 65534)
    folders.sweep(redis.PREFIX, tmp_path)
    assert left.exists()


def test_a_folder_that_is_swept_before_it_is_locked_is_made_again(tmp_path: Path):
    program = (
        "import time; from pathlib import Path; from local import folders, redis\n"
        "print('sweeping', flush=True); end = time.monotonic() + 60\n"
        f"while time.monotonic() < end: folders.sweep(redis.PREFIX, Path({str(tmp_path)!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as sweeper:
        assert sweeper.stdout is not None
        sweeper.stdout.readline()
        try:
            for _ in range(2000):
                with folders.private(redis.PREFIX, tmp_path) as folder:
                    (folder / "log").touch()
        finally:
            sweeper.kill()
