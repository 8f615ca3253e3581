"""Where things live: the files that ship with the program, and the machine's own data."""

from __future__ import annotations

import os
from pathlib import Path

APP = "photo-kiosk"


def project_root() -> Path:
    """Return the folder that holds ``config/`` and ``assets/``."""
    return Path(__file__).resolve().parent.parent


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
    """Return the folder of the model files: ``$KIOSK_MODELS_DIR``, else below the data folder."""
    override = os.environ.get("KIOSK_MODELS_DIR")
    return Path(override) if override else data_dir() / "models"
