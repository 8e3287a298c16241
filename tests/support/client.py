"""A Python client, generated from the schema as anybody would generate one, and people who speak through it alone."""

import hashlib
import importlib
import sys
import typing
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from pipeline.locations import ROOT

CONFIG = ROOT / "docs" / "python-client.yaml"
JSON = "application/vnd.oai.openapi+json"


def config(schema: Path, package: Path) -> Config:
    """Return what the generator goes by: what users are told to give it, with the package alone made."""
    return Config.from_sources(
        config_file=ConfigFile.load_from_path(CONFIG),
        meta_type=MetaType.NONE,
        document_source=schema,
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )


class Package:
    """A generated package, imported.

    :ivar warnings: what the generator could not make.
    """

    def __init__(self, schema: bytes, folder: Path) -> None:
        """Generate it into a folder, under a name of its own: another schema's may be imported beside it."""
        name = f"adriel_client_{hashlib.sha256(schema).hexdigest()[:12]}"
        written = folder / f"{name}.json"
        written.write_bytes(schema)
        self._folder = folder / name
        made = generate(config=config(written, self._folder))
        self.warnings: Sequence[str] = [f"{each.header}: {each.detail}" for each in made]
        sys.path.insert(0, str(folder))
        self.root = importlib.import_module(name)

    @cached_property
    def operations(self) -> Mapping[str, ModuleType]:
        """Return the module of each operation, by the operation's id."""
        found = sorted(self._folder.glob("api/*/[!_]*.py"))
        return {each.stem: self.part(f"api.{each.parent.name}.{each.stem}") for each in found}

    def part(self, name: str) -> ModuleType:
        """Return a module of the package."""
        return importlib.import_module(f"{self.root.__name__}.{name}")


class Refused(Exception):
    """The API answered with a problem.

    :ivar code: what kind. :ivar status: of HTTP.
    """

    def __init__(self, status: int, problem: Any) -> None:
        super().__init__(f"{status} {problem and problem.to_dict()}")
        self.status, self.code = status, getattr(problem, "code", "")


class Somebody:
    """Somebody who knows the API's address, perhaps a token, and the generated client."""

    def __init__(
        self, package: Package, address: str, token: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        kind = package.root.AuthenticatedClient if token else package.root.Client
        given = {"token": token} if token else {}
        self._package, self._address, self._transport = package, address, transport
        nothing_stays_open = {"limits": httpx.Limits(max_keepalive_connections=0)}
        arguments = {"transport": transport} if transport else nothing_stays_open
        self.client = kind(base_url=address, timeout=30.0, httpx_args=arguments, **given)

    def known_by(self, token: str) -> "Somebody":
        """Return the same with a token."""
        return Somebody(self._package, self._address, token, self._transport)

    def __call__(self, operation: str, *, body: Mapping[str, Any] | None = None, **parameters: Any) -> Any:
        """Call an operation's own function; return what it understood of the answer.

        :param body: fields, of which the operation's own model is made.
        :raises Refused: the answer is a problem.
        """
        if body is not None:
            parameters["body"] = self._body(operation, body)
        answer = self._package.operations[operation].sync_detailed(client=self.client, **parameters)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise Refused(int(answer.status_code), answer.parsed)
        return answer.parsed if answer.parsed is not None else answer.content

    def _body(self, operation: str, fields: Mapping[str, Any]) -> Any:
        """Make an operation's own model of what is said; a file is its bytes."""
        wanted = typing.get_type_hints(self._package.operations[operation].sync_detailed)["body"]
        [model] = [each for each in typing.get_args(wanted) or (wanted,) if hasattr(each, "from_dict")]
        made = model.from_dict(fields)
        if file := getattr(made, "file", None):
            file.file_name = "file"  # what has no name is sent as a field
        return made
