"""A file that only takes up room: given up on a full disk, so that what is held can still change state."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
from pathlib import Path

from kiosk.durable import sync_directory

log = logging.getLogger(__name__)

CHUNK_BYTES = 1 << 20


class Ballast:
    """A file of ``size_bytes`` that really lies on the disk; 0 keeps none.

    Parameters
    ----------
    spare_bytes
        It is only put in place while at least this much stays free beside it.
    """

    def __init__(self, path: Path, size_bytes: int, spare_bytes: int) -> None:
        self._path, self._size_bytes, self._spare_bytes = path, size_bytes, spare_bytes

    @property
    def held(self) -> bool:
        """Whether it is in place."""
        return self._size_bytes > 0 and self._path.exists()

    def put(self) -> None:
        """Put it in place if there is room for it; a disk that refuses leaves none."""
        if (
            self._size_bytes == 0
            or self._whole()
            or self._free_bytes() < self._size_bytes + self._spare_bytes
        ):
            return
        try:
            with self._path.open("wb") as file:
                _allocate(file.fileno(), self._size_bytes)
                os.fsync(file.fileno())
            sync_directory(self._path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def yield_room(self) -> None:
        """Give it up when less is free than it holds; called before every change of the database."""
        if self._size_bytes > 0 and self._free_bytes() < self._size_bytes:
            self.release()

    def release(self) -> None:
        """Give it up; the room is there at once."""
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
            log.warning("the disk is full: the ballast was given up")

    def _whole(self) -> bool:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return False
        blocks = getattr(found, "st_blocks", None)  # absent on Windows; 512 bytes each, whatever the disk has
        return found.st_size == self._size_bytes and (blocks is None or blocks * 512 >= self._size_bytes)

    def _free_bytes(self) -> int:
        return shutil.disk_usage(self._path.parent).free


def _allocate(descriptor: int, size_bytes: int) -> None:
    """Take blocks for ``size_bytes``; written out where the system has no call for it."""
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, 0, size_bytes)
            return
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):
                raise
    left = size_bytes
    while left > 0:
        left -= os.write(descriptor, bytes(min(CHUNK_BYTES, left)))
