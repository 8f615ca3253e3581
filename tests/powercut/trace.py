"""Recording what a process asks of the disk: ``strace`` as a process, its lines as plain values."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.paths import project_root

TRACED = (
    "openat,open,creat,close,dup,dup2,dup3,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,"
    "fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync,fdatasync,"
    "sync_file_range,copy_file_range,sendfile"
)
PATIENCE_S = 60.0

_WHOLE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(?: .*)?$")
_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_ENDED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|\?)(?: .*)?$")
_ESCAPED = re.compile(r'^"((?:\\x[0-9a-f]{2})*)"$')


@dataclass(frozen=True)
class Call:
    """One finished system call.

    Attributes
    ----------
    arguments
        Strings as bytes, everything else as ``strace`` writes it.
    result
        What it returned; negative for an error.
    begun
        How many calls of the trace had ended when this one began; another thread's may lie between.
    """

    name: str
    arguments: tuple[bytes | str, ...]
    result: int
    begun: int


@dataclass(frozen=True)
class Recording:
    """A process's calls in the order they ended, and how it ended."""

    calls: tuple[Call, ...]
    returncode: int
    errors: str


def strace_missing() -> str | None:
    """Return why nothing can be recorded here, None when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "strace may not trace a process here"


def record(command: Sequence[str], trace: Path, inject: Sequence[str] = ()) -> Recording:
    """Run ``command`` and return what it asked of the disk.

    Parameters
    ----------
    trace
        The file ``strace`` writes.
    inject
        Faults as ``strace`` takes them, e.g. ``fsync:error=EIO:when=3``.
    """
    faults = [word for fault in inject for word in ("-e", f"inject={fault}")]
    strace = ["strace", "-f", "-xx", "-s", str(1 << 24), "-e", f"trace={TRACED}", "-o", str(trace)]
    process = subprocess.Popen(
        [*strace, *faults, *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, cwd=project_root(),
        env=_untouched(),
    )  # fmt: skip
    try:
        _, errors = process.communicate(timeout=PATIENCE_S)
    finally:
        if process.poll() is None:  # a tracer that is killed alone lets go of the process it traced
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    with trace.open(encoding="ascii") as lines:
        return Recording(tuple(parse(lines)), process.returncode, errors.decode(errors="replace"))


def _untouched() -> dict[str, str]:
    """Return the environment without what would make Python itself, or a measurement of it, write files."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("COVERAGE_", "COV_"))}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def parse(lines: Iterator[str] | Sequence[str]) -> Iterator[Call]:
    """Yield the calls of a trace; signals, exits and calls that never returned are left out."""
    ended = 0
    waiting: dict[str, tuple[int, str]] = {}
    for line in lines:
        line = line.rstrip("\n")
        if found := _WHOLE.match(line):
            _, name, arguments, result = found.groups()
            begun = ended
        elif found := _BEGUN.match(line):
            waiting[found[1]] = (ended, found[3])
            continue
        elif found := _ENDED.match(line):
            pid, name, rest, result = found.groups()
            begun, first = waiting.pop(pid)
            arguments = first + rest
        else:
            continue
        if result == "?":
            continue
        ended += 1
        yield Call(name, tuple(_argument(word) for word in arguments.split(", ")), int(result), begun)


def _argument(word: str) -> bytes | str:
    found = _ESCAPED.match(word.strip())
    return word.strip() if found is None else bytes.fromhex(found[1].replace("\\x", ""))
