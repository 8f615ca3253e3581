"""What is on a USB stick: only regular picture files are seen, and only their first bytes are read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import KioskError

MOUNT_FOLDERS = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where Linux systems mount sticks; here only what is mounted and removable counts as one."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
MOUNTED_DEPTH = 2
"""``/media/<user>/<label>`` is the deepest place a system mounts a stick at."""
MAX_DEPTH = 3
"""Folders below the stick's own that are looked into."""
MAX_PICTURES = 200
MAX_ENTRIES = 20_000
"""So many names are looked at; a stick with more shows what was found until then."""
MAX_BYTES = 25_000_000
"""Of a picture that is read: a telephone's picture of 50 Mpx has about 20 MB."""
MAX_NAME_CHARS = 255
HEAD_BYTES = 16
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


@dataclass(frozen=True)
class FoundPicture:
    """A picture file on a stick, not yet decoded; ``modified_ns`` tells the newest."""

    path: Path
    size_bytes: int
    modified_ns: int


def sticks(roots: Sequence[Path], sysfs: Path = Path("/sys/dev/block")) -> tuple[Path, ...]:
    """Return the folders of the sticks that are in.

    Parameters
    ----------
    roots
        One of :data:`MOUNT_FOLDERS` stands for what is mounted below it; any other folder (a drive's
        own, like ``E:\\``) is itself the stick while it exists.
    """
    found: list[Path] = []
    for root in roots:
        if root not in MOUNT_FOLDERS:
            found += [root] if root.is_dir() else []
        else:
            found += [folder for folder in _mounted(root, MOUNTED_DEPTH) if removable(folder, sysfs)]
    return tuple(found)


def pictures(stick: Path) -> tuple[FoundPicture, ...]:
    """Return the pictures of one stick, the newest first; what cannot be read is passed over.

    A file counts when its name and its first bytes both say that it is a picture. Symbolic links, hidden
    files and other file systems are not looked at, so that nothing outside the stick is ever listed.
    """
    try:
        device = os.lstat(stick).st_dev
    except OSError:
        return ()
    candidates = sorted(_files(stick, device), key=lambda found: -found.modified_ns)
    shown: list[FoundPicture] = []
    for candidate in candidates:
        if len(shown) == MAX_PICTURES:
            break
        if is_picture(candidate.path):
            shown.append(candidate)
    return tuple(shown)


def is_picture(path: Path) -> bool:
    """Whether the first bytes are those of a picture; False when they cannot be read."""
    try:
        return _looks_like_picture(_read(path, HEAD_BYTES))
    except OSError:
        return False


def read_picture(path: Path) -> bytes:
    """Return a listed picture's bytes, undecoded.

    Raises
    ------
    KioskError
        ``stick-gone`` when it cannot be read any more, ``picture-too-large``, ``picture-unreadable`` when
        it is no picture.
    """
    try:
        data = _read(path, MAX_BYTES + 1)
    except OSError as error:
        raise KioskError(
            "stick-gone", "The USB stick cannot be read any more.", "Plug it in again and leave it in."
        ) from error
    if len(data) > MAX_BYTES:
        raise KioskError(
            "picture-too-large",
            f"The picture has more than {MAX_BYTES // 1_000_000} MB.",
            "Choose a smaller picture.",
        )
    if not _looks_like_picture(data):
        raise KioskError("picture-unreadable", "This file is no picture.", "Choose another one.")
    return data


def _read(path: Path, most: int) -> bytes:
    """Read the beginning of a regular file that is no symbolic link."""
    with open(os.open(path, _OPEN), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("not a file")
        return file.read(most)


def _looks_like_picture(head: bytes) -> bool:
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return webp or head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM"))


def _files(stick: Path, device: int) -> Iterator[FoundPicture]:
    """Yield the files with a picture's name, folder by folder from the top."""
    waiting, seen = [(stick, 0)], 0
    while waiting:
        folder, depth = waiting.pop(0)
        for entry in _entries(folder):
            seen += 1
            if seen > MAX_ENTRIES:
                return
            try:
                facts = entry.stat(follow_symlinks=False)
                odd = entry.name.startswith(".") or len(entry.name) > MAX_NAME_CHARS
                if odd or entry.is_symlink() or facts.st_dev not in (device, 0):
                    continue  # (Windows gives 0 here)
                path = Path(entry.path)
                if stat.S_ISDIR(facts.st_mode) and depth < MAX_DEPTH:
                    waiting.append((path, depth + 1))
                elif stat.S_ISREG(facts.st_mode) and path.suffix.lower() in SUFFIXES:
                    yield FoundPicture(path, facts.st_size, facts.st_mtime_ns)
            except OSError:
                continue  # pulled out, or damaged: the rest may still be read


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return


def _mounted(folder: Path, depth: int) -> Iterator[Path]:
    for entry in _entries(folder):
        try:
            if entry.is_symlink() or not entry.is_dir(follow_symlinks=False):
                continue
        except OSError:
            continue
        path = Path(entry.path)
        if os.path.ismount(path):
            yield path
        elif depth > 1:
            yield from _mounted(path, depth - 1)


def removable(folder: Path, sysfs: Path) -> bool:
    """Whether the file system lies on a stick or card: a server's share or the booth's own disk does not."""
    try:
        device = os.stat(folder).st_dev
        number = f"{os.major(device)}:{os.minor(device)}"
        real = Path(os.path.realpath(sysfs / number))
        if not real.is_dir():
            return False
        flags = [each / "removable" for each in (real, real.parent)]  # a partition's disk holds the flag
        marked = any(flag.is_file() and flag.read_text().strip() == "1" for flag in flags)
    except OSError:
        return False
    return marked or any(part.startswith("usb") for part in real.parts)
