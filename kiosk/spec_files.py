"""Which photo specs there are, by name; what they say is :mod:`kiosk.photo.shelf`'s to read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.paths import config_dir


def spec_files(site: Path | None = None) -> Mapping[str, Path]:
    """Return name → file of every spec: the shipped ones and those in the folder ``site``, which go first.

    Raises
    ------
    KioskError
        ``config-missing`` when ``site`` is no folder.
    """
    if site is not None and not site.is_dir():
        raise KioskError(
            "config-missing",
            f"The folder {site} of this site's photo specs does not exist.",
            "Make it, or correct `specs_dir` in the settings.",
        )
    folders = [config_dir() / "specs", *([] if site is None else [site])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
