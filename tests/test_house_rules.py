"""The rules of the house, kept by machine: docs/architecture.md gives their reasons."""

import ast
import hashlib
import importlib
import inspect
import os
import pkgutil
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import models
import pipeline
from models.vocabulary.errors import AdrielError
from models.vocabulary.photo import Flaw, Rejection
from models.vocabulary.views import Component, View
from models.vocabulary.words import (
    COMPONENT,
    EXAMINER,
    FLAW,
    FLAW_REMEDY,
    REJECTION,
    REJECTION_REMEDY,
    UNAVAILABLE,
    VIEW,
)

REPO = Path(__file__).resolve().parents[1]
SHARED = REPO.parent / "shared" / "data"
PACKAGES = ("models", "pipeline", "local")
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 400, 60, 12

SOURCES = sorted(path for package in PACKAGES for path in (REPO / package).rglob("*.py"))
POSITIONAL = inspect.Parameter.POSITIONAL_OR_KEYWORD
LOCKS = ("requirements.txt", "tests/requirements.txt")


def _name(path: Path) -> str:
    return path.relative_to(REPO).as_posix()


@cache
def _tracked() -> list[Path]:
    listing = subprocess.run(["git", "-C", REPO, "ls-files", "-z"], capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout: what is tracked is unknown")
    return [path for name in listing.stdout.split("\0") if name and (path := REPO / name).is_file()]


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function of a file with its lines, docstring left out: words are no complexity."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield f"{_name(path)}:{node.lineno} {node.name}", lines


# Shape


def test_no_file_is_too_long() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_too_long_and_most_are_short(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = [each for path in SOURCES for each in _functions(path)]
    median = statistics.median(lines for _, lines in lengths)
    with capsys.disabled():
        print(f" {len(lengths)} functions, median {median:g} lines, longest {max(lines for _, lines in lengths)}")
    assert [each for each in lengths if each[1] > LONGEST_FUNCTION] == []
    assert median <= MEDIAN_FUNCTION


def test_imports_point_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"]
    done = subprocess.run(
        command, cwd=REPO, env={**os.environ, "PYTHONPATH": str(REPO)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# What a process loads


@pytest.mark.parametrize("settings", [None, "marketplace.config.settings.development"])
@pytest.mark.parametrize("module", ["pipeline.tasks", "pipeline.app", "pipeline.cli", "pipeline.worker"])
def test_a_process_of_the_pipeline_is_free_of_django(module: str, settings: str | None) -> None:
    env = {**os.environ, "PYTHONPATH": str(REPO), "REDIS_URL": "redis://127.0.0.1:1"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    if settings:
        env["DJANGO_SETTINGS_MODULE"] = settings
    program = (  # kombu writes Django's lazy texts where Django is installed: that helper reaches nothing
        f"import importlib, sys; importlib.import_module({module!r});"
        "forbidden = ('django.conf', 'django.apps', 'django.db', 'rest_framework', 'channels', 'marketplace');"
        "print([name for name in sys.modules if name.startswith(forbidden)])"
    )
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_sending_a_case_loads_no_opencv() -> None:
    program = (
        "import sys, pipeline.workflow; print([n for n in ('cv2', 'rapidocr', 'onnxruntime') if n in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(REPO)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


# Words and errors


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (Rejection, REJECTION),
        (Rejection, REJECTION_REMEDY),
        (Flaw, FLAW),
        (Flaw, FLAW_REMEDY),
        (Component, COMPONENT),
        (View, VIEW),
    ],
)
def test_every_code_that_a_person_may_meet_has_its_words(codes: type, table: dict[object, str]) -> None:
    assert set(table) == set(codes)  # type: ignore[call-overload]
    assert all(text.strip() for text in table.values())


def _causes() -> set[str]:
    """Return every code with which an examiner may be unavailable: as documented, and as the code writes it."""
    from pipeline.ports import NoAnswer

    documented = set(re.findall(r"``([a-z ]+)``", (NoAnswer.__doc__ or "").partition(":ivar passing")[0]))
    written = {
        node.value
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"NoAnswer", "Unavailable", "Failed", "Fault"}
        for node in (*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "why"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return documented | written


def test_every_examiner_and_every_cause_of_its_silence_has_its_words() -> None:
    from pipeline.examiners.registry import REGISTRY

    assert {"no key", "malformed answer", "time limit", "bad request"} <= _causes()
    assert _causes() - {"service", "quota", "us"} <= set(UNAVAILABLE)  # a Fault names whom to blame, too
    assert set(REGISTRY) <= set(EXAMINER)


def _errors() -> list[type[AdrielError]]:
    """Return every error of the project: all its modules are imported, so that none hides."""
    for package in (models, pipeline):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found: set[type[AdrielError]] = set()
    pending = [AdrielError]
    while pending:
        found.add(kind := pending.pop())
        pending += kind.__subclasses__()
    return sorted(found, key=lambda kind: kind.__qualname__)


def _example(parameter: inspect.Parameter) -> object:
    """Return an argument of the parameter's type, unlike its default."""
    match str(parameter.annotation).removeprefix("<class '").removesuffix("'>"):
        case _ if parameter.name == "reason":
            return next(iter(Rejection)).value
        case "int":
            return 7
        case "float":
            return 7.5
        case "list[str]":
            return ["one", "two"]
        case _:
            return f"a {parameter.name}"


def _comes_back_otherwise(kind: type[AdrielError]) -> bool:
    """Rebuild an error as Celery's JSON backend does: module, name and ``args`` are all that it keeps."""
    own = inspect.isfunction(kind.__init__)
    given = inspect.signature(kind).parameters.values() if own else [inspect.Parameter("message", POSITIONAL)]
    parameters = [each for each in given if each.kind is POSITIONAL]
    error = kind(*map(_example, parameters))
    again = getattr(sys.modules[kind.__module__], kind.__name__)(*error.args)
    same = (type(again), vars(again), str(again), again.args) == (kind, vars(error), str(error), error.args)
    return len(error.args) != len(parameters) or not same


def test_every_error_is_rebuilt_whole_from_its_arguments() -> None:
    kinds = _errors()
    assert len(kinds) > 5
    assert [kind.__qualname__ for kind in kinds if _comes_back_otherwise(kind)] == []


# Settings


def _settings() -> set[str]:
    """Return what looks like an environment variable: anywhere by its prefix, in the wiring whatever its name."""
    ours = re.compile(r"(ADRIEL|GEMINI|GOOGLE|REDIS|AWS)_[A-Z0-9_]*[A-Z0-9]")
    named = {text for path in SOURCES for text in _strings(path) if ours.fullmatch(text)}
    wired = {
        text for text in _strings(REPO / "pipeline" / "wiring.py") if re.fullmatch(r"[A-Z0-9]+(_[A-Z0-9]+)+", text)
    }
    return named | wired


def _strings(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_setting_is_in_the_readme() -> None:
    readme = (REPO / "README.md").read_text()
    assert {"ADRIEL_BLOBS", "REDIS_URL"} <= _settings()
    assert {setting for setting in _settings() if f"`{setting}`" not in readme} == set()


def test_only_the_wiring_reads_the_environment() -> None:
    reading = re.compile(r"os\.environ|os\.getenv|from os import .*environ")
    readers = {
        _name(path)
        for path in SOURCES
        if path.parts[-2:] != ("pipeline", "wiring.py") and reading.search(path.read_text())
    }
    allowed = {name for name in readers if name.startswith(("local/", "pipeline/cli/"))}
    assert readers - allowed == set()


# What is handed out


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_and_hashes_everything_and_names_no_registry(lock: str) -> None:
    text = (REPO / lock).read_text()
    blocks = [block for block in re.split(r"\n(?=\S)", text) if block and not block.startswith("#")]
    assert [block for block in blocks if "==" not in block.split("\n")[0] or "--hash=sha256:" not in block] == []
    assert [line for line in text.splitlines() if re.search(r"https?:|--(extra-)?index|--find-links|file:", line)] == []


def _pins(lock: str) -> dict[str, set[str]]:
    """Return the versions by name; a package may be pinned differently for different Pythons."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==([^\s;\\]+)", (REPO / lock).read_text(), re.MULTILINE
    ):
        pins.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_satisfies_the_project(lock: str) -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((REPO / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] if lock == LOCKS[0] else project["dependency-groups"]["test"]
    pins = _pins(lock)
    for requirement in map(Requirement, wanted):
        versions = pins.get(re.sub(r"[-_.]+", "-", requirement.name).lower(), set())
        assert versions, f"{requirement.name} is not pinned; compile the lock again"
        assert all(requirement.specifier.contains(version, prereleases=True) for version in versions), requirement


def test_the_two_lock_files_agree() -> None:
    ours, tests = _pins(LOCKS[0]), _pins(LOCKS[1])
    assert {name: (ours[name], tests[name]) for name in ours.keys() & tests.keys() if ours[name] != tests[name]} == {}


def test_nothing_that_is_tracked_names_a_registry_or_a_folder_of_one_machine() -> None:
    forbidden = re.compile(
        "|".join(
            [
                r"pypi\.org/simple",
                r"files\.pythonhosted",
                r"/root/",
                r"/home/[a-z]+/",
                r"/Users/[a-z]+/",
                "/opt/" + "pypi",
                "/work" + "/",
            ]
        ).encode()
    )
    found = {
        _name(path): match[0]
        for path in _tracked()
        if path != Path(__file__) and (match := forbidden.search(path.read_bytes()))
    }
    assert found == {}


def test_no_file_that_was_lent_is_handed_on() -> None:
    if not SHARED.is_dir():
        pytest.skip("the lent photos and fixtures are not on this machine")
    lent = {_digest(path) for path in SHARED.rglob("*") if path.is_file() and path.stat().st_size > 0}
    assert [_name(path) for path in _tracked() if path.stat().st_size > 0 and _digest(path) in lent] == []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
