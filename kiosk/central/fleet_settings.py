"""From when on a booth wants attention, from ``config/central.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class FleetSettings:
    """Without a heartbeat, age of the oldest waiting submission, free space, clock's error; days shown."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    silent_s: int
    oldest_s: int
    free_bytes: int
    clock_s: int
    days: int
