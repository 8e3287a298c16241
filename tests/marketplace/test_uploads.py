"""Whatever strangers upload is refused with its reason, when it is sent, when it is submitted, or by the worker."""

import pytest
from django.conf import settings as configured

from marketplace.authentication.models import Case
from marketplace.common.problems import CONTENT_TYPE
from marketplace.common.stores import blobs
from models.vocabulary.case import CaseFile
from models.vocabulary.photo import Rejection
from models.vocabulary.words import rejection
from pipeline import keys, steps
from pipeline.assembly import RealStages
from pipeline.messages import Message
from pipeline.wiring import Workshop
from tests.bad_files import bad_files
from tests.support.api_case import announced, member, opened, sent, submitted

FILES = {name: expected for name, (_, expected) in bad_files().items()}
REFUSED = {name: expected for name, expected in FILES.items() if expected is not None}
USABLE = [name for name, expected in FILES.items() if expected is None]

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(settings):
    settings.CASES_OPEN_AT_ONCE = settings.CASES_A_DAY = len(FILES)
    return member()


def uploaded(client, name):
    """Open a case, and upload a file as its only photo; return the case and the answer."""
    case = opened(client)
    return case, sent(announced(client, case), bad_files()[name][0])


def prepared(case):
    """Return what a worker says of a case's only photo."""
    shop = Workshop(settings=configured.PIPELINE, stages=RealStages(), environment={})
    photo = CaseFile.model_validate_json(blobs().get(keys.case_file(case, 1))).photos[0]
    dispatch = Case.objects.get(pk=case).examinations.get().dispatch
    return steps.preprocess(shop, Message(case=case, examination=1, dispatch=dispatch, part=photo.label))


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_its_reason(ada, name):
    expected = REFUSED[name]
    case, answer = uploaded(ada, name)
    if expected is Rejection.TOO_LARGE:
        assert (answer.status_code, answer.json()["code"]) == (413, "upload:too_large")
        return
    assert answer.status_code == 204
    answer = submitted(ada, case)
    if answer.status_code == 202:
        assert prepared(case) == f"rejected:{expected.value}", "what only decoding shows"
        return
    assert (answer.status_code, answer["Content-Type"]) == (422, CONTENT_TYPE)
    said = answer.json()
    assert (said["code"], said["errors"]) == ("photo:refused", {"dial": [expected.value, rejection(expected)]})
    assert Case.objects.get(pk=case).state == "draft", "another photo may be sent in its place"


@pytest.mark.parametrize("name", USABLE)
def test_an_odd_file_that_is_a_photo_is_taken(ada, name):
    case, answer = uploaded(ada, name)
    assert answer.status_code == 204
    assert submitted(ada, case).status_code == 202
    assert prepared(case) == "prepared"
