"""Hours in which the booth makes no sound, as a site sets them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.tomlfile import STRICT

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class SoundSettings:
    """When the booth is silent, whatever a person chooses.

    ``quiet``: spans like ``12:30-14:00`` in the booth's local time; one that ends before it begins goes over
    midnight.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    quiet: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for span in self.quiet:
            if not _SPAN.fullmatch(span):
                raise ValueError(f"“{span}” is no span of hours like 12:30-14:00")


def quiet_at(spans: Sequence[str], now: datetime) -> bool:
    """Return whether the booth is silent at ``now``, a time that knows its zone, on this machine's clock."""
    local = now.astimezone().time()
    return any(_within(span, local) for span in spans)


def _within(span: str, at: time) -> bool:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(span)
    begin = time(int(found[1]), int(found[2]))
    end = time(int(found[3]), int(found[4]))
    return begin <= at < end if begin <= end else at >= begin or at < end
