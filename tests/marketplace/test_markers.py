"""What is private stays where it belongs: markers go into a real case, and are looked for everywhere."""

import io
from dataclasses import dataclass

import pytest
from PIL import Image

from marketplace.authentication.models import Case
from marketplace.authentication.services import reviewing
from marketplace.users.models import User
from tests.marketplace import rights
from tests.support import marked
from tests.support.api_case import CLAIM, announced, opened, sent, submitted
from tests.support.fleet import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ENDED = {"authentic", "inconclusive", "counterfeit", "failed"}
ADDRESS = "marker-7731@example.org"
VIEWS = ("dial", "caseback")


@dataclass(frozen=True)
class Allowed:
    """Where a marker may be.

    :ivar answers: role and endpoint. :ivar columns: of the database. :ivar blobs: folders and files of the case's.
    """

    answers: frozenset[tuple[str, str]] = frozenset()
    columns: frozenset[str] = frozenset()
    blobs: frozenset[str] = frozenset()


PRIVATE = {
    marked.SERIAL: Allowed(
        frozenset(
            {("owner", "case"), ("owner", "export"), ("assigned expert", "case"), ("assigned expert", "expert_case")}
        ),
        frozenset({"authentication_case.serial"}),
        frozenset({"1/case.json"}),
    ),
    marked.PLACE: Allowed(blobs=frozenset({"photos"})),
    marked.FILE: Allowed(),
    marked.REASON: Allowed(
        frozenset({("owner", "export"), ("expert", "expert_case"), ("assigned expert", "expert_case")}),
        frozenset({"authentication_appeal.reason"}),
    ),
    ADDRESS: Allowed(frozenset({("owner", "me"), ("owner", "export")}), frozenset({"users_user.email"})),
}
"""The pipeline is given the serial number to examine it, and photos as they were sent. An appeal is addressed to
experts: to each whom the case may be given to."""


def carried(owner, supervisor):
    """Send a case that carries every marker, see it examined, and ask for experts; return its id."""
    case = opened(owner, claim={**CLAIM, "serial": marked.SERIAL})
    for view in VIEWS:
        assert sent(announced(owner, case, view), marked.photo(view), f"{marked.FILE}.jpg").status_code == 204
    assert submitted(owner, case).status_code == 202
    wait_until(lambda: Case.objects.get(pk=case).state in ENDED, 120.0, supervisor.tend)
    answer = owner.post(f"/api/v1/cases/{case}/appeal", {"reason": marked.REASON}, format="json")
    assert answer.status_code < 300, answer.json()
    return case


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


def answers(world):
    """Return what every address of the API that is read answers to every role."""
    reads = [each for each in rights.endpoints() if each.method == "GET"]
    return {
        (role, each.name): body(world.client(role).get(world.address(each))) for role in rights.ROLES for each in reads
    }


def where(said, marker, case):
    """Return where a marker is."""
    own = {key.removeprefix(f"cases/{case}/") for key in marked.blobs_with(marker)}
    return Allowed(
        frozenset(asked for asked, text in said.items() if marker.encode() in text),
        frozenset(marked.columns_with(marker)),
        frozenset("photos" if key.startswith("photos/") else key for key in own),
    )


def test_no_marker_is_found_where_it_does_not_belong(tmp_path, capfd):
    world = rights.build()
    owner, expert = world.people["owner"], world.people["assigned expert"]
    User.objects.filter(pk=owner.pk).update(email=ADDRESS)
    with marked.listening() as redis, marked.workers(tmp_path) as (supervisor, log):
        case = carried(world.client("owner"), supervisor)
        reviewing.take(case_id=case, expert=expert)
        world.values.update(case=case, reviewed=case)
        said = answers(world)
    logged = log.read_text() + "".join(capfd.readouterr())
    assert case in redis.text, "what is sent to workers, and what they tell, is heard"
    assert "Task pipeline." in logged or case in logged, "what workers log is read"
    assert {marker: where(said, marker, case) for marker in PRIVATE} == PRIVATE
    assert [marker for marker in PRIVATE if marker in redis.text + logged] == []
    assert not Image.open(io.BytesIO(said["owner", "case_photo"])).getexif(), "of what the camera wrote nothing is left"
