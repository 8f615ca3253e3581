"""Runs first in the frozen program: a library that it carries is found before the system's."""

import ctypes.util
import sys
from pathlib import Path

_carried_in = Path(getattr(sys, "_MEIPASS", ""))
_on_system = ctypes.util.find_library


def _find(name: str) -> str | None:
    found = sorted(_carried_in.glob(f"lib{name}.so*"))
    return str(found[0]) if found else _on_system(name)


ctypes.util.find_library = _find
