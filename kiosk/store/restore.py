"""A booth whose disk is gone, built again from its backup; what happened since, the server is asked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kiosk.durable import make_directory, write_durably
from kiosk.errors import KioskError
from kiosk.store import ledger, schema
from kiosk.store.backup import DATABASE, NOTES, SMALL_FOLDERS
from kiosk.store.faults import environment_faults
from kiosk.store.startup import set_aside
from kiosk.store.submission import Delivery


def find_place(folder: Path) -> Path:
    """Return the copy of one booth: ``folder`` itself or the only one below it.

    Raises
    ------
    KioskError
        ``backup-missing`` when there is none, ``backup-ambiguous`` when there are several.
    """
    if (folder / "device").is_file():
        return folder
    found = sorted(path.parent for path in folder.glob("*/device")) if folder.is_dir() else []
    if not found:
        raise KioskError(
            "backup-missing",
            f"There is no backup of a booth in {folder}.",
            "Name the folder that backup_dir named.",
        )
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise KioskError(
            "backup-ambiguous", f"{folder} holds several booths: {names}.", "Name one of these folders."
        )
    return found[0]


def restore(place: Path, store: Path, now: datetime) -> int:
    """Copy a backup to where a booth without a store looks for it; return how many sealed files came back.

    What the copied database calls accepted and has no file was purged after the copy was made, or waited to
    be: its receipt is there, so it becomes purged. The next start makes everything else agree, and sends
    again what the server may have already; the server keeps it once.

    Raises
    ------
    KioskError
        ``store-exists`` when something is stored there; ``disk-full``, ``store-readonly``, ``store-io``.
    """
    with environment_faults():
        if (store / DATABASE).exists() or any((store / "sealed").glob("*")):
            raise KioskError(
                "store-exists",
                f"Something is stored in {store} already.",
                "Restore only to a booth that has never run, or set its store aside first.",
            )
        sealed = sorted((place / "sealed").glob("*.sealed"))
        notes = [place / name for name in NOTES if (place / name).exists()]
        small = [path for folder in SMALL_FOLDERS for path in sorted((place / folder).glob("*"))]
        for folder in ("sealed", *SMALL_FOLDERS):
            make_directory(store / folder)
        for source in [*notes, *small, *sealed]:
            write_durably(store / source.relative_to(place), source.read_bytes())
        if (place / DATABASE).exists():  # last: with it, the store is there
            set_aside(store / DATABASE, now)
            write_durably(store / DATABASE, (place / DATABASE).read_bytes())
            _settle(store, {path.stem for path in sealed}, now)
    return len(sealed)


def _settle(store: Path, present: set[str], now: datetime) -> None:
    try:
        db = schema.connect(store / DATABASE)
    except schema.Unreadable:
        return  # the next start sets it aside and rebuilds it
    try:
        with schema.immediate(db):
            for id_ in ledger.ids_in(db, Delivery.ACCEPTED):
                if id_ not in present:
                    ledger.transition(db, id_, Delivery.ACCEPTED, Delivery.PURGED, "gone-with-the-disk", now)
    finally:
        db.close()
