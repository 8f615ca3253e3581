"""The table of licences, and whether a licence lets us hand a part on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from installer.sbom.parts import LicenceUnknownError, Part

TABLE = Path(__file__).with_name("licences.toml")


@dataclass(frozen=True)
class Library:
    """Whose library a file is, by the pattern of its name.

    Attributes
    ----------
    version_of
        The package whose version it has, where its file tells less; empty: its file's.
    """

    files: tuple[str, ...]
    licence: str
    group: str
    version_of: str


@dataclass(frozen=True)
class Inside:
    """What a package holds compiled in, where no file of its own tells it."""

    package: str
    name: str
    licence: str


@dataclass(frozen=True)
class Table:
    """``licences.toml``; every licence in it is an SPDX expression."""

    allowed: frozenset[str]
    packages: dict[str, str]
    classifiers: dict[str, str]
    models: dict[str, str]
    debian: dict[str, str]
    libraries: tuple[Library, ...]
    inside: tuple[Inside, ...]

    def library(self, file: str) -> Library:
        """Return the first entry whose pattern fits the name of a library's file.

        Raises
        ------
        LicenceUnknownError
            No entry fits.
        """
        for library in self.libraries:
            if any(fnmatchcase(file, pattern) for pattern in library.files):
                return library
        raise LicenceUnknownError(f"The licence of the library {file} is not in {TABLE.name}.")


def load_table(path: Path = TABLE) -> Table:
    """Read the table; a licence that SPDX does not know is an error."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    libraries = tuple(
        Library(
            tuple(each["files"]), spdx(each["licence"]), each.get("group", ""), each.get("version_of", "")
        )
        for each in given["libraries"]
    )
    inside = tuple(Inside(each["package"], each["name"], spdx(each["licence"])) for each in given["inside"])
    named = {
        section: {name: spdx(licence) for name, licence in given[section].items()}
        for section in ("packages", "classifiers", "models", "debian")
    }
    return Table(frozenset(given["allowed"]), **named, libraries=libraries, inside=inside)


def spdx(expression: str) -> str:
    """Return an SPDX expression in its one spelling.

    Raises
    ------
    LicenceUnknownError
        It is none.
    """
    try:
        return str(canonicalize_license_expression(expression))
    except InvalidLicenseExpression as error:
        raise LicenceUnknownError(f"{expression!r} is not an SPDX licence: {error}") from error


def permits(expression: str, allowed: Iterable[str]) -> bool:
    """Return whether one way through an SPDX expression uses allowed licences only.

    ``A WITH X`` counts as one licence; AND binds tighter than OR.
    """
    permitted = frozenset(allowed)
    words: list[str] = re.findall(r"[()]|[^\s()]+", expression)
    position = 0

    def peek() -> str:
        return words[position] if position < len(words) else ""

    def take() -> str:
        nonlocal position
        position += 1
        return words[position - 1]

    def one() -> bool:
        if peek() == "(":
            take()
            found = either()
            take()
            return found
        name = take()
        if peek() == "WITH":
            name = f"{name} {take()} {take()}"
        return name in permitted

    def all_of() -> bool:
        found = one()
        while peek() == "AND":
            take()
            found = one() and found
        return found

    def either() -> bool:
        found = all_of()
        while peek() == "OR":
            take()
            found = all_of() or found
        return found

    return either()


def check_handed_on(parts: Iterable[Part], table: Table) -> None:
    """See that everything inside our package may be handed on.

    Raises
    ------
    LicenceUnknownError
        Naming each part that may not.
    """
    refused = [
        f"{part.name} ({part.licence})"
        for part in parts
        if part.handed_on and not permits(part.licence, table.allowed)
    ]
    if refused:
        raise LicenceUnknownError(f"Not licences that this package may carry: {', '.join(sorted(refused))}")
