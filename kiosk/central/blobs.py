"""Where the central server keeps picture bytes, named by their SHA-256."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.durable import remove_durably, sync_directory, write_durably


class BlobStore(Protocol):
    """Keeps bytes by digest; :meth:`put` returns only when they would survive a power cut."""

    def put(self, sha256: str, data: bytes) -> None: ...

    def get(self, sha256: str) -> bytes | None: ...

    def has(self, sha256: str) -> bool: ...

    def remove(self, sha256: str) -> None: ...

    def keep_only(self, known: frozenset[str]) -> None: ...

    def names_before(self, moment: datetime) -> Iterator[str]:
        """Give the names of whatever was last written before ``moment``, half-written files included."""
        ...


class DirectoryBlobs:
    """Files below ``directory``, in 256 folders by the first two digits; raises ``OSError``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def put(self, sha256: str, data: bytes) -> None:
        path = self._path(sha256)
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
            sync_directory(self._directory)
        write_durably(path, data)

    def get(self, sha256: str) -> bytes | None:
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        remove_durably(self._path(sha256))

    def keep_only(self, known: frozenset[str]) -> None:
        """Remove everything else, half-written files included; only while nothing is being put."""
        for path in list(self._directory.glob("*/*")):
            if path.name not in known:
                remove_durably(path)

    def names_before(self, moment: datetime) -> Iterator[str]:
        for folder in sorted(self._directory.iterdir()):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                try:
                    written_s = path.stat().st_mtime
                except FileNotFoundError:
                    continue  # erased meanwhile
                if written_s < moment.timestamp():
                    yield path.name

    def _path(self, sha256: str) -> Path:
        return self._directory / sha256[:2] / sha256
