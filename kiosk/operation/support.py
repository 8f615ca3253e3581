"""The support bundle: one ZIP with everything a support call asks for, and nothing about a person.

What goes in is chosen, never what stays out: findings, versions, settings without secrets, the health file,
counts, and the kiosk's own log, which quotes nobody (:mod:`kiosk.log`).
"""

from __future__ import annotations

import json
import platform
import re
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

LOGS = "logs"
"""Folder below the data folder."""
LOG_BYTES = 500_000
"""Of the newest log; a support call is about the last days."""
SECRET = re.compile(r"pin|key|token|secret|password|hash", re.IGNORECASE)
_ADDRESS = re.compile(r"//[^/@\s]+@")


def packages() -> list[str]:
    """Return every installed package with its version."""
    found = {f"{dist.metadata['Name']}=={dist.version}" for dist in metadata.distributions()}
    return sorted(found, key=str.lower)


def without_secrets(value: Any, name: str = "") -> Any:
    """Return parsed settings with every secret's value replaced by whether it is set."""
    if isinstance(value, Mapping):
        return {key: without_secrets(inner, str(key)) for key, inner in value.items()}
    if SECRET.search(name) and not isinstance(value, bool):
        return "set" if value else "not set"
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    return plain(str(value)) if isinstance(value, str | Path) else value


def plain(text: str, home: Path | None = None) -> str:
    """Return a text without the account's name in paths and without user names in addresses."""
    return _ADDRESS.sub("//…@", text.replace(str(home or Path.home()), "~"))


def log_tail(folder: Path) -> str:
    """Return the end of the newest log files, oldest first."""
    text = b""
    for path in sorted(folder.glob("kiosk.log*"), key=lambda p: p.stat().st_mtime, reverse=True):
        text = path.read_bytes() + text
        if len(text) > LOG_BYTES:
            break
    return plain(text[-LOG_BYTES:].decode("utf-8", "replace"))


def write_bundle(
    path: Path,
    findings: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
    queue: Mapping[str, int],
    data_dir: Path,
) -> tuple[str, ...]:
    """Write the ZIP; return the names in it.

    Parameters
    ----------
    findings
        What the check-up said.
    settings
        Parsed settings, as they are in the file.
    queue
        How many submissions are in each state.

    Raises
    ------
    OSError
        As the system gives it.
    """
    health = data_dir / "health.json"
    parts = {
        "doctor.json": plain(json.dumps(list(findings), ensure_ascii=False, indent=1)),
        "machine.json": json.dumps(
            {
                "system": platform.platform(),
                "machine": platform.machine(),
                "python": platform.python_version(),
            }
        ),
        "packages.txt": "\n".join(packages()) + "\n",
        "settings.json": json.dumps(without_secrets(settings), ensure_ascii=False, indent=1),
        "queue.json": json.dumps(dict(queue)),
        "kiosk.log": log_tail(data_dir / LOGS),
    }
    if health.is_file():
        parts["health.json"] = health.read_text("ascii", "replace")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in parts.items():
            bundle.writestr(name, text)
    return tuple(parts)
