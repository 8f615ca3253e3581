"""A disk that remembers what was synced: fed with system calls, it says what a power cut would leave.

Nothing is promised by the model that POSIX does not promise: a file's data lasts from its own fsync on, a
name in a folder from the folder's fsync on. After a failed fsync the data stays readable and is never
written, as Linux does since 4.13 (https://lwn.net/Articles/752063/): asking again succeeds and saves nothing.
Sizes and names are the file system's own and come with the next successful call.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

from tests.powercut.trace import Call

SECTOR_BYTES = 512


class Keep(Enum):
    """What of the unsynced a power cut leaves: nothing, everything, or any part of it."""

    SYNCED = "synced"
    ALL = "all"
    SOME = "some"


@dataclass(frozen=True)
class Change:
    """An unsynced change of a file: bytes at an offset, or a new size (``data`` None)."""

    ended: int
    offset: int
    data: bytes | None
    cuts: bool = True
    """Whether a new size may also be smaller than the old one."""

    def without_data(self) -> Change:
        """Return what is left when the data is dropped: the file is as long, the new part reads as zeros."""
        if self.data is None:
            return self
        return Change(self.ended, self.offset + len(self.data), None, cuts=False)

    def apply(self, content: bytearray) -> None:
        if self.data is None:
            if self.cuts:
                del content[self.offset :]
            content.extend(bytes(max(0, self.offset - len(content))))
            return
        content.extend(bytes(max(0, self.offset - len(content))))
        content[self.offset : self.offset + len(self.data)] = self.data


@dataclass(eq=False)
class File:
    """One inode of a file: what is surely on the disk, what programs read, and what lies between."""

    durable: bytes = b""
    live: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def change(self, change: Change) -> None:
        change.apply(self.live)
        self.pending.append(change)

    def sync(self, begun: int, succeeded: bool) -> None:
        """Settle what was changed before the call began: on the disk, or dropped by the kernel for good."""
        settled = [change for change in self.pending if change.ended <= begun]
        later = self.pending[len(settled) :]
        if not succeeded:
            self.pending = [change.without_data() for change in settled] + later
            return
        content = bytearray(self.durable)
        for change in settled:
            change.apply(content)
        self.durable, self.pending = bytes(content), later

    def after_cut(self, keep: Keep, chance: random.Random) -> bytes:
        if keep is Keep.SYNCED or not self.pending:
            return self.durable
        if keep is Keep.ALL:
            return bytes(self.live)
        content = bytearray(self.durable)
        for change in self.pending:
            for piece in _pieces(change):
                if chance.random() < 0.5:
                    piece.apply(content)
                elif piece.data is None and piece.cuts:
                    # What is written after a cut lies in blocks the file gets with the cut, or never.
                    return bytes(content)
        return bytes(content)


@dataclass(eq=False)
class Folder:
    """One inode of a folder; each unsynced change names what it does to one or two entries at once."""

    durable: dict[str, Node] = field(default_factory=dict)
    live: dict[str, Node] = field(default_factory=dict)
    pending: list[tuple[int, dict[str, Node | None]]] = field(default_factory=list)

    def change(self, ended: int, entries: dict[str, Node | None]) -> None:
        _apply(entries, self.live)
        self.pending.append((ended, entries))

    def sync(self, begun: int, succeeded: bool) -> None:
        if succeeded:
            settled = [entries for ended, entries in self.pending if ended <= begun]
            self.pending = self.pending[len(settled) :]
            for entries in settled:
                _apply(entries, self.durable)

    def after_cut(self, keep: Keep, chance: random.Random) -> Mapping[str, Node]:
        if keep is Keep.SYNCED:
            return self.durable
        if keep is Keep.ALL:
            return self.live
        left = dict(self.durable)
        for _, entries in self.pending:
            if chance.random() < 0.5:
                _apply(entries, left)
        return left


Node = File | Folder


@dataclass
class Opened:
    """One open file description."""

    node: Node
    path: PurePosixPath
    append: bool
    offset: int = 0


class Disk:
    """Everything below ``root``, fed with calls of one process; other paths are nobody's business.

    Parameters
    ----------
    root
        A folder that is there and empty when the recording begins.
    """

    def __init__(self, root: str) -> None:
        self._root = PurePosixPath(root)
        self._top = Folder()
        self._fds: dict[int, Opened] = {}
        self._ended = 0
        self._touched = False
        self._calls: dict[str, Callable[[Call], None]] = {
            "openat": self._open, "close": self._close, "lseek": self._seek, "write": self._write,
            "pwrite64": self._pwrite, "ftruncate": self._ftruncate, "fallocate": self._fallocate,
            "rename": self._rename, "unlink": self._unlink, "rmdir": self._unlink, "mkdir": self._mkdir,
            "fsync": self._sync, "fdatasync": self._sync, "link": self._link,
        }  # fmt: skip

    def feed(self, call: Call) -> bool:
        """Take one call; return whether it touched the disk at all.

        Raises
        ------
        NotImplementedError
            For a call below the root that this model does not know.
        """
        self._ended += 1
        handle = self._calls.get(call.name)
        failed_sync = call.name in ("fsync", "fdatasync") and call.result < 0
        if handle is None or (call.result < 0 and not failed_sync):
            if handle is None and call.result >= 0 and self._ours(call):
                raise NotImplementedError(f"{call.name}{call.arguments[:2]}")
            return False
        self._touched = False
        handle(call)
        return self._touched

    def image(self, data: Keep, names: Keep, chance: random.Random) -> dict[str, bytes | None]:
        """Return relative path → content after a power cut now; None for a folder."""
        found: dict[str, bytes | None] = {}

        def walk(folder: Folder, at: str) -> None:
            for name, node in folder.after_cut(names, chance).items():
                if isinstance(node, Folder):
                    found[at + name] = None
                    walk(node, f"{at}{name}/")
                else:
                    found[at + name] = node.after_cut(data, chance)

        walk(self._top, "")
        return found

    def file(self, relative: str) -> File | None:
        """Return the file programs see at a relative path, None when there is none."""
        node: Node | None = self._top
        for part in PurePosixPath(relative).parts:
            node = node.live.get(part) if isinstance(node, Folder) else None
        return node if isinstance(node, File) else None

    def _ours(self, call: Call) -> bool:
        first = call.arguments[0]
        if isinstance(first, str) and first.isdigit() and int(first) in self._fds:
            return True
        paths = (PurePosixPath(word.decode()) for word in call.arguments if isinstance(word, bytes))
        return any(path.is_relative_to(self._root) for path in paths)

    def _place(self, path: PurePosixPath) -> tuple[Folder, str] | None:
        if not path.is_relative_to(self._root):
            return None
        *above, name = path.relative_to(self._root).parts or ("",)
        folder = self._top
        for part in above:
            inner = folder.live[part]
            assert isinstance(inner, Folder)
            folder = inner
        return folder, name

    def _open(self, call: Call) -> None:
        assert call.arguments[0] == "AT_FDCWD" or isinstance(call.arguments[1], bytes)
        path, flags = PurePosixPath(_text(call.arguments[1])), _text(call.arguments[2]).split("|")
        self._fds.pop(call.result, None)
        place = self._place(path)
        if place is None:
            return
        folder, name = place
        node = folder.live.get(name) if name else folder
        if node is None:
            node = File()
            folder.change(self._ended, {name: node})
            self._touched = True
        if "O_TRUNC" in flags and isinstance(node, File) and node.live:
            node.change(Change(self._ended, 0, None))
            self._touched = True
        self._fds[call.result] = Opened(node, path, "O_APPEND" in flags)

    def _close(self, call: Call) -> None:
        self._fds.pop(_number(call.arguments[0]), None)

    def _seek(self, call: Call) -> None:
        if opened := self._fds.get(_number(call.arguments[0])):
            opened.offset = call.result

    def _write(self, call: Call) -> None:
        if (opened := self._fds.get(_number(call.arguments[0]))) and isinstance(opened.node, File):
            if opened.append:
                opened.offset = len(opened.node.live)
            data = _bytes(call.arguments[1])[: call.result]
            opened.node.change(Change(self._ended, opened.offset, data))
            opened.offset += call.result
            self._touched = True

    def _pwrite(self, call: Call) -> None:
        if (opened := self._fds.get(_number(call.arguments[0]))) and isinstance(opened.node, File):
            data = _bytes(call.arguments[1])[: call.result]
            opened.node.change(Change(self._ended, _number(call.arguments[3]), data))
            self._touched = True

    def _ftruncate(self, call: Call) -> None:
        if (opened := self._fds.get(_number(call.arguments[0]))) and isinstance(opened.node, File):
            opened.node.change(Change(self._ended, _number(call.arguments[1]), None))
            self._touched = True

    def _fallocate(self, call: Call) -> None:
        if (opened := self._fds.get(_number(call.arguments[0]))) and isinstance(opened.node, File):
            end = _number(call.arguments[2]) + _number(call.arguments[3])
            if end > len(opened.node.live):
                opened.node.change(Change(self._ended, end, None))
                self._touched = True

    def _rename(self, call: Call) -> None:
        old, new = (self._place(PurePosixPath(_text(word))) for word in call.arguments[:2])
        assert old is not None and new is not None, "a rename across the root"
        node = old[0].live[old[1]]
        if old[0] is new[0]:
            old[0].change(self._ended, {old[1]: None, new[1]: node})
        else:
            new[0].change(self._ended, {new[1]: node})
            old[0].change(self._ended, {old[1]: None})
        self._touched = True

    def _link(self, call: Call) -> None:
        old, new = (self._place(PurePosixPath(_text(word))) for word in call.arguments[:2])
        assert old is not None and new is not None, "a link across the root"
        new[0].change(self._ended, {new[1]: old[0].live[old[1]]})
        self._touched = True

    def _unlink(self, call: Call) -> None:
        if place := self._place(PurePosixPath(_text(call.arguments[0]))):
            place[0].change(self._ended, {place[1]: None})
            self._touched = True

    def _mkdir(self, call: Call) -> None:
        if place := self._place(PurePosixPath(_text(call.arguments[0]))):
            place[0].change(self._ended, {place[1]: Folder()})
            self._touched = True

    def _sync(self, call: Call) -> None:
        if opened := self._fds.get(_number(call.arguments[0])):
            opened.node.sync(call.begun, call.result == 0)
            self._touched = True


def _pieces(change: Change) -> list[Change]:
    """Return a write cut at the sectors of the disk, each of which is written whole or not at all."""
    if change.data is None:
        return [change]
    pieces, at = [], 0
    while at < len(change.data):
        end = at + SECTOR_BYTES - (change.offset + at) % SECTOR_BYTES
        pieces.append(Change(change.ended, change.offset + at, change.data[at:end]))
        at = end
    return pieces


def _apply(entries: Mapping[str, Node | None], to: dict[str, Node]) -> None:
    for name, node in entries.items():
        if node is None:
            to.pop(name, None)
        else:
            to[name] = node


def _text(word: bytes | str) -> str:
    return word.decode() if isinstance(word, bytes) else word


def _bytes(word: bytes | str) -> bytes:
    assert isinstance(word, bytes)
    return word


def _number(word: bytes | str) -> int:
    assert isinstance(word, str)
    return int(word)
