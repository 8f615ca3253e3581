"""What the review pages need of the photo's own parts: given by whoever puts the server together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.photo.finished import CheckStatus


@dataclass(frozen=True)
class ToldCheck:
    """One inspected property in both languages; ``measured`` is its number with its limits, or empty."""

    status: CheckStatus
    zh: str
    en: str
    measured: str


@dataclass(frozen=True)
class ToldGroup:
    """Checks that belong together, under one title."""

    zh: str
    en: str
    checks: tuple[ToldCheck, ...]


class ReviewPictures(Protocol):
    """Draws and tells what booths found, and lays photos out for printing.

    ``inspection`` is a manifest's, as it came: what cannot be read in it is left out.
    """

    papers: Sequence[str]
    sizes: Sequence[str]

    def overlay(self, photo: bytes, inspection: Mapping[str, Any]) -> bytes:
        """Return a JPEG of the photo, enlarged, with the inspection's bands and numbers drawn over it."""
        ...

    def told(self, inspection: Mapping[str, Any]) -> Sequence[ToldGroup]:
        """Return the checks in words, those that need a look first in each group."""
        ...

    def sheet(self, photo: bytes, paper: str, size: str) -> bytes:
        """Return a PDF page with the photo on it as often as it fits.

        Raises
        ------
        KioskError
            When paper and size do not fit each other or the photo.
        """
        ...
