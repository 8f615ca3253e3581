"""The photo's own parts for the central server's review pages: drawing, words, print sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from kiosk.central.review_pictures import ToldCheck, ToldGroup
from kiosk.photo.annotate import annotated
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.fonts import find_typeface, font_folders
from kiosk.photo.ink import weight
from kiosk.photo.print_layout import lay_out, load_print_rules
from kiosk.photo.print_sheet import print_photo, sheet_pdf
from kiosk.photo.words import load_words

OVERLAY_QUALITY = 88
"""Of the drawn copy: it is looked at once and never kept."""
WHOLE_FROM = 100.0
"""From here on a measure is told in whole units, below it with three digits."""
ORDER = (CheckStatus.FAIL, CheckStatus.UNKNOWN, CheckStatus.PASS)


class PhotoPictures:
    """Implements :class:`kiosk.central.review_pictures.ReviewPictures` with the booth's own parts."""

    def __init__(self) -> None:
        self._words, self._rules = load_words(), load_print_rules()
        self._typeface = find_typeface(font_folders())
        self.papers: Sequence[str] = tuple(self._rules.paper)
        self.sizes: Sequence[str] = tuple(self._rules.size)

    def overlay(self, photo: bytes, inspection: Mapping[str, Any]) -> bytes:
        """Draw the bands; without the landmarks, which are not sent, faults stand in the words only."""
        picture = annotated(photo, inspection_of(inspection), None, self._words, self._typeface, legend=False)
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=OVERLAY_QUALITY)
        return stream.getvalue()

    def told(self, inspection: Mapping[str, Any]) -> Sequence[ToldGroup]:
        """Return the checks group by group, faults first."""
        groups = []
        for name, checks in self._words.grouped(inspection_of(inspection).checks):
            title = self._words.group[name]
            told = [self._told(check) for check in sorted(checks, key=lambda c: ORDER.index(weight(c)))]
            groups.append(ToldGroup(title.zh, title.en, tuple(told)))
        return groups

    def sheet(self, photo: bytes, paper: str, size: str) -> bytes:
        """Lay the photo out as ``kiosk prints`` does."""
        layout = lay_out(self._rules.paper[paper], self._rules.size[size], self._rules)
        with Image.open(io.BytesIO(photo), formats=["JPEG"]) as opened:
            bgr = np.ascontiguousarray(np.asarray(opened.convert("RGB"), np.uint8)[:, :, ::-1])
        return sheet_pdf(print_photo(bgr, self._rules.size[size]), layout, self._rules.jpeg_quality)

    def _told(self, check: Check) -> ToldCheck:
        passed = check.status is CheckStatus.PASS
        said = self._words.title(check.check) if passed else self._words.reason(check)
        return ToldCheck(weight(check), said.zh, said.en, _measured(check))


def inspection_of(data: Mapping[str, Any]) -> Inspection:
    """Return a manifest's inspection as far as it can be read.

    A manifest does not say which checks decide: where the photo passed in spite of a failed one, that one
    did not.
    """
    listed = data.get("checks")
    passed = data.get("ok") is True
    checks = (_check(entry, not passed) for entry in listed) if isinstance(listed, list) else ()
    return Inspection(str(data.get("spec", "")), tuple(check for check in checks if check is not None))


def _check(entry: object, must: bool) -> Check | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("check"), str):
        return None
    if not entry["check"].replace("_", " ").replace("-", " ").strip():
        return None  # a name without a word in it has no title
    status = entry.get("status")
    limit = entry.get("limit")
    low, high = limit if isinstance(limit, list) and len(limit) == 2 else (None, None)
    return Check(
        check=entry["check"],
        status=CheckStatus(status) if status in list(CheckStatus) else CheckStatus.UNKNOWN,
        value=_number(entry.get("value")),
        unit=str(entry.get("unit", "")),
        low=_number(low),
        high=_number(high),
        must=must,
    )


def _number(value: object) -> float | None:
    """Return a finite number that can be drawn, None for anything else."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
    return float(value) if usable else None  # type: ignore[arg-type]


def _measured(check: Check) -> str:
    if check.value is None:
        return ""
    limits = (check.low, check.high)
    band = "" if limits == (None, None) else f" ({'…'.join('' if x is None else f'{x:g}' for x in limits)})"
    value = f"{check.value:.0f}" if abs(check.value) >= WHOLE_FROM else f"{check.value:.3g}"
    return f"{value} {check.unit}{band}".replace("  ", " ")
