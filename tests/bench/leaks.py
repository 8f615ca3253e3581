"""Whether anything of a person is left in memory or on disk: looks for texts nobody should hold any more."""

from __future__ import annotations

import gc
import types
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

_SKIPPED = (types.ModuleType, types.FrameType, types.CodeType, types.FunctionType)
_READ_BYTES = 1 << 20


def in_memory(needles: Collection[str]) -> list[str]:
    """Return where a needle is held: by the attribute, key or item of which kind of object.

    Looks at every text and byte string that any object of the collector holds directly; texts as long as a
    whole picture are looked through too. ``needles`` themselves are left out.
    """
    gc.collect()
    own = id(needles)
    found = []
    for holder in gc.get_objects():
        kind = type(holder)  # isinstance would ask a proxy what it stands for
        if id(holder) == own or issubclass(kind, _SKIPPED):
            continue
        found += [
            f"{kind.__module__}.{kind.__qualname__}: {n}" for n, v in _held(holder) if _contains(v, needles)
        ]
    return found


def on_disk(folder: Path, needles: Collection[str]) -> list[str]:
    """Return which files below ``folder`` contain a needle, in plain."""
    wanted = [needle.encode() for needle in needles]
    return [
        str(file.relative_to(folder))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and _file_contains(file, wanted)
    ]


def _held(holder: Any) -> Iterator[tuple[str, Any]]:
    """Yield texts and byte strings with their place, also of what the collector does not track itself."""
    kind = type(holder)
    if issubclass(kind, dict):
        for key, value in list(holder.items()):
            if isinstance(key, (str, bytes)):
                yield "a key", key
            yield from _deeper(str(key) if isinstance(key, str) else "an item", value)
    elif issubclass(kind, (list, tuple, set, frozenset)):
        for value in list(holder):
            yield from _deeper("an item", value)
    else:
        for name in _slots(kind):
            yield from _deeper(name, _attribute(holder, name))
        own = _attribute(holder, "__dict__")
        for name, value in list(own.items()) if type(own) is dict else ():
            yield from _deeper(str(name), value)


def _slots(kind: type) -> tuple[str, ...]:
    named = kind.__dict__.get("__slots__", ())
    return (named,) if isinstance(named, str) else tuple(named)


def _attribute(holder: Any, name: str) -> Any:
    """Return an attribute, None without it; a proxy whose object is gone raises what it likes."""
    try:
        return object.__getattribute__(holder, name)
    except (AttributeError, ReferenceError, TypeError):
        return None


def _deeper(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, (str, bytes)):
        yield name, value
    elif isinstance(value, (dict, tuple)) and not gc.is_tracked(value):
        yield from _held(value)


def _contains(value: str | bytes, needles: Collection[str]) -> bool:
    if isinstance(value, bytes):
        return any(needle.encode() in value for needle in needles)
    return any(needle in value for needle in needles)


def _file_contains(file: Path, wanted: Collection[bytes]) -> bool:
    tail = b""
    with file.open("rb") as opened:
        while block := opened.read(_READ_BYTES):
            if any(needle in tail + block for needle in wanted):
                return True
            tail = block[-64:]
    return False
