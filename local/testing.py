"""``./adriel test``: every check of the project, each under its heading. What ``.ci/run`` calls."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local import bootstrap, chromium

HOME = Path(__file__).resolve().parent.parent
MADE_FROM = HOME / ".venv" / "adriel-tests-requirements.txt"


@dataclass(frozen=True)
class Check:
    """A tool to run, as a module of the environment: scripts in ``bin`` break in long paths."""

    name: str
    arguments: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """How a check ended.

    :ivar code: what the tool returned; 0 is success.
    """

    check: Check
    code: int
    seconds: float


HELP = """\
usage: adriel test [pytest's options and arguments]

Without arguments, runs every check: style, format, import contracts, types, tests.
With arguments, runs the tests alone and hands the arguments to pytest:
  ./adriel test -m "not slow"
  ./adriel test tests/models -k years
"""

TESTS = Check("tests", ["-m", "pytest"])
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")
"""All of them: two at a time, each file in one process, as its fixtures start servers and workers."""
CHECKS = (
    Check("style", ["-m", "ruff", "check", "."]),
    Check("format", ["-m", "ruff", "format", "--check", "."]),
    Check("import contracts", ["-c", "from importlinter.cli import lint_imports_command as main; main()"]),
    Check("types", ["-m", "mypy"]),
    Check(TESTS.name, [*TESTS.arguments, *SIDE_BY_SIDE]),
)


def main(arguments: Sequence[str], checks: Sequence[Check] = CHECKS) -> int:
    """Run every check; with arguments, only the tests, and hand the arguments to pytest. Return the exit code."""
    if list(arguments) in (["-h"], ["--help"]):
        print(HELP, end="")
        return 0
    try:
        _install()
    except (bootstrap.InstallFailed, OSError) as fault:
        bootstrap.say(str(fault))
        return 1
    chromium.ensure(os.environ, root=os.geteuid() == 0)
    if arguments:
        return _run(Check("tests", [*TESTS.arguments, *arguments])).code
    outcomes = [_run(check) for check in checks]
    _summarise(outcomes)
    return int(any(outcome.code for outcome in outcomes))


def _install() -> None:
    requirements = HOME / "tests" / "requirements.txt"
    with bootstrap.alone(HOME):
        if bootstrap.is_installed(requirements, MADE_FROM):
            return
        bootstrap.say(f"installing the tools of the tests ({bootstrap.count_packages(requirements)} packages, once)")
        bootstrap.install(HOME, requirements, MADE_FROM)


def _run(check: Check) -> Outcome:
    width = shutil.get_terminal_size().columns
    print(f"\n── {check.name} ".ljust(min(width, 80), "─"), flush=True)
    started = time.monotonic()
    env = {**os.environ, "PYTHONPATH": str(HOME)}
    done = subprocess.run([sys.executable, *check.arguments], cwd=HOME, env=env, check=False)
    return Outcome(check, done.returncode, time.monotonic() - started)


def _summarise(outcomes: Sequence[Outcome]) -> None:
    print("\n── summary ".ljust(80, "─"))
    for outcome in outcomes:
        print(f"{outcome.check.name:<18} {'FAILED' if outcome.code else 'passed':<8} {outcome.seconds:6.1f} s")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
