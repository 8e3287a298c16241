"""The schema says everything about every address, and its examples are what it says."""

import io

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture(scope="module")
def operations(schema):
    return {
        f"{method.upper()} {path}": operation
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    }


def bodies(operation):
    """Yield where, and what is said, of every body of JSON that an operation takes or gives, problems left out."""
    spoken = {"request": operation.get("requestBody", {})} | operation["responses"]
    for where, said in spoken.items():
        for media, body in said.get("content", {}).items():
            if media == "application/json":
                yield where, body


def test_the_schema_is_valid_and_nothing_had_to_be_guessed():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO(), stderr=io.StringIO())


def test_the_schema_is_served_in_both_notations(schema):
    said = APIClient().get("/api/v1/schema", headers={"accept": "application/vnd.oai.openapi+json"})
    assert (said.status_code, said.json()["openapi"]) == (200, "3.1.0")
    assert said.json()["paths"].keys() == schema["paths"].keys()
    yaml = APIClient().get("/api/v1/schema")
    assert yaml.headers["Content-Type"].startswith("application/vnd.oai.openapi")
    assert APIClient().get("/api/v1/schema", headers={"if-none-match": yaml.headers["ETag"]}).status_code == 304


def test_every_operation_says_in_words_what_it_does(operations):
    assert [name for name, each in operations.items() if not each.get("summary") or len(each["summary"]) > 100] == []
    assert [name for name, each in operations.items() if not each.get("description", "").rstrip().endswith(".")] == []


def test_every_operation_names_its_problems_with_their_codes(operations):
    for name, operation in operations.items():
        for status, said in operation["responses"].items():
            if int(status) >= 400:
                examples = said["content"][PROBLEM]["examples"].values()
                assert examples, (name, status)
                assert {str(each["value"]["status"]) for each in examples} == {status}, (name, status)


def test_every_body_has_an_example(operations):
    bare = [
        (name, where) for name, each in operations.items() for where, body in bodies(each) if not body.get("examples")
    ]
    assert bare == []


def test_every_example_is_what_its_schema_says(schema, operations):
    wrong = []
    for name, operation in operations.items():
        for where, body in bodies(operation):
            check = Draft202012Validator({**body["schema"], "components": schema["components"]})
            for title, example in body.get("examples", {}).items():
                wrong += [
                    (name, where, title, fault.json_path, fault.message)
                    for fault in check.iter_errors(example["value"])
                ]
    assert wrong == []
