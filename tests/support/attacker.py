"""Whatever fits the schema and whatever does not, sent to every operation by somebody of each role.

Ids, passwords and keys that exist are put where the schema only asks for text, so that what lies behind them is reached
too. Nothing that is sent stays: each request is undone, so that the next one meets the same people and cases.
"""

import contextlib
from collections.abc import Mapping
from typing import Any

import schemathesis
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as budget
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks

from marketplace.common.problems import CONTENT_TYPE
from tests.support.populated import World

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.unsupported_method,
    checks.missing_required_header,
]


def schema() -> Any:
    """Return the API as it describes itself, to be called in this process."""
    return schemathesis.openapi.from_wsgi(
        "/api/v1/schema", get_wsgi_application(), headers={"Accept": "application/vnd.oai.openapi+json"}
    )


Failures = dict[tuple[str, str], str]
"""By operation and kind, how to repeat the first of each."""


def attack(found: World, role: str, *, examples: int) -> Failures:
    """Send every operation what somebody of a role might: of what fits the schema, and of what does not.

    :param examples: how many requests of each of the two.
    """
    failures: Failures = {}
    for operation in operations():
        for mode in GenerationMode:
            for kind, how in _against(operation, mode, found, role, examples):
                failures.setdefault((operation.label, kind), how)
    return failures


def attack_edges(found: World, role: str) -> Failures:
    """Send every operation what lies just within its schema's bounds and just beyond them, one thing at a time."""
    failures: Failures = {}
    for operation in operations():
        wanted = {"generation_modes": list(GenerationMode), "generation_config": operation.schema.config.generation}
        for case in operation.schema.iter_coverage_cases(operation, **wanted):
            for kind, how in _wrong(case, found, role):
                failures.setdefault((operation.label, kind), how)
    return failures


def operations() -> list[Any]:
    """Return every operation of the schema."""
    return [each.ok() for each in schema().get_all_operations()]


def _against(operation: Any, mode: Any, found: World, role: str, examples: int) -> list[tuple[str, str]]:
    """Return what was wrong with an operation's answers, and how to see it again."""
    failed: list[tuple[str, str]] = []
    names = [each.name for each in operation.path_parameters]

    @seed(20261125)
    @budget(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode), data=st.data())
    def once(case: Any, data: st.DataObject) -> None:
        _aim(case, data, names, found.there)
        failed.extend(_wrong(case, found, role))

    with contextlib.suppress(Unsatisfiable):  # what takes nothing cannot be given the wrong thing
        once()
    return failed


def _aim(case: Any, data: st.DataObject, names: list[str], there: Mapping[str, list[Any]]) -> None:
    """Put what exists where the schema only says of which kind it is."""
    if names:
        case.path_parameters = _aimed(case.path_parameters, data, there)
    if isinstance(case.body, dict):
        case.body = _aimed(case.body, data, there)


def _aimed(said: Mapping[str, Any], data: st.DataObject, there: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {
        name: data.draw(st.sampled_from(there[name]) | st.just(value)) if name in there else value
        for name, value in said.items()
    }


def _wrong(case: Any, found: World, role: str) -> list[tuple[str, str]]:
    """Send a request, undo what it did, and return what was wrong with its answer."""
    caches["default"].clear()  # throttles count for people
    try:
        with transaction.atomic():
            with TestCase.captureOnCommitCallbacks(execute=True):
                answer = case.call(headers=found.log_in(role), buffered=True)  # and so closed
            transaction.set_rollback(True)
        if answer.status_code < 300:
            found.let_in.add(case.operation.label)
        case.validate_response(answer, checks=[*CHECKS, problem_is_documented])
    except FailureGroup as group:
        return [(f"{each.title}: {each.message[:300]}", case.as_curl_command()) for each in group.exceptions]
    return []


class UndocumentedProblem(Failure):
    """A code that the operation does not name."""


def problem_is_documented(_context: Any, answer: Any, case: Any) -> None:
    """Hold a problem's code against those that the operation says it may answer."""
    if answer.headers.get("content-type") != [CONTENT_TYPE]:
        return
    said = case.operation.definition.raw["responses"].get(str(answer.status_code))
    if said is None:
        return  # another check says so
    known = {each["value"]["code"] for each in said["content"][CONTENT_TYPE]["examples"].values()}
    if answer.json()["code"] not in known:
        raise UndocumentedProblem(
            operation=case.operation.label, title="Undocumented problem", message=answer.json()["code"]
        )
