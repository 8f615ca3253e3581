"""The health file: how the booth is, for a site's own monitoring; nothing in it is about a person."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = "health.json"
EVERY_S = 3.0


class HealthFile:
    """Written whole and renamed, so that a reader never sees half of it.

    It is not synced to the disk: after a power cut it says nothing anyway.

    Parameters
    ----------
    facts
        What to write beside the process's own facts; JSON data without anything personal.
    """

    def __init__(
        self,
        path: Path,
        version: str,
        facts: Callable[[], Mapping[str, Any]],
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._version, self._facts = path, version, facts
        self._now, self._monotonic = now, monotonic
        self._started_at = now()
        self._next_at = 0.0
        self._hung: tuple[str, ...] = ()

    def report(self, overdue_s: Mapping[str, float]) -> None:
        """Write the file every :data:`EVERY_S`, and at once when a part hangs or lives again.

        Raises
        ------
        OSError
            As the system gives it, e.g. on a full disk.
        """
        hung = tuple(sorted(name for name, seconds in overdue_s.items() if seconds > 0))
        if hung == self._hung and self._monotonic() < self._next_at:
            return
        self._hung, self._next_at = hung, self._monotonic() + EVERY_S
        document = {
            "version": self._version,
            "process": os.getpid(),
            "started_at": self._started_at.isoformat(timespec="seconds"),
            "written_at": self._now().isoformat(timespec="seconds"),
            "ok": not hung,
            "hung": list(hung),
            **self._facts(),
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f"{self._path.name}.new")
        part.write_text(json.dumps(document, indent=1) + "\n", encoding="ascii")
        os.replace(part, self._path)
