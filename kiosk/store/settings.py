"""Limits of the store, from ``config/store.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class StoreSettings:
    """How the booth deals with a disk that fills up and with one that ages.

    Attributes
    ----------
    reserve_bytes
        Below this much free space nothing new is saved, so that updates still finish.
    session_bytes
        Below this much nobody new is received, so that who is here can still be saved.
    ballast_bytes
        Size of the file that is given up when the disk is full all the same; 0 for none.
    check_every_s, check_pause_s
        How often everything stored is read and checked, and the pause between two files of it.
    backup_every_s
        How often the database is copied to the second volume; photos are copied as they come.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    reserve_bytes: int
    session_bytes: int = 0
    ballast_bytes: int = 0
    check_every_s: float = 86_400.0
    check_pause_s: float = 0.05
    backup_every_s: float = 300.0


def load_store_settings(path: Path | None = None) -> StoreSettings:
    """Read ``path``, by default ``config/store.toml``; errors as in :func:`kiosk.tomlfile.load`."""
    return load(path or config_dir() / "store.toml", StoreSettings)
