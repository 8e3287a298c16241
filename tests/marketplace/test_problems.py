"""Every code that is raised has its text, every text is of a code that is raised, and people can look them up."""

import ast
import io
import re

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from marketplace.common.codes import CODES, Code, register
from pipeline.locations import ROOT

SHAPE = re.compile(r"[a-z]+:[a-z_]+")
SOURCES = [
    path
    for path in sorted((ROOT / "marketplace").rglob("*.py"))
    if path.name != "codes.py" and "migrations" not in path.parts
]


def _said(path):
    """Yield every code that a file raises or keeps to raise it. What the schema is told alone does not count."""
    tree = ast.parse(path.read_text())
    only_described = {
        id(each)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "problems"
        for each in ast.walk(call)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in only_described:
            yield from [node.value] if SHAPE.fullmatch(node.value) else []


def test_every_code_that_is_raised_has_its_text():
    raised = {
        node.args[0].value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"
        and node.args and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    assert len(raised) > 20
    assert raised <= CODES.keys()


def test_every_text_is_of_a_code_that_is_raised():
    assert CODES.keys() - {code for path in SOURCES for code in _said(path)} == set()


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_text_says_what_is_so_in_whole_sentences(code):
    assert SHAPE.fullmatch(code)
    assert CODES[code].title.endswith(".")
    assert 400 <= CODES[code].status <= 503


def test_a_code_has_one_text():
    with pytest.raises(ValueError, match="case:state"):
        register({"case:state": Code(409, "Something else.")})


@pytest.mark.django_db
def test_they_are_listed_for_programs_and_shown_to_people():
    listed = APIClient().get("/api/v1/problems").json()
    assert {each["code"]: (each["status"], each["title"]) for each in listed} == {
        code: (kind.status, kind.title) for code, kind in CODES.items()
    }
    page = APIClient().get("/api/v1/problems", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert all(f'<section id="{code}">' in page.content.decode() for code in CODES)


def test_the_table_in_the_documentation_is_of_today():
    call_command("problem_table", "--check")


def test_a_table_of_yesterday_is_named(tmp_path):
    stale = tmp_path / "api.md"
    text = (ROOT / "docs" / "api.md").read_text()
    stale.write_text(text.replace("| `case:state` |", "| `case:gone` |"))
    with pytest.raises(CommandError, match="problem_table"):
        call_command("problem_table", "--check", file=str(stale))
    call_command("problem_table", file=str(stale), stdout=io.StringIO())
    assert stale.read_text() == text
