"""Puts the page's modules together into one script.

Each module is plain ECMAScript, as browsers load it. Here each becomes a function of its own, called once, in an order
in which whatever it imports stands above it, and ``import { a } from "./b.js"`` turns into ``const { a } = module_b``.
"""

import re
from importlib import resources

_IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "\./(?P<name>[a-z0-9]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (?P<name>\w+))", re.MULTILINE)


class Circular(ValueError):
    """A module needs itself, by way of others."""


def bundled(entry: str) -> str:
    """Return a module with all that it needs before it; what it exports is in scope at the end.

    :raises Circular: no order has what is needed above what needs it.
    """
    found: dict[str, str] = {}
    _follow(entry, found, ())
    exports = ", ".join(_names(_source(entry)))
    return "\n".join((*found.values(), f"const {{ {exports} }} = module_{entry};"))


def _follow(name: str, found: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise Circular(" needs ".join((*above, name)))
    if name in found:
        return
    source = _source(name)
    for needed in _IMPORT.finditer(source):
        _follow(needed["name"], found, (*above, name))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \g<names> = module_\g<name>;", source)).strip()
    found[name] = f"const module_{name} = (() => {{\n{body}\nreturn {{ {', '.join(_names(source))} }};\n}})();\n"


def _names(source: str) -> list[str]:
    return [each["name"] for each in _EXPORT.finditer(source)]


def _source(name: str) -> str:
    return (resources.files(__package__) / "js" / f"{name}.js").read_text(encoding="utf-8")
