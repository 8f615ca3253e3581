"""From when on a booth wants attention, from ``config/central.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class FleetSettings:
    """Without a heartbeat, age of the oldest waiting submission, free space, clock's error; days shown.

    ``least_version``: older booths are told to be updated (426) and keep what they have; empty: none is.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    silent_s: int
    oldest_s: int
    free_bytes: int
    clock_s: int
    days: int
    least_version: Annotated[str, Field(pattern=r"^([0-9]{1,9}(\.[0-9]{1,9}){0,3})?$")]
