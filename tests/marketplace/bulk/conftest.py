"""Files that are handed in, and worked on by what workers call."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.marketplace.connections.conftest import Shop
from tests.support.accounts import Api


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    return Api.fresh(django_capture_on_commit_callbacks)


@pytest.fixture
def shop(api):
    return Shop(api)


def handed_in(api, token, data, kind="json", where="imports", **more):
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    form = {"format": kind, "file": SimpleUploadedFile("stock", data), **more}
    with api.committed(execute=True):
        return api.client.post(
            f"/api/v1/{where}", form, format="multipart", headers={"authorization": f"Bearer {token}"}
        )


def taken(api, token, data, kind="json", where="imports", **more):
    """Return an import that was handed in and worked on, and its report."""
    answer = handed_in(api, token, data, kind, where, **more)
    assert answer.status_code == 202, answer.content
    worked_on(api)
    return read(api, token, answer.json()["id"], where)


def worked_on(api):
    """Do what workers do."""
    with api.committed(execute=True):
        api._deliver()


def read(api, token, job, where="imports"):
    """Return an import and its report."""
    return api.get(f"{where}/{job}", token).json(), api.get(f"{where}/{job}/report", token).json()
