"""``kiosk calibrate``: set a booth up without a screen: mounting, light, lamps, empty picture."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kiosk.calibration.limits import load_limits
from kiosk.calibration.record import Part
from kiosk.calibration.sheet import printable
from kiosk.calibration.shelf import Shelf
from kiosk.calibration.words import INSTRUCTIONS, in_words, missed_words
from kiosk.camera.open import open_camera
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.camera.source import Camera
from kiosk.clock import Clock, SystemClock
from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.models import vision_models
from kiosk.photo.spec import load_spec
from kiosk.services.calibrating import EMPTY_ROOM, FOLDER, Calibrator
from kiosk.settings import Settings, load_settings
from kiosk.vision.observe import Observer

EXIT_ADVICE = 1
EXIT_MISSED = 2
READ_S = 0.5
SILENT_S = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--step", action="append", choices=list(map(str, Part)), help="only this part (may be repeated)"
    )
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    parser.add_argument("--camera", help="use this camera instead of the one in the settings")
    parser.add_argument("--spec", default="chsi", help="photo spec whose shape is aimed at (default: chsi)")
    parser.add_argument("--json", action="store_true", help="print one JSON line a part")
    parser.add_argument(
        "--sheet", type=Path, metavar="PDF", help="only write the sheet that shows how the camera hangs"
    )
    parser.epilog = (
        "Exit code: 0 when everything is in order, 1 when something should be put right, 2 when a part "
        "could not be measured. What was measured is kept in the booth's data folder."
    )


def run(args: argparse.Namespace) -> int:
    """Measure the asked parts one after another and keep what is found."""
    if args.sheet is not None:
        _write_sheet(args.sheet)
        return 0
    settings = load_settings(args.config)
    if args.camera:
        settings = replace(settings, camera=replace(settings.camera, source=args.camera))
    parts = [Part(name) for name in args.step or list(Part)]
    clock = SystemClock()
    wanted = settings.camera
    models = vision_models()
    camera = open_camera(wanted.source, clock, size=(wanted.width_px, wanted.height_px), fps=wanted.fps)
    with Observer.open(models, live=True) as observer:
        calibrator = _calibrator(settings, camera, clock, args.spec, observer)
        camera.open()
        try:
            codes = [_measure(part, calibrator, camera, clock, as_json=args.json) for part in parts]
        finally:
            calibrator.abandon()
            camera.close()
    return max(codes)


def _calibrator(
    settings: Settings, camera: Camera, clock: Clock, spec: str, observer: Observer
) -> Calibrator:
    shelf = Shelf(settings.data_dir / FOLDER)
    photo = load_spec(spec, settings.specs_dir)
    made = Calibrator(shelf, camera, clock, photo, load_limits(), observer.observe, lambda: None)
    made.load()
    return made


def _measure(part: Part, calibrator: Calibrator, camera: Camera, clock: Clock, *, as_json: bool) -> int:
    if not as_json:
        print(f"{part}: {INSTRUCTIONS[part]}", flush=True)
    if isinstance(camera, SitterCamera):
        camera.stay_away(part in EMPTY_ROOM)
    calibrator.ask(part)
    heard_at, said = clock.monotonic(), None
    while calibrator.status.running is not None:
        frame = camera.read(READ_S)
        if frame is not None:
            heard_at = clock.monotonic()
            calibrator.look(frame)
        elif clock.monotonic() - heard_at > SILENT_S:
            raise KioskError("camera-lost", f"Camera {camera.name} gives no picture.", "Check its cable.")
        progress = calibrator.status.progress
        if not as_json and progress is not None and progress.waiting is not said:
            said = progress.waiting
            print(f"  … {missed_words(said)}", flush=True)
    return _report(part, calibrator, as_json=as_json)


def _report(part: Part, calibrator: Calibrator, *, as_json: bool) -> int:
    status = calibrator.status
    if status.fault is not None:
        raise status.fault
    record = status.calibration.part(part) if status.missed is None else None
    if as_json:
        line: dict[str, Any] = {"part": str(part), "camera": status.calibration.camera}
        line["missed"] = None if status.missed is None else str(status.missed)
        line["found"] = None if record is None else asdict(record)
        print(json.dumps(line, ensure_ascii=False, default=str), flush=True)
    elif record is None:
        print(f"  not measured: {missed_words(status.missed)}", flush=True)
    else:
        for sentence in in_words(record):
            print(f"  {sentence}", flush=True)
    if record is None:
        return EXIT_MISSED
    return EXIT_ADVICE if record.remarks else 0


def _write_sheet(path: Path) -> None:
    try:
        write_durably(path, printable())
    except OSError as error:
        raise KioskError(
            "out-unwritable", f"{path} cannot be written: {error.strerror}.", "Name another file."
        ) from error
    print(f"{path}: print it on A4 at full size.")
