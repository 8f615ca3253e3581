"""The booth's settings file, changed a few answers at a time; what else a site has set in it stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.durable import make_directory, write_durably
from kiosk.errors import KioskError
from kiosk.settings import Settings, load_settings
from kiosk.settings_history import brought_up_to_date
from kiosk.tomlfile import read_toml, typed

BEFORE = ".before"
HEAD = "# Written by kiosk setup. What is left out has the value that the shipped config/kiosk.toml shows.\n"


def settings_or_first(path: Path) -> Settings:
    """Return the settings of ``path``; of a booth that has no such file yet, the shipped values.

    Raises
    ------
    KioskError
        As :func:`kiosk.settings.load_settings`, of a file that is there.
    """
    return load_settings(path) if path.exists() else Settings()


def change(path: Path, answers: Mapping[str, object]) -> Settings:
    """Write ``answers`` (dotted key → value) into the settings file; all of them or none, durably.

    A file that was written by hand, comments and all, is kept beside it as ``NAME.before``.

    Raises
    ------
    KioskError
        ``config-invalid`` when a value cannot be (nothing is written then), ``config-unwritten``.
    """
    old = path.read_bytes() if path.exists() else None
    data: dict[str, Any] = {} if old is None else brought_up_to_date(read_toml(path))[0]
    for key, value in answers.items():
        *tables, name = key.split(".")
        place = data
        for table in tables:
            place = place.setdefault(table, {})
        place[name] = value
    typed(data, Settings, path)
    by_hand = old if old is not None and not old.startswith(HEAD.encode("utf-8")) else None
    write_settings(path, settings_lines(data), keep=by_hand)
    return load_settings(path)


def write_settings(path: Path, text: str, *, keep: bytes | None) -> None:
    """Write the file, durably; ``keep`` is put beside it as ``NAME.before`` first.

    Raises
    ------
    KioskError
        ``config-unwritten``.
    """
    try:
        make_directory(path.absolute().parent)
        if keep is not None:
            write_durably(path.with_name(f"{path.name}{BEFORE}"), keep)
        write_durably(path, text.encode("utf-8"))
    except OSError as error:
        raise KioskError(
            "config-unwritten", f"{path} cannot be written: {error.strerror}.", "Check its folder."
        ) from error


def settings_lines(data: Mapping[str, object]) -> str:
    """Return a settings file of plain values and tables of them."""
    return HEAD + "".join(_table("", data))


def _table(name: str, data: Mapping[str, object]) -> list[str]:
    tables = {key: value for key, value in data.items() if isinstance(value, Mapping)}
    lines = [f"\n[{name}]\n"] if name and (len(tables) < len(data) or not data) else []
    lines += [f"{key} = {_value(value)}\n" for key, value in data.items() if key not in tables]
    for key, value in tables.items():
        lines += _table(f"{name}.{key}" if name else key, value)
    return lines


def _value(value: object) -> str:
    """Of strings, numbers and truth JSON's form is TOML's too; DEL alone must be escaped besides."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    plain = str(value) if isinstance(value, Path) else value
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
