"""Whether this machine can run the kiosk: one finding for each thing it needs."""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from kiosk.calibration.record import Part
from kiosk.calibration.shelf import Shelf
from kiosk.calibration.words import remark_words
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.models import MEND, ModelState, load_manifest, model_state
from kiosk.paths import fonts_dir, models_dir
from kiosk.services import checkup_camera, checkup_data, checkup_machine
from kiosk.services.calibrating import FOLDER
from kiosk.services.finding import Finding, Fitness
from kiosk.settings import Settings
from kiosk.sqlite import driver, durable_pragmas
from kiosk.store.settings import load_store_settings
from kiosk.sync.credentials import checked_url
from kiosk.sync.settings import load_sync_settings
from kiosk.sync.transport import CallFailed, Transport

COMFORTABLE_BYTES = 5_000_000_000
"""About two thousand waiting submissions of 1–2 MB."""

QT_TIMEOUT_S = 60.0

QT_PROBE = "ui.qt_probe"
"""A process of its own: nothing in ``kiosk`` imports Qt, and a broken Qt ends its process."""


def check_up(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look at everything in turn; a finding comes as soon as it is known, none raises."""
    checks: tuple[Callable[[], Finding], ...] = (
        checkup_machine.version,
        python,
        checkup_machine.processor,
        checkup_machine.memory,
        qt,
        opencv,
        models,
        chinese_font,
        sqlite,
        lambda: disk(settings.data_dir),
        lambda: checkup_machine.wall_clock(settings.central.url, clock),
        lambda: checkup_data.keys(settings),
        lambda: checkup_data.queue(settings, clock),
        lambda: checkup_data.record(settings),
        lambda: checkup_data.second_volume(settings),
        lambda: checkup_data.card_reader(settings),
        lambda: checkup_data.booth(settings, clock),
        lambda: checkup_camera.camera(settings, clock),
        lambda: checkup_camera.modes(settings, clock),
        lambda: calibration(settings, clock),
        lambda: central(settings.central.url),
    )
    for check in checks:
        yield check()


def python() -> Finding:
    return Finding("python", Fitness.OK, f"{platform.python_version()} on {platform.platform(terse=True)}")


def qt() -> Finding:
    """Start a real QApplication, offscreen where there is no screen."""
    environ = dict(os.environ)
    if sys.platform == "linux" and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    advice = "Run installer/setup.sh: a library of the system, or PySide6 itself, is missing."
    try:
        done = subprocess.run(
            [sys.executable, "-m", QT_PROBE],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=QT_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("qt", Fitness.FAIL, f"no answer within {QT_TIMEOUT_S:.0f} s", advice)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Finding("qt", Fitness.FAIL, last, advice)
    return Finding("qt", Fitness.OK, done.stdout.strip())


def opencv() -> Finding:
    """Two wheels that both write the folder ``cv2`` overwrite each other's files."""
    wheels = sorted(set(metadata.packages_distributions().get("cv2", ())))
    named = ", ".join(f"{wheel} {metadata.version(wheel)}" for wheel in wheels)
    if len(wheels) == 1:
        return Finding("opencv", Fitness.OK, named)
    return Finding(
        "opencv",
        Fitness.FAIL,
        named or "not installed",
        "Uninstall every OpenCV package, then install opencv-contrib-python alone.",
    )


def models() -> Finding:
    needed = load_manifest().values()
    wrong = [
        f"{model.file} {state}"
        for model in needed
        if (state := model_state(model, models_dir())) is not ModelState.OK
    ]
    if wrong:
        return Finding("models", Fitness.FAIL, ", ".join(wrong), MEND)
    return Finding("models", Fitness.OK, f"{len(needed)} files, every SHA-256 right")


def chinese_font() -> Finding:
    """Ask fontconfig; where there is none (Windows, macOS) the system brings Chinese fonts.

    The frozen program brings its own.
    """
    if shipped := sorted(file.stem for file in fonts_dir().glob("*.ttc")):
        return Finding("font", Fitness.OK, f"{', '.join(shipped)}, with the program")
    tool = shutil.which("fc-list")
    if tool is None:
        fitness = Fitness.WARN if sys.platform == "linux" else Fitness.OK
        return Finding("font", fitness, "fontconfig's fc-list is absent", "Install fontconfig.")
    done = subprocess.run(
        [tool, ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=30, check=False
    )
    families = sorted({line.split(",")[0] for line in done.stdout.splitlines() if line})
    if not families:
        return Finding("font", Fitness.FAIL, "no font has Chinese characters", "Install fonts-noto-cjk.")
    return Finding("font", Fitness.OK, f"{families[0]} and {len(families) - 1} more")


def sqlite() -> Finding:
    journal, synchronous = durable_pragmas()
    return Finding("sqlite", Fitness.OK, f"{driver()}, {journal} + {synchronous}")


def disk(folder: Path) -> Finding:
    """Free space where the data folder is or will be."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    detail = f"{free / 1e9:.1f} GB free"
    advice = "Free some space on the booth's disk."
    if free < load_store_settings().reserve_bytes:
        return Finding("disk", Fitness.FAIL, detail, advice)
    if free < COMFORTABLE_BYTES:
        return Finding("disk", Fitness.WARN, detail, advice)
    return Finding("disk", Fitness.OK, detail)


def calibration(settings: Settings, clock: Clock) -> Finding:
    """How old staff's set-up of the booth is, and what of it should be put right."""
    advice = "Set the booth up on the staff page, or run: kiosk calibrate"
    shelf = Shelf(settings.data_dir / FOLDER)
    try:
        kept = shelf.read(settings.camera.source)
        shelf.plate(kept)
    except KioskError as error:
        return Finding("set-up", Fitness.WARN, error.title, error.advice)
    records = {part: kept.part(part) for part in Part}
    taken = [record.taken_at for record in records.values() if record is not None]
    if not taken:
        return Finding("set-up", Fitness.WARN, "never made with this camera", advice)
    days = (clock.now() - min(taken)).days
    wrong = [
        f"{part}: {remark_words(remark)}"
        for part, record in records.items()
        for remark in (() if record is None else record.remarks)
    ]
    missing = [f"{part}: not measured" for part, record in records.items() if record is None]
    detail = f"{days} days old"
    if wrong or missing:
        return Finding("set-up", Fitness.WARN, "; ".join([detail, *wrong, *missing]), advice)
    return Finding("set-up", Fitness.OK, f"{detail}, all in order")


def central(url: str | None) -> Finding:
    """Ask the central server for a sign of life, without a token and without any data."""
    if url is None:
        return Finding(
            "central", Fitness.WARN, "no central server is set", "Set central.url in the settings."
        )
    advice = "Check the address and the network; photos wait safely on the booth meanwhile."
    try:
        transport = Transport(checked_url(url), None, load_sync_settings())
        answer = transport.call("GET", f"/health?nonce={secrets.token_hex(16)}")
    except KioskError as error:
        return Finding("central", Fitness.FAIL, error.title, error.advice)
    except CallFailed as failed:
        return Finding("central", Fitness.WARN, f"not reached: {failed.reason}", advice)
    if answer.status != 200:
        return Finding("central", Fitness.FAIL, f"answered {answer.status}", advice)
    return Finding("central", Fitness.OK, "reached")
