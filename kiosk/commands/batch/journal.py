"""What a folder of photos was made of: one line a picture, so that a later run goes on where one stopped."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from filelock import FileLock, Timeout

from kiosk.errors import KioskError

FOLDER = ".standardize"
"""Inside the photos' folder; holds the journal and the report's pictures."""


@dataclass(frozen=True)
class Entry:
    """One picture's place in the journal.

    Attributes
    ----------
    offset
        Of its line in the journal, byte.
    name
        The photo's file name; given also when no photo came of it.
    made_by
        Digest of everything but the source that decides what the photo looks like.
    photo_sha256
        None when there is no photo.
    """

    offset: int
    name: str
    source_sha256: str | None
    made_by: str
    photo_sha256: str | None


class Journal:
    """The journal of one folder, held by one run at a time.

    Lines are only ever added; of several about one source the last counts. A line cut short by the end
    of a run is left out. The lines themselves stay on the disk: a thousand pictures need no memory.
    """

    def __init__(self, out: Path) -> None:
        self._folder = out / FOLDER
        self._lock = FileLock(self._folder / "lock")
        self._file: BinaryIO | None = None
        self._entries: dict[str, Entry] = {}

    @property
    def entries(self) -> dict[str, Entry]:
        """What is known, by the source's resolved path."""
        return self._entries

    def open(self) -> None:
        """Read what is there.

        Raises
        ------
        KioskError
            ``out-busy`` or ``out-unwritable``.
        """
        try:
            self._folder.mkdir(exist_ok=True)
            self._lock.acquire(timeout=0)
            self._file = (self._folder / "journal.jsonl").open("a+b")
        except Timeout:
            raise KioskError(
                "out-busy",
                f"Another run is writing photos into {self._folder.parent}.",
                "Wait for it to end, or name another folder with --out.",
            ) from None
        except OSError as error:
            self._lock.release()
            raise KioskError(
                "out-unwritable",
                f"{self._folder} cannot be written: {error.strerror}.",
                "Name another folder with --out.",
            ) from error
        self._read(self._file)

    def add(
        self,
        source: Path,
        line: dict[str, Any],
        *,
        name: str,
        made_by: str,
        source_sha256: str | None,
        photo_sha256: str | None,
    ) -> Entry:
        """Append what became of ``source``; ``line`` is its report."""
        assert self._file is not None
        key = os.path.realpath(source)
        row = {
            "source": key,
            "name": name,
            "source_sha256": source_sha256,
            "made_by": made_by,
            "photo_sha256": photo_sha256,
            "line": line,
        }
        offset = self._file.seek(0, 2)
        self._file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        entry = Entry(offset, name, source_sha256, made_by, photo_sha256)
        self._entries[key] = entry
        return entry

    def line(self, entry: Entry) -> dict[str, Any]:
        """Return the report of one picture."""
        assert self._file is not None
        self._file.seek(entry.offset)
        line: dict[str, Any] = json.loads(self._file.readline())["line"]
        return line

    def close(self) -> None:
        """Let go of the folder."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.release()

    def __enter__(self) -> Journal:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, file: BinaryIO) -> None:
        file.seek(0)
        offset, whole = 0, True
        for raw in file:
            whole = raw.endswith(b"\n")
            try:
                row = json.loads(raw)
                entry = Entry(offset, row["name"], row["source_sha256"], row["made_by"], row["photo_sha256"])
                if isinstance(row["line"], dict):
                    self._entries[row["source"]] = entry
            except (ValueError, KeyError, TypeError):
                pass  # cut short, or not ours: its picture is made again
            offset += len(raw)
        if not whole:
            file.write(b"\n")
            file.flush()
