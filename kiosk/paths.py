"""Where things live: the files that ship with the program, and the machine's own data."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

APP = "photo-kiosk"

MARK = Path("assets", "models.toml")
"""A file that only this program's own folder has: ``assets`` and ``config`` alone are common names."""


def project_root() -> Path:
    """Return the folder that holds ``config/`` and ``assets/``.

    In a checkout and in the frozen program it is the folder above this package; a wheel puts them into
    ``share/photo-kiosk`` of the environment it is installed into, or of the user.
    """
    beside = Path(__file__).resolve().parent.parent
    if (beside / MARK).is_file():
        return beside  # asked often, and where else to look takes a millisecond to find out
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    shared = (Path(sysconfig.get_path("data", scheme)) / "share" / APP for scheme in schemes)
    return next((root for root in shared if (root / MARK).is_file()), beside)


def config_dir() -> Path:
    """Return the folder of the shipped configuration."""
    return project_root() / "config"


def assets_dir() -> Path:
    """Return the folder of icons, illustrations and the model manifest."""
    return project_root() / "assets"


def data_dir() -> Path:
    """Return the machine's data folder: ``$KIOSK_DATA_DIR``, else the XDG data home."""
    override = os.environ.get("KIOSK_DATA_DIR")
    if override:
        return Path(override)
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / APP


def models_dir() -> Path:
    """Return the folder of the models: ``$KIOSK_MODELS_DIR``, else what ships, else below the data folder.

    The frozen program brings them in ``models`` beside ``assets``; a checkout and a wheel bring none.
    """
    override = os.environ.get("KIOSK_MODELS_DIR")
    if override:
        return Path(override)
    shipped = project_root() / "models"
    return shipped if shipped.is_dir() else data_dir() / "models"


def fonts_dir() -> Path:
    """Return the folder of the fonts that the frozen program brings; elsewhere there is none."""
    return assets_dir() / "fonts"
