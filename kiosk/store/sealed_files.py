"""The folder of sealed files, one a submission, named by its id."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

from kiosk.durable import drop_unfinished, make_directory, remove_durably, write_durably
from kiosk.store.sealing import Context, Damaged, Header, read_header, unseal

SUFFIX = ".sealed"

_UNREADABLE = frozenset({23, 27, 1117})
"""Windows' own numbers of the same: CRC, sector not found, I/O device."""


def is_unreadable(error: OSError) -> bool:
    """Whether the disk has lost what is in the file; a missing one and a forbidden one are something else."""
    return error.errno == errno.EIO or getattr(error, "winerror", None) in _UNREADABLE


class SealedFiles:
    """Writes, opens and destroys sealed files below ``directory``.

    Raises ``OSError`` as the system gives it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        make_directory(directory)

    def path(self, id_: str) -> Path:
        return self._directory / f"{id_}{SUFFIX}"

    def write(self, id_: str, sealed: bytes) -> None:
        """Write durably; nothing is left behind when it fails."""
        write_durably(self.path(id_), sealed)

    def open(self, id_: str, wrapping_key: bytes) -> bytes:
        """Return the body.

        Raises
        ------
        Damaged
            When the file is absent, altered, or another submission's, or the disk cannot read it.
        """
        try:
            context, body = self._unsealed(id_, wrapping_key)
        except FileNotFoundError as error:
            raise Damaged("the sealed file is gone") from error
        except OSError as error:
            if not is_unreadable(error):
                raise
            raise Damaged("the disk cannot read the sealed file") from error
        if context.id != id_:
            raise Damaged("the file belongs to another submission")
        return body

    def _unsealed(self, id_: str, wrapping_key: bytes) -> tuple[Context, bytes]:
        try:
            with self.path(id_).open("rb") as file:
                return unseal(file, wrapping_key)
        except OSError as error:
            if not is_unreadable(error):
                raise
        with self.path(id_).open("rb") as file:  # a sector that is read the second time is sound
            return unseal(file, wrapping_key)

    def destroy(self, id_: str) -> None:
        """Overwrite and remove, wrapped keys included; absent is fine."""
        remove_durably(self.path(id_))

    def ids(self) -> frozenset[str]:
        return frozenset(p.name.removesuffix(SUFFIX) for p in self._directory.glob(f"*{SUFFIX}"))

    def headers(self, ids: frozenset[str]) -> Iterator[tuple[str, Header | None]]:
        """Yield id and header of each file, None for one that cannot be read."""
        for id_ in sorted(ids):
            try:
                with self.path(id_).open("rb") as file:
                    header = read_header(file)
            except Damaged:
                yield id_, None
            except OSError as error:
                if not is_unreadable(error):
                    raise
                yield id_, None
            else:
                yield id_, header if header.context.id == id_ else None

    def drop_unfinished(self) -> None:
        """Destroy what a crash left half-written or half-destroyed; nobody was told it is saved."""
        drop_unfinished(self._directory)
