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
    """``reserve_bytes``: below this much free space nothing new is saved, so that updates still finish."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    reserve_bytes: int


def load_store_settings(path: Path | None = None) -> StoreSettings:
    """Read ``path``, by default ``config/store.toml``; errors as in :func:`kiosk.tomlfile.load`."""
    return load(path or config_dir() / "store.toml", StoreSettings)
