"""``kiosk config``: check the settings, print their schema, bring an older file up to date."""

from __future__ import annotations

import argparse
import json
import os
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import TypeAdapter

from kiosk.calibration.limits import load_limits as load_calibration_limits
from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.reasons import load_reasons
from kiosk.compare.settings import load_compare
from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.guidance.hints import load_hints
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir
from kiosk.photo.checks.limits import load_limits as load_inspection_limits
from kiosk.photo.print_layout import load_print_rules
from kiosk.photo.spec import load_spec
from kiosk.photo.studio_file import load_studio_limits
from kiosk.photo.words import load_words
from kiosk.settings import Settings, load_settings
from kiosk.settings_history import brought_up_to_date, without_gone
from kiosk.sound.prompts import load_prompts
from kiosk.spec_files import spec_files
from kiosk.store.settings import StoreSettings, load_store_settings
from kiosk.sync.settings import SyncSettings, load_sync_settings
from kiosk.tomlfile import read_toml

EXIT_WRONG = 1
SCHEMAS: dict[str, TypeAdapter[object]] = {
    "kiosk": TypeAdapter(Settings),
    "store": TypeAdapter(StoreSettings),
    "sync": TypeAdapter(SyncSettings),
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, summary in (
        ("check", "read every settings file, name what is wrong in each; exit code 1 if anything is"),
        ("schema", "print the JSON schema of a settings file"),
        ("migrate", "take out of a settings file what an earlier version left; keeps FILE.before"),
    ):
        action = actions.add_parser(name, help=summary, description=summary)
        if name == "schema":
            action.add_argument("file", nargs="?", default="kiosk", choices=sorted(SCHEMAS))
        else:
            action.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
        if name == "check":
            action.add_argument("--json", action="store_true", help="print one JSON line a file")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    if args.action == "schema":
        print(json.dumps(schema_of(args.file), indent=1, ensure_ascii=False))
        return 0
    path = args.config or config_dir() / "kiosk.toml"
    return _check(path, as_json=args.json) if args.action == "check" else _migrate(path)


def schema_of(name: str) -> dict[str, object]:
    """Return the JSON schema of ``config/NAME.toml``."""
    return {**SCHEMAS[name].json_schema(), "$schema": DIALECT, "title": f"{name}.toml"}


def _check(path: Path, *, as_json: bool) -> int:
    wrong = 0
    for name, read in _readers(path):
        try:
            read()
            error = None
        except KioskError as caught:
            error, wrong = caught, wrong + 1
        if as_json:
            print(json.dumps({"file": name, "error": None if error is None else error.title}))
        elif error is None:
            print(f"ok    {name}")
        else:
            print(f"fail  {name}: {error.title} {error.advice}")
    return EXIT_WRONG if wrong else 0


def _readers(path: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each file's name and what reads it; what a broken settings file would name is left out."""
    yield str(path), lambda: load_settings(path)
    try:
        settings = load_settings(path)
    except KioskError:
        settings = None
    rules = config_dir() / "rules.toml"
    yield "rules.toml", lambda: load_rules(rules)
    yield "hints.toml", lambda: load_hints(config_dir() / "hints.toml", load_rules(rules))
    yield "store.toml", load_store_settings
    yield "sync.toml", load_sync_settings
    yield "calibration.toml", load_calibration_limits
    yield "inspection.toml", load_inspection_limits
    yield "checks.toml", load_words
    yield "reasons.toml", load_reasons
    yield "prompts.toml", load_prompts
    yield "prints.toml", load_print_rules
    yield "studio-file.toml", load_studio_limits
    yield "compare.toml", load_compare
    site = None if settings is None else settings.specs_dir
    for name, file in spec_files(site).items():
        yield f"specs/{name}", lambda file=file: load_spec(file, site)  # type: ignore[misc]
    if settings is not None:
        campaign = settings.campaign
        yield f"campaigns/{campaign}", lambda: load_spec(load_campaign(campaign).spec, site)


def _migrate(path: Path) -> int:
    """Rewrite the file without what is gone; its other lines and remarks stay as they are."""
    data, gone = brought_up_to_date(read_toml(path))
    if not gone:
        print(f"{path} is up to date.")
        return 0
    before = path.read_bytes()
    text = without_gone(before.decode("utf-8"), gone)
    if tomllib.loads(text) != data:
        keys = ", ".join(item.key for item in gone)
        raise KioskError(
            "config-not-migrated", f"{path} is written in an unusual way.", f"Take out by hand: {keys}."
        )
    try:
        write_durably(path.with_name(f"{path.name}.before"), before)
        mode = path.stat().st_mode
        write_durably(path, text.encode("utf-8"))
        os.chmod(path, mode)
    except OSError as error:
        raise KioskError(
            "config-unwritten", f"{path} cannot be written: {error.strerror}.", "Check its permissions."
        ) from error
    for item in gone:
        print(f"{item.key}: {item.says}")
    return 0
