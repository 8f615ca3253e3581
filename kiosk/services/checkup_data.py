"""What the booth keeps: its keys, the queue and its record, the second volume; and how the booth is."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.operation.health_file import FILE
from kiosk.services.build import store_dir, vault_of
from kiosk.services.finding import Finding, Fitness
from kiosk.settings import Settings
from kiosk.store.keys import BoothKeys
from kiosk.store.report import QueueRow, audit_report, queue_rows
from kiosk.store.submission import Delivery

HELD = (Delivery.BLOCKED, Delivery.QUARANTINED)
WAITING = (Delivery.QUEUED, Delivery.SENDING)
OLD_DAYS = 3
"""A photo that has waited for so long over a weekend is one that nobody noticed."""
STALE_S = 15.0
"""A running booth writes its health file every few seconds."""


def booth(settings: Settings, clock: Clock) -> Finding:
    """Read what a running booth wrote last."""
    path = settings.data_dir / FILE
    try:
        told = json.loads(path.read_text("ascii"))
        age_s = (clock.now() - datetime.fromisoformat(told["written_at"])).total_seconds()
        ok, hung, version = bool(told["ok"]), ", ".join(told["hung"]), str(told["version"])
    except FileNotFoundError:
        return Finding("booth", Fitness.OK, "has not run here yet")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Finding("booth", Fitness.WARN, f"{FILE} cannot be read ({type(error).__name__})", "Delete it.")
    if abs(age_s) > STALE_S:  # a clock that was put back makes a file of the future
        return Finding("booth", Fitness.OK, f"does not run; version {version} ran until {told['written_at']}")
    if not ok:
        return Finding("booth", Fitness.FAIL, f"hangs: {hung}", "Start it again: kiosk run --supervised")
    return Finding(
        "booth", Fitness.OK, f"runs, version {version}, on the page {told.get('step', 'none yet')}"
    )


def keys(settings: Settings) -> Finding:
    """Read the key store as the booth will; nothing is made."""
    vault = vault_of(settings)
    try:
        text = vault.read()
        if text is not None:
            BoothKeys.parse(text)
    except KioskError as error:
        return Finding("keys", Fitness.FAIL, f"{vault.name}: {error.title}", error.advice)
    if vault.plain:
        advice = "Set keys.store to auto, system or systemd before a real person is photographed."
        return Finding("keys", Fitness.WARN, f"{vault.name}, which whoever has the disk can read", advice)
    if text is None:
        return Finding("keys", Fitness.OK, f"{vault.name}: empty, filled at the first start")
    return Finding("keys", Fitness.OK, vault.name)


def queue(settings: Settings, clock: Clock) -> Finding:
    """Count what is stored, by its state."""
    try:
        rows = queue_rows(store_dir(settings))
    except KioskError as error:
        if error.code == "store-missing":
            return Finding("queue", Fitness.OK, "nothing is stored yet")
        return Finding("queue", Fitness.FAIL, error.title, error.advice)
    counts = Counter(str(row.state) for row in rows)
    detail = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing is stored"
    held = [row for row in rows if row.state in HELD]
    if held:
        advice = "See kiosk queue list; kiosk queue release sets what is held up going."
        return Finding("queue", Fitness.WARN, f"{detail} ({_reasons(held)})", advice)
    waiting = [row.saved_at for row in rows if row.state in WAITING]
    days = max(((clock.now() - saved_at).days for saved_at in waiting), default=0)
    if days >= OLD_DAYS:
        advice = "Check the central server's address, the network, and whether the booth is enrolled."
        return Finding("queue", Fitness.WARN, f"{detail}, the oldest for {days} days", advice)
    return Finding("queue", Fitness.OK, detail)


def _reasons(rows: list[QueueRow]) -> str:
    return ", ".join(f"{reason}: {count}" for reason, count in Counter(r.reason for r in rows).most_common())


def record(settings: Settings) -> Finding:
    """Prove that the booth's record of what happened was not changed."""
    try:
        report = audit_report(store_dir(settings))
    except KioskError as error:
        if error.code == "store-missing":
            return Finding("record", Fitness.OK, "nothing is recorded yet")
        return Finding("record", Fitness.FAIL, error.title, error.advice)
    if not report.whole:
        advice = "Somebody changed the database: keep a copy of it and tell whoever is responsible."
        return Finding("record", Fitness.FAIL, f"row {report.first_break} does not fit", advice)
    return Finding("record", Fitness.OK, f"{report.rows} rows, each fits the one before")


def second_volume(settings: Settings) -> Finding:
    """Look whether the folder for the backup is there, on another volume, and can be written."""
    folder = settings.backup_dir
    if folder is None:
        advice = "Set backup_dir to a folder on a second volume: a disk that dies takes what waits with it."
        return Finding("backup", Fitness.WARN, "no second volume is set", advice)
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        advice = "Mount it, and let the kiosk's account write there."
        return Finding("backup", Fitness.FAIL, "backup_dir is absent or cannot be written", advice)
    data = next(path for path in (settings.data_dir, *settings.data_dir.absolute().parents) if path.exists())
    if device_of(folder) == device_of(data):
        advice = "Name a folder on another disk: this one dies together with what it copies."
        return Finding("backup", Fitness.WARN, "backup_dir is on the same volume as the data", advice)
    return Finding("backup", Fitness.OK, "a second volume that can be written")


def card_reader(settings: Settings) -> Finding:
    """Look whether the folder of the card reader's software is there and can be written."""
    folder = settings.card_reader_dir
    if folder is None:
        return Finding("card", Fitness.OK, "no card reader is set")
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        advice = "Make it, let the reader's software put the photo there and the kiosk's account write in it."
        return Finding("card", Fitness.FAIL, "card_reader_dir is absent or cannot be written", advice)
    return Finding("card", Fitness.OK, "the folder of the card reader can be read and written")


def device_of(path: Path) -> int:
    """Return the number of the volume that holds ``path``."""
    return path.stat().st_dev
