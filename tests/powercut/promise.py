"""What a recorded process tells the world, marked in the trace in order with its calls to the disk."""

from __future__ import annotations

import contextlib
import os

from tests.powercut.trace import Call

NOWHERE = "/promise/"
"""A folder nobody has: truncating a file in it fails, touches no disk and stands in the trace."""


def tell(*words: str) -> None:
    """Mark that from now on something holds (``"saved ID"``) or may happen (``"purging ID"``)."""
    with contextlib.suppress(FileNotFoundError):
        os.truncate(NOWHERE + " ".join(words), 0)


def told(call: Call) -> tuple[str, ...] | None:
    """Return the words of a mark, None for any other call."""
    path = call.arguments[0]
    if call.name == "truncate" and isinstance(path, bytes) and path.startswith(NOWHERE.encode()):
        return tuple(path.decode().removeprefix(NOWHERE).split(" "))
    return None
