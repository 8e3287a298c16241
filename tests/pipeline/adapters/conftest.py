"""Every blob store, opened as the processes of a fleet open it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest

from pipeline.adapters.files import LocalFiles
from pipeline.adapters.s3 import S3Store
from pipeline.ports import SwapStore
from tests.support.s3_server import s3_server

BUCKET = "adriel-test"
PAGE = 10
Opener = Callable[[], SwapStore]


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as env, s3_server() as url:
        _credentials(env)
        env.setenv("MOTO_S3_DEFAULT_MAX_KEYS", str(PAGE))
        boto3.client("s3", endpoint_url=url).create_bucket(Bucket=BUCKET)
        yield url


def _credentials(env: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        env.setenv(name, value)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    _credentials(monkeypatch)


@pytest.fixture(params=["files", "s3", "s3 without a prefix"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the same store again and again, as the processes of a fleet do."""
    kind: str = request.param
    if kind == "files":
        return lambda: LocalFiles(tmp_path / "blobs")
    url: str = request.getfixturevalue("s3_url")
    if kind == "s3":
        return lambda: S3Store(BUCKET, tmp_path.name, endpoint_url=url)
    bucket = tmp_path.name.replace("_", "-").lower()[-60:].strip("-")
    boto3.client("s3", endpoint_url=url).create_bucket(Bucket=bucket)
    return lambda: S3Store(bucket, endpoint_url=url)


@pytest.fixture
def store(reopen: Opener) -> SwapStore:
    return reopen()
