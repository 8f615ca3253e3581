"""What is not a Python package: models, fonts, and the packages of Debian."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

from installer.sbom.digest import sha256_of
from installer.sbom.licences import Table
from installer.sbom.parts import Kind, LicenceUnknownError, Part

FONT_LICENCE = "OFL-1.1"
"""Noto CJK's; no other font is shipped."""
FONTS = ("NotoSansCJK", "NotoSansSC")


def model_parts(manifest: Path, table: Table) -> list[Part]:
    """Return the model files of the manifest, with the hashes that the program checks."""
    models = tomllib.loads(manifest.read_text(encoding="utf-8"))
    parts = []
    for name, model in models.items():
        if name not in table.models:
            raise LicenceUnknownError(f"The licence of the model {name} is not in licences.toml.")
        parts.append(
            Part(model["file"], "", table.models[name], Kind.MODEL, group=name, sha256=model["sha256"])
        )
    return parts


def font_parts(folder: Path) -> list[Part]:
    """Return the fonts of a frozen program; a font of another family is refused."""
    parts = []
    for file in sorted(each for each in folder.rglob("*") if each.suffix in (".ttc", ".otf", ".ttf")):
        if not file.name.startswith(FONTS):
            raise LicenceUnknownError(f"The licence of the font {file.name} is not known.")
        parts.append(Part(file.name, "", FONT_LICENCE, Kind.DATA, group="font", sha256=sha256_of(file)))
    return parts


def named_in_setup(script: Path) -> list[str]:
    """Return the Debian packages that the set-up installs, from its own list."""
    found = re.search(r"^packages=\(\n(.*?)^\)", script.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return sorted(found[1].split()) if found else []


def debian_parts(names: Iterable[str], table: Table) -> list[Part]:
    """Return packages of Debian; the version is empty where they are not installed."""
    parts = []
    for name in sorted(set(names)):
        if name not in table.debian:
            raise LicenceUnknownError(f"The licence of the Debian package {name} is not in licences.toml.")
        version = installed_version(name)
        at = f"@{version}" if version else ""
        parts.append(
            Part(name, version, table.debian[name], purl=f"pkg:deb/debian/{name}{at}", handed_on=False)
        )
    return parts


def installed_version(name: str) -> str:
    if shutil.which("dpkg-query") is None:
        return ""
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev} ${Version}", name]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    return told[1] if len(told) == 2 and told[0] == "ii" else ""
