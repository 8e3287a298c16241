"""Changes to JSON documents, drawn by hypothesis: to their content, and to their text."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from pipeline.certificate.canonical import Document, canonical

Path = tuple[str | int, ...]

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_EXACT = 2**53 - 1
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-_EXACT, _EXACT) | st.floats(-1e300, 1e300) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=5,
)
"""Any JSON that a strict reader takes."""


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Yield the place of everything in a document, the document itself left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield (*here, name)
        yield from paths(part, (*here, name))


def at(document: Any, path: Path) -> Any:
    """Return what is at a place."""
    for name in path:
        document = document[name]
    return document


def objects(document: Document) -> list[Path]:
    """Return the places of all objects with a field, the document's own first."""
    return [(), *(path for path in paths(document) if isinstance(at(document, path), dict) and at(document, path))]


def leaves(document: Document) -> list[Path]:
    """Return the places of everything that is no object or list."""
    return [path for path in paths(document) if not isinstance(at(document, path), dict | list)]


@st.composite
def changed(draw: st.DrawFn, document: Document) -> Document:
    """The document with something in it replaced, left out or added."""
    copied = copy.deepcopy(document)
    path = draw(st.sampled_from(list(paths(document))))
    parent = at(copied, path[:-1])
    match draw(st.sampled_from(["replaced", "altered", "left out", "added"])):
        case "replaced":
            parent[path[-1]] = draw(VALUES)
        case "altered":
            parent[path[-1]] = _altered(draw, parent[path[-1]])
        case "left out":
            del parent[path[-1]]
        case _:
            _add(draw, parent)
    return copied


@st.composite
def moved(draw: st.DrawFn, document: Document) -> Document:
    """The document with a field moved: into another object, or to another name."""
    copied = copy.deepcopy(document)
    fields = [path for path in paths(document) if isinstance(path[-1], str)]
    path = draw(st.sampled_from(fields))
    name = path[-1]
    value = at(copied, path[:-1]).pop(name)
    homes = [each for each in objects(copied) if each != path[:-1]]
    if draw(st.booleans()) and homes:
        at(copied, draw(st.sampled_from(homes)))[name] = value
    else:
        at(copied, path[:-1])[draw(_TEXT.filter(lambda other: other != name))] = value
    return copied


@st.composite
def duplicated(draw: st.DrawFn, document: Document) -> str:
    """The document's text with a key twice in one object: with the same value or another, spelled alike or not."""
    path = draw(st.sampled_from(objects(document)))
    found = at(document, path)
    name = draw(st.sampled_from(list(found)))
    value = draw(st.sampled_from([found[name]]) | VALUES)
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in name)
    key = draw(st.sampled_from([json.dumps(name), f'"{escaped}"']))
    pair = f"{key}: {json.dumps(value)}"
    first = draw(st.booleans())

    def write(value: Any, here: Path) -> str:
        text = _written(value, here, write)
        if here != path:
            return text
        return f"{{{pair}, {text[1:]}" if first else f"{text[:-1]}, {pair}}}"

    return write(document, ())


def with_text(document: Document, path: Path, text: str) -> str:
    """Return the document's text with ``text`` in place of what is at a place, as it stands."""

    def write(value: Any, here: Path) -> str:
        return text if here == path else _written(value, here, write)

    return write(document, ())


def same(one: Any, other: Any) -> bool:
    """Return whether two documents have one canonical form."""
    return canonical(one) == canonical(other)


def _altered(draw: st.DrawFn, value: Any) -> Any:
    """Return a value of the same kind that is nearly the same."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + draw(st.sampled_from([1, -1, 0.5, 1e-9]))
        case str():
            place = draw(st.integers(0, len(value)))
            return value[:place] + draw(_TEXT.filter(bool)) + value[place + draw(st.integers(0, 1)) :]
        case list():
            return [*value[::-1], *draw(st.sampled_from([[], value[:1]]))]
        case _:
            return draw(VALUES)


def _add(draw: st.DrawFn, parent: Any) -> None:
    if isinstance(parent, list):
        parent.insert(draw(st.integers(0, len(parent))), draw(VALUES | st.sampled_from(parent)))
    else:
        parent[draw(_TEXT.filter(lambda name: name not in parent))] = draw(VALUES)


def _written(value: Any, here: Path, write: Callable[[Any, Path], str]) -> str:
    match value:
        case dict():
            fields = (f"{json.dumps(name)}: {write(part, (*here, name))}" for name, part in value.items())
            return f"{{{', '.join(fields)}}}"
        case list():
            return f"[{', '.join(write(part, (*here, nth)) for nth, part in enumerate(value))}]"
        case _:
            return json.dumps(value)
