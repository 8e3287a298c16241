"""What each process is given of an environment that holds everything."""

import pytest

from marketplace.up import given
from pipeline import worker

EVERYTHING = {
    **dict.fromkeys(worker.SECRETS, "a secret"),
    "PATH": "/bin",
    "LC_ALL": "C",
    "REDIS_URL": "unix:///somewhere",
    "DATABASE_URL": "postgresql:///somewhere",
    "DJANGO_SETTINGS_MODULE": "somewhere",
    "ADRIEL_SECRET_KEY_FILE": "/somewhere",
    "ADRIEL_STATE": "/somewhere",
    "ADRIEL_BLOBS": "s3://somewhere",
    "AWS_ACCESS_KEY_ID": "somebody",
    "GEMINI_MODEL": "something",
    "SOMETHING_ELSE": "of another program",
}
COMMON = {"PATH", "LC_ALL", "PYTHONPATH"}
TABLE = {
    given.to_marketplace: {
        "REDIS_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ADRIEL_SECRET_KEY_FILE", "ADRIEL_STATE",
        "ADRIEL_BLOBS", "AWS_ACCESS_KEY_ID", *COMMON,
    },
    given.to_flower: {"REDIS_URL", "ADRIEL_STATE", *COMMON},
    given.to_stand_in: COMMON - {"LC_ALL"},
}  # fmt: skip


@pytest.mark.parametrize(("process", "names"), TABLE.items(), ids=lambda given: getattr(given, "__name__", ""))
def test_a_process_is_given_what_it_needs_and_nothing_else(process, names):
    assert set(process(EVERYTHING)) == names
