"""``kiosk specs``: list, show or check the photo standards."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from kiosk.photo.shelf import read_spec_file, spec_file
from kiosk.photo.sources import UNSOURCED, Source, leaves
from kiosk.photo.spec import BANDS, PhotoSpec, load_spec
from kiosk.services.spec_check import SpecFault, check_spec, draw_portrait
from kiosk.settings import load_settings
from kiosk.spec_files import spec_files

EXIT_UNMET = 1
EXIT_WRONG_FILE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, summary in (
        ("list", "say which photo standards there are, the site's own among them"),
        ("show", "print every rule of a standard and where it comes from"),
        ("check", "check that standards are well formed and can be met; all of them, or those named"),
    ):
        sub = actions.add_parser(action, help=summary, description=summary)
        if action == "show":
            sub.add_argument("spec", metavar="NAME", help="name of a photo spec, or a .toml file")
        if action == "check":
            sub.add_argument("specs", nargs="*", metavar="PATH", help="names, .toml files or folders of them")
            sub.epilog = (
                "Each spec's bands are tried on an average adult and its file size on a drawn person. Exit "
                "code: 0 when all can be met, 1 when one cannot, 2 when a file is wrong."
            )
        sub.add_argument("--config", type=Path, help="settings file that names the site's own specs")
        sub.add_argument("--json", action="store_true", help="print one JSON line a spec")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit code."""
    site = load_settings(args.config).specs_dir
    if args.action == "list":
        return _list(site, as_json=args.json)
    if args.action == "show":
        return _show(args.spec, site, as_json=args.json)
    return _check(args.specs, site, as_json=args.json)


def _list(site: Path | None, *, as_json: bool) -> int:
    code = 0
    for name, path in spec_files(site).items():
        origin = "site" if path.parent == site else "shipped"
        line: dict[str, Any] = {"name": name, "path": str(path), "origin": origin, "error": None}
        try:
            spec = load_spec(path, site)
        except KioskError as error:
            line["error"] = _told(error)
            code = EXIT_WRONG_FILE
            print(f"kiosk: {line['error']}", file=sys.stderr)
        else:
            size = spec.size
            line |= {"title": {"zh": spec.title_zh, "en": spec.title_en}, "size": asdict(size)}
            if not as_json:
                shape = f"{size.width_px}×{size.height_px}"
                print(f"{name:16} {shape:>8} px {size.dpi} dpi  {origin:8} {spec.title_zh} · {spec.title_en}")
        if as_json:
            print(json.dumps(line, ensure_ascii=False))
    return code


def _show(name: str, site: Path | None, *, as_json: bool) -> int:
    path = spec_file(name, site)
    spec = load_spec(path, site)
    rules = {
        key: value
        for key, value in leaves(read_spec_file(path, site))
        if key.partition(".")[0] not in UNSOURCED
    }
    silent = [band for band in BANDS if band not in spec.bands()]
    if as_json:
        rows = {key: {"value": value, **_sourced(spec.sources[key])} for key, value in rules.items()}
        facts = {"name": spec.name, "path": str(path), "like": spec.like, "rules": rows, "silent": silent}
        words = {"title": {"zh": spec.title_zh, "en": spec.title_en}}
        notes = {"note": {"zh": spec.note_zh, "en": spec.note_en}}
        print(json.dumps(facts | words | notes, ensure_ascii=False))
        return 0
    print(f"{spec.name}: {spec.title_zh} · {spec.title_en}\n{path}")
    for note in filter(None, (spec.note_zh, spec.note_en)):
        print(note)
    for key, value in rules.items():
        source = spec.sources[key]
        print(f"  {key:32} {_shown(value):>16}  {source.grade:2}  {source.text}")
    if silent:
        print(f"标准未规定 · the standard says nothing of: {', '.join(silent)}")
    return 0


def _sourced(source: Source) -> dict[str, str]:
    return {"grade": source.grade.value, "source": source.text}


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check(named: list[str], site: Path | None, *, as_json: bool) -> int:
    try:
        portrait = draw_portrait()
    except KioskError as error:
        portrait = None
        print(f"kiosk: file sizes are left unchecked: {_told(error)}", file=sys.stderr)
    code = 0
    for name in _wanted(named, site):
        line: dict[str, Any] = {
            "name": name,
            "ok": False,
            "bytes_checked": False,
            "faults": [],
            "error": None,
        }
        try:
            spec = _named_like_its_file(load_spec(name, site), spec_file(name, site))
            faults = check_spec(spec, portrait)
        except KioskError as error:
            line["error"] = _told(error)
            code = EXIT_WRONG_FILE
            print(f"kiosk: {line['error']}", file=sys.stderr)
        else:
            line |= {"name": spec.name, "ok": not faults, "bytes_checked": portrait is not None}
            line["faults"] = [asdict(fault) for fault in faults]
            code = max(code, EXIT_UNMET) if faults else code
            if not as_json:
                _print_faults(spec, faults)
        if as_json:
            print(json.dumps(line, ensure_ascii=False))
    return code


def _named_like_its_file(spec: PhotoSpec, path: Path) -> PhotoSpec:
    """Return ``spec``; a submission names its spec, so the name must lead back to the file."""
    if spec.name != path.stem:
        raise KioskError(
            "config-invalid",
            f"{path} has wrong settings: name: it is {spec.name!r}, the file's is {path.stem!r}.",
            "Give the file and the spec the same name.",
        )
    return spec


def _wanted(named: list[str], site: Path | None) -> list[str]:
    """Return the specs to check: every file of a folder, names and files as they are, without any: all."""
    if not named:
        return [str(path) for path in spec_files(site).values()]
    wanted: list[str] = []
    for name in named:
        folder = Path(name)
        wanted += [str(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else [name]
    return wanted


def _print_faults(spec: PhotoSpec, faults: tuple[SpecFault, ...]) -> None:
    if not faults:
        print(f"{spec.name}: 可行 · can be met")
    for fault in faults:
        print(f"{spec.name}: {fault.key}: {fault.zh} · {fault.en}")


def _told(error: KioskError) -> str:
    return f"{error.title} {error.advice} [{error.code}]"
