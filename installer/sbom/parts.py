"""A part of the program, and what is known of its licence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a part is, in the words of CycloneDX 1.6."""

    APPLICATION = "application"
    LIBRARY = "library"
    MODEL = "machine-learning-model"
    DATA = "data"


class LicenceUnknownError(Exception):
    """A part without a known licence, or with one that may not be handed on: nothing is built."""


@dataclass(frozen=True)
class Part:
    """One part.

    Attributes
    ----------
    licence
        An SPDX expression.
    purl
        The package URL, if there is one; with ``within`` it tells parts of one name apart.
    within
        The name of the package that carries the part inside; empty for what stands alone.
    needs
        Names of the packages it loads.
    texts
        Files with the words of its licence and its notices.
    handed_on
        Whether its bytes are in our package; False for what the system installs beside it.
    """

    name: str
    version: str
    licence: str
    kind: Kind = Kind.LIBRARY
    group: str = ""
    purl: str = ""
    sha256: str = ""
    within: str = ""
    needs: tuple[str, ...] = ()
    texts: tuple[Path, ...] = ()
    handed_on: bool = True

    @property
    def ref(self) -> str:
        """What the list calls it; no two parts share one."""
        own = self.purl or f"{self.group + '/' if self.group else ''}{self.name}@{self.version}"
        return f"{self.within}#{own}" if self.within else own
