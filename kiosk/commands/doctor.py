"""``kiosk doctor``: check that this machine can run the kiosk."""

from __future__ import annotations

import argparse
import getpass
import json
from dataclasses import asdict, replace
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.services.checkup import Fitness, check_up
from kiosk.services.pin import hash_pin
from kiosk.settings import load_settings

EXIT_UNFIT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    parser.add_argument("--camera", help="look at this camera instead of the one in the settings")
    parser.add_argument("--json", action="store_true", help="print one JSON line a finding")
    parser.add_argument(
        "--hash-pin", action="store_true", help="only ask for an operator's PIN and print its hash"
    )


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 when the kiosk cannot run here."""
    if args.hash_pin:
        print(hash_pin(getpass.getpass("PIN: ")))
        return 0
    settings = load_settings(args.config)
    if args.camera:
        settings = replace(settings, camera=replace(settings.camera, source=args.camera))
    fit = True
    for finding in check_up(settings, SystemClock()):
        fit = fit and finding.fitness is not Fitness.FAIL
        if args.json:
            print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)
            continue
        print(f"{finding.fitness:4}  {finding.check:8} {finding.detail}", flush=True)
        if finding.fitness is not Fitness.OK and finding.advice:
            print(f"{'':15}{finding.advice}", flush=True)
    return 0 if fit else EXIT_UNFIT
