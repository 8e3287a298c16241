"""The same canvas, its photos and records in S3 instead of a folder."""

import os

import boto3
import pytest

from pipeline import keys
from tests.support.fleet import fleet
from tests.support.s3_server import s3_server

pytestmark = pytest.mark.slow

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch):
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


def test_a_case_ends_with_its_documents_in_the_bucket_and_nothing_of_it_on_disk(tmp_path):
    with s3_server() as url:
        boto3.client("s3", endpoint_url=url).create_bucket(Bucket="cases-bucket")
        with fleet(tmp_path, ADRIEL_BLOBS=f"s3://cases-bucket/adriel?endpoint={url}") as workers:
            case = workers.case(photos=2)
            workers.follow(case)
            prefix = keys.document(case.case, 1, "")
            names = {key.removeprefix(prefix) for key in workers.shop.store.list(prefix)}
            assert names == {"report.json", "report.pdf"}
            calls = workers.calls()
            workers.follow(case)  # again: everything is in the records
            assert [call for call in workers.calls()[len(calls) :] if call != "score all"] == []
    assert not any(name.startswith("cases") for _, folders, _ in os.walk(tmp_path) for name in folders)
