"""Writing an opened submission out in plain: only where somebody asked for it by name."""

from __future__ import annotations

import json
from pathlib import Path

from kiosk.durable import sync_directory, write_durably
from kiosk.errors import KioskError
from kiosk.store.faults import environment_faults
from kiosk.store.stored import Parcel


def new_private_folder(path: Path) -> Path:
    """Make a folder that only this account reads; never into one that is there already.

    Raises
    ------
    KioskError
        ``export-folder``.
    """
    try:
        path.mkdir(mode=0o700, parents=False)
        path.chmod(0o700)  # whatever the umask
    except OSError as error:
        raise KioskError(
            "export-folder",
            f"{path} cannot be made: {error.strerror}.",
            "Name a new folder in one that exists, best on an encrypted disk.",
        ) from error
    return path


def write_parcel(parcel: Parcel, folder: Path) -> Path:
    """Write manifest and pictures below ``folder`` under the submission's id; return where.

    Raises
    ------
    KioskError
        ``disk-full``, ``store-readonly`` or ``store-io``.
    """
    blobs = json.loads(parcel.manifest)["blobs"]
    own = folder / parcel.id
    with environment_faults():
        own.mkdir(mode=0o700)
        write_durably(own / "manifest.json", parcel.manifest)
        for name in ("photo", "original"):
            write_durably(own / f"{name}.jpg", parcel.blobs[blobs[name]["sha256"]])
        sync_directory(folder)
    return own
