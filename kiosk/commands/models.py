"""``kiosk models``: install, list or verify the model files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.model_sources import install_model, installing, sources
from kiosk.models import ModelFile, ModelState, load_manifest, model_state
from kiosk.paths import models_dir
from kiosk.settings import load_settings

EXIT_NOT_ALL = 1
STEP_PERCENT = 25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, summary in (
        ("install", "fetch what is missing or altered"),
        ("list", "say which files there are and whether they are right"),
        ("verify", "check every byte; exit code 1 unless all files are right"),
    ):
        sub = actions.add_parser(action, help=summary, description=summary)
        if action == "install":
            sub.add_argument("--config", type=Path, help="settings file with the mirrors")
        else:
            sub.add_argument("--json", action="store_true", help="print one JSON line a file")


def run(args: argparse.Namespace) -> int:
    """Do it; 0 when the files are right afterwards (``list``: always)."""
    manifest = load_manifest()
    if args.action == "install":
        return _install(manifest, load_settings(args.config).models.mirrors)
    states = {name: model_state(model, models_dir()) for name, model in manifest.items()}
    for name, state in states.items():
        _print_state(name, manifest[name], state, as_json=args.json)
    all_right = all(state is ModelState.OK for state in states.values())
    return 0 if all_right or args.action == "list" else EXIT_NOT_ALL


def _install(wanted: dict[str, ModelFile], mirrors: tuple[str, ...]) -> int:
    folder = models_dir()
    meter = _Meter()
    with installing(folder) as scratch:
        origins = sources(mirrors, scratch)
        for model in wanted.values():
            origin = install_model(model, folder, origins, meter.show)
            came = "is there" if origin is None else f"installed from {origin}"
            print(f"{model.file}: {came} ({model.size_bytes / 1e6:.1f} MB, SHA-256 right)", file=sys.stderr)
    return 0


def _print_state(name: str, model: ModelFile, state: ModelState, *, as_json: bool) -> None:
    path = models_dir() / model.file
    if as_json:
        facts = {"name": name, "path": str(path), "state": state}
        print(json.dumps({**facts, "sha256": model.sha256, "size_bytes": model.size_bytes}))
    else:
        print(f"{state:8} {model.size_bytes / 1e6:5.1f} MB  {path}")


class _Meter:
    """Shows progress on stderr in steps, so that a log stays readable."""

    def __init__(self) -> None:
        self._shown: tuple[str, str, int] | None = None

    def show(self, model: ModelFile, source: str, done_bytes: int) -> None:
        percent = min(100, 100 * done_bytes // model.size_bytes) // STEP_PERCENT * STEP_PERCENT
        if self._shown != (model.file, source, percent):
            self._shown = (model.file, source, percent)
            print(f"{model.file}: {percent:3d} % from {source}", file=sys.stderr, flush=True)
