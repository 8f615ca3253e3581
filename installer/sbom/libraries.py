"""Shared libraries that packages carry, or that lie in the frozen program, from their files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

from installer.sbom.digest import sha256_of
from installer.sbom.licences import Table
from installer.sbom.parts import Part
from installer.sbom.python import files_of

_LIBRARY = re.compile(r"(\.so(\.[\w.]+)?|\.dll|\.dylib)$")
_OWN = re.compile(r"\.(cpython-|abi3|cp3)|\.pyd$")
"""Extension modules: the package's own code."""
_VERSION = re.compile(r"\.so\.(?P<version>\d[\w.]*)$")
_HASH = re.compile(r"-[0-9a-f]{8}(-[0-9a-f]{8})?(?=\.)")
"""What the makers of wheels put into the names of what they bundle."""


def carried_by(distributions: Mapping[str, Distribution]) -> dict[Path, str]:
    """Return the libraries of others in packages: file → the package's name."""
    found = {}
    for name, each in distributions.items():
        for file in files_of(each):
            if is_foreign(file):
                found[Path(str(each.locate_file(str(file)))).resolve()] = name
    return found


def content_of(bundle: Path) -> Path:
    """Return the folder of a frozen program in which everything but its start lies."""
    return next(each for each in (bundle / "_internal", bundle) if each.is_dir())


def carried_in(bundle: Path) -> dict[Path, str]:
    """Return every foreign library of a frozen program: file → the folder it lies in ("" at the top)."""
    inside = content_of(bundle)
    found = {}
    for file in sorted(inside.rglob("*")):
        place = PurePosixPath(file.relative_to(inside).as_posix())
        top = len(place.parts) == 1
        if file.is_file() and not file.is_symlink() and (is_foreign(place) or (top and _is_library(place))):
            found[file] = "" if top else place.parts[0].removesuffix(".libs")
    return found


def is_foreign(place: PurePosixPath) -> bool:
    """Return whether a file is somebody else's library: in ``NAME.libs``, where Qt keeps its own, or, on
    Windows, beside the code of the package that loads it.
    """
    folders = place.parts[:-1]
    kept_apart = any(folder.endswith(".libs") for folder in folders) or folders[-2:] == ("Qt", "lib")
    beside_code = folders in (("PySide6",), ("shiboken6",), ("pyzbar",))
    return _is_library(place) and (kept_apart or beside_code)


def _is_library(place: PurePosixPath) -> bool:
    return bool(_LIBRARY.search(place.name)) and not _OWN.search(place.name)


def library_parts(files: Mapping[Path, str], versions: Mapping[str, str], table: Table) -> list[Part]:
    """Return a part for each library; its version is that of its file's name, unless the table knows better.

    Parameters
    ----------
    versions
        Of the packages, by name.

    Raises
    ------
    LicenceUnknownError
        Nothing in the table fits the name of a file.
    """
    parts: dict[str, Part] = {}
    for file, within in sorted(files.items()):
        library = table.library(file.name)
        version = _VERSION.search(file.name)
        plain = _HASH.sub("", file.name)
        part = Part(
            re.split(r"\.(so|dll|dylib)\b", plain)[0],
            versions.get(library.version_of) or (version["version"] if version else ""),
            library.licence,
            group=library.group,
            sha256=sha256_of(file),
            within=within,
        )
        parts.setdefault(part.ref, part)
    return list(parts.values())
