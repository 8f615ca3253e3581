"""Typed reading of TOML: a bad key or value is reported with its file and its key."""

from __future__ import annotations

import tomllib
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kiosk.errors import KioskError

T = TypeVar("T")

STRICT = ConfigDict(extra="forbid")
"""Give a settings dataclass ``__pydantic_config__ = STRICT`` and unknown keys become errors."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the parsed file.

    Raises
    ------
    KioskError
        ``config-missing``, ``config-unreadable`` or ``config-syntax``.
    """
    try:
        return parse_toml(path.read_bytes(), path)
    except FileNotFoundError:
        raise KioskError(
            "config-missing", f"The file {path} does not exist.", "Restore it or name another file."
        ) from None
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from error


def parse_toml(data: bytes, path: Path) -> dict[str, Any]:
    """Return a file's parsed content; ``path`` names it in errors.

    Raises
    ------
    KioskError
        ``config-unreadable`` or ``config-syntax``.
    """
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _unreadable(path, "it is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise KioskError(
            "config-syntax", f"{path} is not valid TOML: {error}.", "Mend that line and try again."
        ) from error


def typed(data: Any, kind: type[T], path: Path) -> T:
    """Turn parsed TOML into ``kind``, a (frozen) dataclass; unknown keys are errors.

    The dataclass forbids extra keys by carrying ``__pydantic_config__ = STRICT``.

    Raises
    ------
    KioskError
        ``config-invalid``, naming the file and every offending key.
    """
    try:
        checked: T = _form(cast(Hashable, kind)).validate_python(data)
        return checked
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or '(top level)'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise KioskError(
            "config-invalid", f"{path} has wrong settings: {faults}.", "Correct these keys and try again."
        ) from error


@cache
def _form(kind: Any) -> TypeAdapter[Any]:
    """Made once a class: working out what it takes costs twenty times what reading a file does."""
    return TypeAdapter(kind)


def load(path: Path, kind: type[T]) -> T:
    """Read ``path`` and return it as ``kind``; see :func:`read_toml` and :func:`typed`."""
    return typed(read_toml(path), kind, path)


def _unreadable(path: Path, reason: str) -> KioskError:
    return KioskError(
        "config-unreadable", f"{path} cannot be read: {reason}.", "Check the file and its permissions."
    )
