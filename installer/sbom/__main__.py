"""``python -m installer.sbom OUT [--bundle DIR]``: list every part, refuse what has no known licence.

Writes ``OUT/sbom.cdx.json`` and ``OUT/THIRD-PARTY.txt``. Without ``--bundle`` the parts are those of the
environment that runs it; with it, those that lie in the frozen program.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from installer.sbom.cyclonedx import as_json, document
from installer.sbom.libraries import carried_by, carried_in, content_of, library_parts
from installer.sbom.licences import check_handed_on, load_table
from installer.sbom.machine import debian_parts, font_parts, model_parts, named_in_setup
from installer.sbom.notices import COMMON_LICENCES, notices
from installer.sbom.parts import LicenceUnknownError, Part
from installer.sbom.python import PROGRAM, closure, installed, package_parts

ROOT = Path(__file__).resolve().parents[2]


def collect(bundle: Path | None, debian: list[str]) -> tuple[Part, list[Part]]:
    """Return the program and its parts.

    Raises
    ------
    LicenceUnknownError
        A part without a known licence, or one that the frozen program may not carry.
    """
    table = load_table()
    beside = debian_parts(debian, table)
    distributions = closure() if bundle is None else installed([str(content_of(bundle))])
    if PROGRAM not in distributions:
        raise LicenceUnknownError(f"{PROGRAM} is not here, so its parts are not known.")
    program, *parts = sorted(
        package_parts(distributions, table), key=lambda part: (part.name != PROGRAM, part.ref)
    )
    files = carried_by(distributions) if bundle is None else carried_in(bundle)
    parts += library_parts(files, {name: each.version for name, each in distributions.items()}, table)
    parts += model_parts(ROOT / "assets" / "models.toml", table)
    parts += [] if bundle is None else font_parts(bundle)
    if bundle is not None:
        check_handed_on(parts, table)
    return program, [*parts, *beside]


def made_at_s() -> int:
    """Return ``SOURCE_DATE_EPOCH``, else the time of the last commit, else 0: never the hour of the build."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False)
        given = told.stdout.strip() if told.returncode == 0 else ""
    return int(given or 0)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m installer.sbom", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for sbom.cdx.json and THIRD-PARTY.txt")
    parser.add_argument("--bundle", type=Path, help="the frozen program's folder")
    parser.add_argument(
        "--debian", nargs="*", help="Debian packages it depends on (by default those of the set-up)"
    )
    parser.add_argument(
        "--licences", type=Path, default=COMMON_LICENCES, help="folder of the words of common licences"
    )
    args = parser.parse_args(words)
    debian = named_in_setup(ROOT / "installer" / "setup.sh") if args.debian is None else args.debian
    try:
        program, parts = collect(args.bundle, debian)
        text = notices([program, *parts], args.licences)
    except LicenceUnknownError as error:
        print(f"sbom: {error}", file=sys.stderr)
        return 1
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "sbom.cdx.json").write_text(as_json(document(program, parts, made_at_s())), encoding="utf-8")
    (args.out / "THIRD-PARTY.txt").write_text(text, encoding="utf-8")
    print(f"{len(parts)} parts, every licence known")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
