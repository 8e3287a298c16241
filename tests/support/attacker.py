"""Whatever fits the schema and whatever does not, sent to every operation by somebody of each role.

Ids, passwords and keys that exist are put where the schema only asks for text, so that what lies behind them is reached
too. Nothing that is sent stays: each request is undone, so that the next one meets the same people and cases.
"""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import redis
import schemathesis
from django.conf import settings
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as budget
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks

from marketplace.authentication.models import Case, Examination, ReferenceSet
from marketplace.authentication.states import State
from marketplace.common.problems import CONTENT_TYPE
from marketplace.common.stores import blobs
from marketplace.common.uploads import allow, place
from marketplace.users.models import Invitation, Membership, Organisation, Role, User
from models.vocabulary.case import CaseFile
from pipeline import issuer, keys
from pipeline.assembly import RealStages
from pipeline.certificate.shapes import credential_id
from pipeline.locations import ROOT
from pipeline.wiring import Workshop
from tests.support import accounts, issued

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.unsupported_method,
    checks.missing_required_header,
]

PHOTO = (ROOT / "examples" / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()


@dataclass
class World:
    """People of every role, and what there is.

    :ivar tokens: access tokens by role; empty for a stranger.
    :ivar there: by name of a parameter or a member, values that mean something.
    :ivar let_in: operations that did for somebody what they were asked.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    there: dict[str, list[Any]] = field(default_factory=dict)
    let_in: set[str] = field(default_factory=set)


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Make people and cases for the length of a block; nothing of them stays."""
    ends = (request_started, request_finished)
    for each in ends:  # a request would close the connection, and with it the transaction
        each.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield _made()
            transaction.set_rollback(True)
    finally:
        for each in ends:
            each.connect(close_old_connections)
    _forget_messages()


def _forget_messages() -> None:
    """Drop what was sent to workers: nobody is to find it later."""
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as broker:
        for key in broker.scan_iter():
            if broker.type(key) == b"list":
                broker.delete(key)


def _made() -> World:
    people = {
        "member": accounts.new(),
        "staff": accounts.new(),
        "expert": accounts.new(role=Role.EXPERT),
        "operations": accounts.new(role=Role.OPERATIONS),
    }
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Harbour Watches")
    for role, kind in {"staff": Membership.Kind.MANAGER, "member": Membership.Kind.STAFF}.items():
        Membership.objects.create(organisation=store, user=people[role], kind=kind)
    invited = Invitation.objects.create(
        organisation=store,
        email="guest@example.org",
        kind=Membership.Kind.STAFF,
        invited_by=people["staff"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    standing = _standing(people, store)
    cases = [_issued(people["member"], [each for each in standing if each.state == State.IN_REVIEW]), *standing]
    sets = [_reference_set(people["expert"], state) for state in ReferenceSet.State]
    upload = cases[1].photos.get(examination=0)
    known = {
        "case": [each.pk for each in cases],
        "number": [0, 1, 2, 2**31],
        "label": ["dial", "dial-2", "caseback"],
        "key": [upload.key],
        "policy": [allow(upload.key, upload.content_type, at="").fields["policy"]],
        "Content-Type": [upload.content_type],
        "id": [each.pk for each in sets],
        "organisation": [str(store.pk)],
        "member": [str(each.pk) for each in people.values()],
        "invitation": [str(invited.pk)],
        "certificate": [Examination.objects.exclude(certificate="").latest("pk").certificate],
        "email": [each.email for each in people.values()],
        "password": [accounts.PASSWORD],
        "old_password": [accounts.PASSWORD],
        "refresh": [accounts.sessions.pair(people["member"]).refresh],
    }
    return World({"stranger": ""} | {role: accounts.access(user) for role, user in people.items()}, known)


def _issued(owner: User, in_review: Sequence[Case]) -> Case:
    """Return a case whose certificate was issued; its report is that of those in review too."""
    case = Case.objects.create(
        owner=owner, profile="watch", claim={"brand": "Aldenmoor"}, state=State.AUTHENTIC, examination=1
    )
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    issued.issue(shop, case.pk)
    name = credential_id(case.pk, 1)
    Examination.objects.create(case=case, number=1, kind=Examination.Kind.FIRST, outcome="authentic", certificate=name)
    for photo in records_file(case.pk).photos:
        case.photos.create(view=photo.view, content_type="image/jpeg", examination=1, sha256=photo.sha256)
    for each in in_review:
        blobs().create(keys.document(each.pk, 1, "report.json"), blobs().get(keys.document(case.pk, 1, "report.json")))
    return case


def records_file(case: str) -> CaseFile:
    """Return what was handed to the workers."""
    return CaseFile.model_validate_json(blobs().get(keys.case_file(case, 1)))


def _standing(people: Mapping[str, User], store: Organisation) -> list[Case]:
    """Return a case in every state, of a member and of a store: each awaits a photo, which a store has sent."""
    made = []
    for state in State:
        for role, organisation in {"member": None, "staff": store}.items():
            case = Case.objects.create(
                owner=people[role],
                organisation=organisation,
                profile="watch",
                claim={"brand": "Aldenmoor"},
                state=state,
                examination=int(state is not State.DRAFT),
            )
            if case.examination:
                Examination.objects.create(case=case, number=1, kind=Examination.Kind.FIRST)
                sha256 = hashlib.sha256(PHOTO).hexdigest()
                case.photos.create(view="caseback", content_type="image/jpeg", examination=1, sha256=sha256)
                blobs().create(keys.photo(case.pk, sha256), PHOTO)
            awaited = case.photos.create(view="dial", content_type="image/jpeg")
            if role == "staff":
                blobs().create(place(awaited.key), PHOTO)
            made.append(case)
    return made


def _reference_set(keeper: User, state: str) -> ReferenceSet:
    made = ReferenceSet.objects.create(
        kept_by=keeper, brand="Aldenmoor", reference="AT-220", source="The maker's archive.", state=state
    )
    made.photos.create(view="dial", content_type="image/jpeg")
    return made


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
    token = found.tokens[role]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    caches["default"].clear()  # throttles count for people
    try:
        with transaction.atomic():
            with TestCase.captureOnCommitCallbacks(execute=True):
                answer = case.call(headers=headers, buffered=True)  # and so closed
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
