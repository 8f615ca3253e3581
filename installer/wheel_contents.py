"""What a wheel or a source distribution must hold, and may hold: compared with the files of a source tree.

    python installer/wheel_contents.py TREE WHEEL SDIST

Exit code 1 names every file that is missing or stray.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CODE = ("kiosk", "ui")
SHIPPED = ("assets", "config")
README_ONLY = "assets/readme/"
"""Pictures of the README: nothing at run time reads them."""
BESIDE = ("LICENSE", "MANIFEST.in", "README.md", "pyproject.toml")
"""What a source distribution has at its root."""
WRITTEN = re.compile(r"(PKG-INFO|setup\.cfg|photo_kiosk\.egg-info/.+)")
"""What the build itself adds to a source distribution."""
NEVER = re.compile(r"(^|/)(__pycache__|tests|out|build|dist|\.[^/]+)(/|$)|\.(py[cod]|db|sqlite|log|jpe?g)$")
"""Never part of either: what running leaves behind, tests and their pictures, photos of people."""


@dataclass(frozen=True)
class Difference:
    """Names relative to the root of the tree, sorted."""

    missing: tuple[str, ...]
    stray: tuple[str, ...]

    def lines(self, of: str) -> list[str]:
        return [f"{of}: {name} is missing" for name in self.missing] + [
            f"{of}: {name} should not be there" for name in self.stray
        ]


def source_files(tree: Path, folders: Iterable[str]) -> set[str]:
    """Return the files below ``folders`` of a source tree, but for what running leaves behind."""
    found = (path for folder in folders for path in (tree / folder).rglob("*") if path.is_file())
    names = (path.relative_to(tree).as_posix() for path in found)
    return {name for name in names if "__pycache__/" not in name and not name.endswith(".pyc")}


def wanted_in_wheel(tree: Path) -> set[str]:
    """Return what of the tree the wheel installs; the shipped files keep their names below its data."""
    return {name for name in source_files(tree, CODE + SHIPPED) if not name.startswith(README_ONLY)}


def wanted_in_sdist(tree: Path) -> set[str]:
    return source_files(tree, (*CODE, *SHIPPED, "installer")) | set(BESIDE)


def in_wheel(wheel: Path) -> set[str]:
    """Return the wheel's files by the names they have in the tree; its ``dist-info`` is left out."""
    with zipfile.ZipFile(wheel) as opened:
        names = [name for name in opened.namelist() if not name.endswith("/")]
    data = re.compile(r"^[^/]+\.data/data/share/photo-kiosk/")
    return {data.sub("", name) for name in names if not re.match(r"^[^/]+\.dist-info/", name)}


def in_sdist(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as opened:
        names = [member.name.partition("/")[2] for member in opened.getmembers() if member.isfile()]
    return {name for name in names if not WRITTEN.fullmatch(name)}


def compare(found: set[str], wanted: set[str]) -> Difference:
    """Compare; what must never be there is stray even where the tree has it."""
    never = {name for name in found if NEVER.search(name)}
    return Difference(tuple(sorted(wanted - found)), tuple(sorted((found - wanted) | never)))


def has_licence(wheel: Path) -> bool:
    with zipfile.ZipFile(wheel) as opened:
        return any(re.search(r"\.dist-info/(licenses/)?LICENSE$", name) for name in opened.namelist())


def main(words: list[str]) -> int:
    tree, wheel, sdist = map(Path, words)
    lines = compare(in_wheel(wheel), wanted_in_wheel(tree)).lines(wheel.name)
    lines += compare(in_sdist(sdist), wanted_in_sdist(tree)).lines(sdist.name)
    if not has_licence(wheel):
        lines.append(f"{wheel.name}: the licence is missing")
    print("\n".join(lines) or f"{wheel.name}, {sdist.name}: nothing missing, nothing stray")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
