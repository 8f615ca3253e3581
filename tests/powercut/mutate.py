"""Running the product with one line taken out, in a process of its own: does anybody notice?"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from kiosk.paths import project_root


@dataclass(frozen=True)
class Mutation:
    """The text ``old``, on line ``line`` of a source file of the project, becomes ``new``."""

    file: str
    line: int
    old: str
    new: str

    def as_argument(self) -> str:
        return "\x1f".join((self.file, str(self.line), self.old, self.new))

    @classmethod
    def from_argument(cls, text: str) -> Mutation:
        file, line, old, new = text.split("\x1f")
        return cls(file, int(line), old, new)

    def source(self) -> str:
        """Return the altered source.

        Raises
        ------
        ValueError
            When the line does not have the old text: it was moved, and this mutation means nothing.
        """
        lines = (project_root() / self.file).read_text(encoding="utf-8").splitlines()
        if lines[self.line - 1].count(self.old) != 1:
            raise ValueError(f"{self.file}:{self.line} has no {self.old!r}")
        lines[self.line - 1] = lines[self.line - 1].replace(self.old, self.new)
        return "\n".join(lines) + "\n"


def calls_of(file: str, names: Sequence[str]) -> list[Mutation]:
    """Return, for each call of one of ``names`` in a file that stands on a line of its own, its removal."""
    source = (project_root() / file).read_text(encoding="utf-8")
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            text = ast.get_source_segment(source, node) or ""
            if text.split("(")[0] in names and "\n" not in text:
                found.append(Mutation(file, node.lineno, text, "pass"))
    return sorted(found, key=lambda mutation: mutation.line)


def find(file: str, old: str, new: str) -> Mutation:
    """Return the mutation of the only line of a file that has ``old``."""
    lines = (project_root() / file).read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if old in line]
    if len(numbers) != 1:
        raise ValueError(f"{file} has {old!r} on {len(numbers)} lines")
    return Mutation(file, numbers[0], old, new)


def install(mutation: Mutation) -> None:
    """Let this process import the altered module instead of the real one."""
    sys.meta_path.insert(0, _Finder(mutation))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, mutation: Mutation) -> None:
        self._mutation = mutation
        self._module = mutation.file.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(name, self) if name == self._module else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        path = Path(project_root() / self._mutation.file)
        module.__file__ = str(path)
        exec(compile(self._mutation.source(), str(path), "exec"), module.__dict__)
