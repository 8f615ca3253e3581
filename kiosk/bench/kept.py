"""Results of a long bench kept on disk, item by item: an interrupted run goes on where it stopped."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from kiosk.paths import config_dir, project_root

R = TypeVar("R")


class Kept(Generic[R]):
    """A folder with a file for every item that is done.

    Parameters
    ----------
    folder
        Made when it is not there.
    kind
        The results' dataclass.
    code
        What :func:`digest_of` says of all that results come from: what other code measured is not taken.
    """

    def __init__(self, folder: Path, kind: type[R], code: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._code = folder, code
        self._form: TypeAdapter[R] = TypeAdapter(kind)

    def recall(self, item: object) -> R | None:
        """Return what was measured of an item; None when nothing usable was kept."""
        try:
            return self._form.validate_json(self._place(item).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def keep(self, item: object, result: R) -> None:
        """Write a result; a run that is killed while writing leaves none."""
        place = self._place(item)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(self._form.dump_json(result))
        part.replace(place)

    def _place(self, item: object) -> Path:
        name = hashlib.sha256(f"{self._code} {item!r}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.json"


def digest_of(sources: Sequence[str]) -> str:
    """Return the SHA-256 of files and of the Python files in folders, named from the project's root.

    Those that begin with ``config/`` are looked for where the settings in use lie.
    """
    digest = hashlib.sha256()
    for name in sources:
        config = name.startswith("config/")
        place = config_dir() / name.removeprefix("config/") if config else project_root() / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
