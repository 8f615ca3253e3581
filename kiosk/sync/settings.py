"""Waits, limits and intervals of delivery, from ``config/sync.toml``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class SyncSettings:
    """See the file for the source of each number; ``required_consents`` are purposes."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    backoff_base_s: float
    backoff_cap_s: float
    retry_after_cap_s: float
    connect_timeout_s: float
    read_timeout_s: float
    total_deadline_s: float
    max_answer_bytes: int
    lanes: Annotated[int, Field(ge=1, le=16)]
    quick_s: float
    heartbeat_s: float
    reconcile_s: float
    pull_s: float
    reconcile_batch: int
    token_s: Annotated[float, Field(gt=0)]
    retention_s: float
    clock_bad_s: float
    required_consents: tuple[str, ...]

    def within(self, seconds: float) -> SyncSettings:
        """Return the settings for calls that somebody waits for: none takes longer than ``seconds``."""
        return replace(self, connect_timeout_s=seconds, read_timeout_s=seconds, total_deadline_s=seconds)


def load_sync_settings(path: Path | None = None) -> SyncSettings:
    """Read ``path``, by default ``config/sync.toml``; errors as in :func:`kiosk.tomlfile.load`."""
    return load(path or config_dir() / "sync.toml", SyncSettings)
