"""The Python packages that the program needs, from what they say of themselves where they are installed."""

from __future__ import annotations

import csv
import json
import platform
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.sbom.licences import Table, spdx
from installer.sbom.parts import Kind, LicenceUnknownError, Part

PROGRAM = "photo-kiosk"
EXTRAS = ("central", "postgres", "s3", "wechat")
"""Of these what is installed: an installation need not have the server's extras."""

_TEXT = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)[^/]*$", re.IGNORECASE)
_COMPILED_IN = ("pkg:cargo/", "pkg:generic/")
"""What wheels list as compiled in (PEP 770); the shared libraries beside it are read from their files."""


def closure(
    program: str = PROGRAM, extras: Sequence[str] = EXTRAS, path: Sequence[str] | None = None
) -> dict[str, Distribution]:
    """Return the installed distributions that ``program`` needs, itself included, by canonical name.

    Parameters
    ----------
    path
        Folders to look in; those of this interpreter if None.
    """
    found = installed(path)
    chosen: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(canonicalize_name(program), extra) for extra in ("", *extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen or name not in found:
            continue
        seen.add((name, extra))
        chosen[name] = found[name]
        for needed in needs(found[name], extra):
            waiting += [(canonicalize_name(needed.name), each) for each in ("", *needed.extras)]
    return dict(sorted(chosen.items()))


def installed(path: Sequence[str] | None = None) -> dict[str, Distribution]:
    """Return every distribution of this interpreter, or in the folders of ``path``, by canonical name."""
    found = metadata.distributions() if path is None else metadata.distributions(path=list(path))
    named = {canonicalize_name(each.metadata["Name"]): each for each in found}
    return dict(sorted(named.items()))


def needs(distribution: Distribution, *extras: str) -> Iterator[Requirement]:
    """Yield what a distribution requires on this machine with any of some extras ("" for none)."""
    for line in distribution.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            yield requirement


def licence_of(distribution: Distribution, table: Table) -> str:
    """Return the SPDX licence: the table's word first, then the metadata's, then its classifiers'.

    Raises
    ------
    LicenceUnknownError
        None of them says it.
    """
    name = canonicalize_name(distribution.metadata["Name"])
    if name in table.packages:
        return table.packages[name]
    told = distribution.metadata
    for field in ("License-Expression", "License"):
        for word in told.get_all(field) or ():  # asking for one that is absent is an error to some readers
            with suppress(LicenceUnknownError):
                return spdx(word)
    classes = {each.rpartition("::")[2].strip() for each in told.get_all("Classifier") or []}
    known = sorted({table.classifiers[each] for each in classes & set(table.classifiers)})
    if not known:
        raise LicenceUnknownError(
            f"The licence of the Python package {name} is not known: add it to licences.toml."
        )
    return " OR ".join(known)


def files_of(distribution: Distribution) -> list[PurePosixPath]:
    """Return what a distribution installed, by its own record; where there is none, what it tells of itself.

    The frozen program keeps no records: they differ from machine to machine.
    """
    record = distribution.read_text("RECORD")
    if record is not None:
        return [PurePosixPath(row[0]) for row in csv.reader(record.splitlines()) if row]
    root = Path(str(distribution.locate_file("")))
    name = canonicalize_name(distribution.metadata["Name"])
    folders = [
        each for each in root.glob("*.dist-info") if canonicalize_name(each.name.partition("-")[0]) == name
    ]
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return sorted(PurePosixPath(file.relative_to(root).as_posix()) for file in files)


def texts_of(distribution: Distribution) -> tuple[Path, ...]:
    """Return the licence files of a distribution's ``dist-info``, and of its packages."""
    return tuple(
        sorted(
            Path(str(distribution.locate_file(str(file))))
            for file in files_of(distribution)
            if _TEXT.search(file.name) and file.suffix not in (".py", ".pyc", ".pyi", ".json")
        )
    )


def package_parts(distributions: Mapping[str, Distribution], table: Table) -> list[Part]:
    """Return every distribution, what is compiled into it, and the interpreter."""
    parts = []
    for name, each in distributions.items():
        version = each.version
        wanted = {canonicalize_name(needed.name) for needed in needs(each, "", *EXTRAS)}
        parts.append(
            Part(
                name,
                version,
                licence_of(each, table),
                Kind.APPLICATION if name == PROGRAM else Kind.LIBRARY,
                purl=f"pkg:pypi/{name}@{version}",
                needs=tuple(sorted(wanted & set(distributions))),
                texts=texts_of(each),
            )
        )
        parts += compiled_in(name, each)
        parts += [
            Part(inside.name, "", inside.licence, within=name)
            for inside in table.inside
            if inside.package == name
        ]
    return [*parts, Part("CPython", platform.python_version(), "PSF-2.0"), standard_sqlite()]


def standard_sqlite() -> Part:
    """Return the SQLite that the interpreter's own module loads."""
    return Part("SQLite", sqlite3.sqlite_version, "blessing", within="CPython")


def compiled_in(name: str, distribution: Distribution) -> list[Part]:
    """Return what the wheel itself lists as compiled in (PEP 770: ``dist-info/sboms``)."""
    lists = [file for file in files_of(distribution) if "sboms" in file.parts and file.suffix == ".json"]
    found: dict[str, Part] = {}
    for file in lists:
        listed = Path(str(distribution.locate_file(str(file)))).read_text(encoding="utf-8")
        for each in json.loads(listed).get("components", []):
            purl = each.get("purl", "").partition("?")[0]
            if purl.startswith(_COMPILED_IN):
                licence = _listed_licence(each, name)
                found[purl] = Part(each["name"], each.get("version", ""), licence, purl=purl, within=name)
    return list(found.values())


def _listed_licence(component: Mapping[str, object], package: str) -> str:
    given = component.get("licenses")
    words = []
    for each in given if isinstance(given, list) else []:
        words.append(each.get("expression") or each["license"].get("id", ""))
    if words and all(words):
        return spdx(words[0] if len(words) == 1 else " AND ".join(f"({word})" for word in words))
    if component["name"] == "openssl":  # from version 3 on; its entry tells no licence
        return "Apache-2.0"
    raise LicenceUnknownError(f"The licence of {component['name']}, compiled into {package}, is not known.")
