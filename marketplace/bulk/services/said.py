"""What is said of a row that could not be taken."""

from typing import Any

from rest_framework.exceptions import ValidationError

from marketplace.common.codes import CODES
from marketplace.common.problems import Problem, as_problem

NAMELESS = {"external_id": ["Give each row a name of your own: it is known again by that."]}


def plain(fault: ValidationError) -> dict[str, Any]:
    """Return what is wrong with a row, by column."""
    problem = as_problem(fault)
    return dict(problem.errors or {}) if problem else {}


def of(problem: Problem) -> dict[str, Any]:
    """Return a problem's code and words, and what is wrong by column where it says so."""
    return {"whole": [problem.code, CODES[problem.code].title], **(problem.errors or {})}
