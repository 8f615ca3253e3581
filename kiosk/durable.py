"""Files and databases that survive a power cut: fsync where it matters, in the right order."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

PART = ".part"
"""Suffix of a file being written or destroyed; whoever finds one at start may delete it."""


def write_durably(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that it is there, whole, after a power cut; or leave nothing.

    Exclusive temporary file beside it, write, fsync, rename, fsync of the directory, read back.

    Raises
    ------
    OSError
        As the system gives it; also EIO when what is read back is not what was written.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_directory(path.parent)
    if path.read_bytes() != data:
        raise OSError(5, "the file reads back differently from what was written", str(path))


def remove_durably(path: Path) -> None:
    """Delete ``path`` for good: set aside under a :data:`PART` name, overwrite, unlink; absent is fine.

    Whatever instant the power fails at, the file is whole, or a leftover that :func:`drop_unfinished` ends,
    or gone.
    """
    going = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        path.rename(going)
    except FileNotFoundError:
        return
    sync_directory(path.parent)
    _wipe(going)


def drop_unfinished(directory: Path) -> None:
    """Destroy what an interrupted :func:`write_durably` or :func:`remove_durably` left in ``directory``."""
    for part in directory.glob(f"*{PART}"):
        _wipe(part)


def _wipe(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def sync_file(path: Path) -> None:
    """Make the content of a file durable that somebody else wrote."""
    _sync(path, os.O_RDWR)


def make_directory(directory: Path) -> None:
    """Make a folder and those above it that are missing, so that they are there after a power cut."""
    if directory.is_dir():
        return
    make_directory(directory.parent)
    directory.mkdir(exist_ok=True)
    sync_directory(directory.parent)


def sync_directory(directory: Path) -> None:
    """Make the directory's entries durable; Windows has no such call and needs none (NTFS journals)."""
    if os.name == "nt":
        return
    _sync(directory, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
