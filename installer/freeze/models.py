"""Copies the model files into a folder, every byte checked: ``python installer/freeze/models.py FOLDER``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.models import load_manifest, require_models


def main(folder: Path) -> int:
    """Copy every file of the manifest; 1 when one is missing or not the pinned one."""
    try:
        found = require_models(load_manifest())
    except KioskError as error:
        sys.stderr.write(f"{error.title} {error.advice}\n")
        return 1
    for path in found.values():
        shutil.copyfile(path, folder / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
