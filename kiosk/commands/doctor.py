"""``kiosk doctor``: check that this machine can run the kiosk."""

from __future__ import annotations

import argparse
import getpass
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.operation.support import write_bundle
from kiosk.paths import config_dir, data_dir
from kiosk.services.build import store_dir
from kiosk.services.checkup import check_up
from kiosk.services.finding import Finding, Fitness
from kiosk.services.pin import hash_pin
from kiosk.services.selftest import self_test
from kiosk.settings import Settings, load_settings
from kiosk.store.report import queue_rows
from kiosk.tomlfile import read_toml

EXIT_UNFIT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    parser.add_argument("--camera", help="look at this camera instead of the one in the settings")
    parser.add_argument("--json", action="store_true", help="print one JSON line a finding")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE.zip",
        help="also write all that support asks for, without anything about a person",
    )
    chosen.add_argument(
        "--self-test",
        action="store_true",
        help="only try what ships: whether this version works on this machine, whatever the site has set",
    )
    chosen.add_argument(
        "--hash-pin", action="store_true", help="only ask for an operator's PIN and print its hash"
    )


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 when the kiosk cannot run here."""
    if args.hash_pin:
        print(hash_pin(getpass.getpass("PIN: ")))
        return 0
    if args.self_test:
        return _exit_code(_told(self_test(), as_json=args.json))
    settings: Settings | None = None
    try:
        settings = load_settings(args.config)
    except KioskError as error:  # support needs the rest all the more
        broken = Finding("settings", Fitness.FAIL, error.title, error.advice)
        findings = _told(chain([broken], self_test()), as_json=args.json)
    else:
        if args.camera:
            settings = replace(settings, camera=replace(settings.camera, source=args.camera))
        findings = _told(check_up(settings, SystemClock()), as_json=args.json)
    if args.bundle is not None:
        _bundle(args.bundle, findings, settings, args.config)
    return _exit_code(findings)


def _told(found: Iterable[Finding], *, as_json: bool) -> list[Finding]:
    """Print each finding as soon as it is known; return them all."""
    findings = []
    for finding in found:
        findings.append(finding)
        if as_json:
            print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)
            continue
        print(f"{finding.fitness:4}  {finding.check:9} {finding.detail}", flush=True)
        if finding.fitness is not Fitness.OK and finding.advice:
            print(f"{'':16}{finding.advice}", flush=True)
    return findings


def _exit_code(findings: Sequence[Finding]) -> int:
    return EXIT_UNFIT if any(finding.fitness is Fitness.FAIL for finding in findings) else 0


def _bundle(path: Path, findings: Sequence[Finding], settings: Settings | None, config: Path | None) -> None:
    """Write what can be had; what cannot is said among the findings."""
    queue: Counter[str] = Counter()
    given: dict[str, Any] = {}
    with suppress(KioskError):
        given = read_toml(config or config_dir() / "kiosk.toml")
    if settings is not None:
        with suppress(KioskError):
            queue.update(str(row.state) for row in queue_rows(store_dir(settings)))
    data = data_dir() if settings is None else settings.data_dir
    try:
        write_bundle(path, [asdict(finding) for finding in findings], given, queue, data)
    except OSError as error:
        raise KioskError(
            "bundle-unwritten", f"{path} cannot be written: {error.strerror}.", "Name another file."
        ) from error
    print(f"Written: {path}. Nothing in it is about a person; look through it before you send it.")
