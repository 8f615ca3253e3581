"""``kiosk setup``: set a booth up from a file of answers, without a screen."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.paths import config_dir
from kiosk.services.finding import Finding, Fitness
from kiosk.services.first_run import Answers, set_up
from kiosk.tomlfile import parse_toml, read_toml, typed

EXIT_UNFIT = 1
STDIN = Path("-")
EXAMPLE = """\
answers, as TOML:
  language = "zh"              # or "en"
  campaign = "example"
  specs_dir = "our-specs"      # only with photo specs of your own
  data_dir = "/var/lib/photo-kiosk"
  backup_dir = "/mnt/backup"
  pin = "135790"               # only its hash is kept
  keys = "auto"
  calibrate = ["mounting", "light", "lamps", "plate"]   # measured now, in this order
  test_photo = true            # of who sits there now; neither kept nor sent
  [camera]
  source = "device:0"
  [central]
  url = "https://photos.example.edu"
  code = "the one-time enrolment code"

Every answer may be left out. Delete the file afterwards, or give the answers on standard input (--answers -):
they hold the PIN and the code. Exit code: 0 when the booth can run, 1 when something must be mended first.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--answers", type=Path, required=True, metavar="FILE", help="what staff answer, or -")
    parser.add_argument("--config", type=Path, help="settings file to write (default: config/kiosk.toml)")
    parser.add_argument(
        "--replace", action="store_true", help="replace the settings file; keeps the old one as FILE.before"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line a step")
    parser.epilog = EXAMPLE
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def run(args: argparse.Namespace) -> int:
    """Do every step; 1 when one of them says that the booth cannot run."""
    given = parse_toml(sys.stdin.buffer.read(), STDIN) if args.answers == STDIN else read_toml(args.answers)
    answers = typed(given, Answers, args.answers)
    config = args.config or config_dir() / "kiosk.toml"
    fit = True
    for step in set_up(answers, config, SystemClock(), replace=args.replace):
        fit = fit and step.fitness is not Fitness.FAIL
        _tell(step, as_json=args.json)
    if not args.json:
        print(f"Look at everything: kiosk doctor --config {config}")
        print(f"Then start the booth: kiosk run --supervised --config {config}")
    return 0 if fit else EXIT_UNFIT


def _tell(step: Finding, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(step), ensure_ascii=False), flush=True)
        return
    print(f"{step.fitness:4}  {step.check:9} {step.detail}", flush=True)
    if step.fitness is not Fitness.OK and step.advice:
        print(f"{'':16}{step.advice}", flush=True)
