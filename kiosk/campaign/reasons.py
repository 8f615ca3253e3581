"""Reasons for which a reviewer sends a photo back: codes as data, with words in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.campaign.text import Text
from kiosk.paths import config_dir
from kiosk.tomlfile import read_toml, typed

OTHER = "other"
"""The reason that needs a note in the reviewer's own words."""


def load_reasons(path: Path | None = None) -> Mapping[str, Text]:
    """Return code → words from ``path``, by default ``config/reasons.toml``, in the file's order.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.load`.
    """
    path = path or config_dir() / "reasons.toml"
    return typed(read_toml(path), dict[str, Text], path)
