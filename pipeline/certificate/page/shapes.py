"""The shapes of what is signed as JSON Schema, from the very types that issue it: the page cannot fall behind them."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from pipeline.certificate.shapes import Certificate, Report
from pipeline.lifecycle.notices import Notice
from pipeline.status.lists import StatusList

_SHAPES: dict[str, type[BaseModel]] = {
    "report": Report,
    "certificate": Certificate,
    "statusList": StatusList,
    "notice": Notice,
}
_WORDS = frozenset({"title", "description", "default"})
_MAPS = frozenset({"properties", "$defs", "mapping"})


def shapes() -> dict[str, JsonSchemaValue]:
    """Return the shape of each document, without the words that a schema has for people."""
    return {name: _bare(shape.model_json_schema(schema_generator=_Generator)) for name, shape in _SHAPES.items()}


class _Generator(GenerateJsonSchema):
    """Names what a type asks beyond its fields, which JSON Schema cannot say, and which choices are an enumeration."""

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        return {**inner, "after": [*inner.get("after", ()), _named(schema)]}

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        return {**super().enum_schema(schema), "named": True}


def _named(schema: core_schema.AfterValidatorFunctionSchema) -> str:
    function: Any = schema["function"]["function"]
    return str(function.__name__)


def _bare(schema: JsonSchemaValue) -> JsonSchemaValue:
    return {name: _inside(name, value) for name, value in schema.items() if name not in _WORDS}


def _inside(name: str, value: object) -> object:
    match value:
        case Mapping() if name in _MAPS:
            return {key: _bare(each) if isinstance(each, dict) else each for key, each in value.items()}
        case dict():
            return _bare(value)
        case list():
            return [_bare(each) if isinstance(each, dict) else each for each in value]
        case _:
            return value
