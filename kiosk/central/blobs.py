"""Where the central server keeps picture bytes, named by their SHA-256."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.durable import make_directory, remove_durably, sync_directory, write_durably


class BlobTrouble(OSError):
    """The place of the pictures cannot be reached now; its words name nobody and no address."""


class BlobStore(Protocol):
    """Keeps bytes by digest; every method raises ``OSError`` when the place cannot be used now."""

    def put(self, sha256: str, data: bytes) -> None:
        """Keep a picture; return only when it would survive a power cut."""
        ...

    def get(self, sha256: str) -> bytes | None: ...

    def has(self, sha256: str) -> bool: ...

    def remove(self, sha256: str) -> None:
        """Remove a picture; one that is not there is fine."""
        ...

    def names_before(self, moment: datetime) -> Iterator[str]:
        """Give the names of whatever was last written before ``moment``, half-written files included."""
        ...


class DirectoryBlobs:
    """Files below ``directory``, in 256 folders by the first two digits.

    The folders are made at the start: one made for a picture could be found by another process that writes
    into it before its name is on the disk.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        make_directory(directory)
        for number in range(256):
            (directory / f"{number:02x}").mkdir(exist_ok=True)
        sync_directory(directory)

    def put(self, sha256: str, data: bytes) -> None:
        write_durably(self._path(sha256), data)

    def get(self, sha256: str) -> bytes | None:
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        remove_durably(self._path(sha256))

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
