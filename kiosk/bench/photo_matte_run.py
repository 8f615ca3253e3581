"""Runs the matte's measurements in workers, keeps pictures of the worst, and tells them as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

from kiosk.bench.photo_matte import MatteRow, composites, drawn_people, scenes, sitters
from kiosk.bench.tables import table
from kiosk.camera.frame import Picture
from kiosk.photo.background import over_background
from kiosk.photo.matte import warm_up
from kiosk.photo.person import Alpha
from kiosk.photo.spec import load_spec
from kiosk.vision.observe import Observer

COMPOSITES = "matting_composite"
SITTER_STEP = 8
"""Every so many of the drawn people are measured."""
WORST = 10
NO_WORSE = 1.3
"""No picture's mean may be so many times the baseline's."""


class MatteSet(StrEnum):
    """What is measured; the value is its title."""

    WITHOUT = "composed pictures"
    WITH_ROOM = "composed pictures, the empty room known"
    DRAWN = "drawn people"
    DRAWN_PHOTOS = "drawn people, their photos"


ASKED: Mapping[MatteSet, tuple[float | None, float | None]] = {
    MatteSet.WITHOUT: (2.6, 56.0),
    MatteSet.WITH_ROOM: (1.8, 40.0),
    MatteSet.DRAWN: (1.5, None),
    MatteSet.DRAWN_PHOTOS: (None, None),
}
"""Mean over the picture and over the boundary band, thousandths; of the photo, where a person fills most of
the picture, nothing is asked, and it says most."""


@dataclass(frozen=True)
class Mattes:
    """The rows of one set."""

    kind: MatteSet
    rows: Sequence[MatteRow]


class MatteWork:
    """One worker's models; makes whole sets, and keeps the pictures over the spec's colour in ``out``."""

    def __init__(self, models: Path, testdata: Path | None, out: Path | None) -> None:
        self._observer = Observer.open(models, live=False)
        self._testdata, self._out = testdata, out
        self._spec = load_spec("chsi")
        warm_up()

    def __call__(self, kind: MatteSet) -> Mattes:
        rows, pictures = [], {}
        for row, picture, alpha in self._measured(kind):
            rows.append(row)
            if self._out is not None:
                pictures[row.name] = over_background(picture, alpha, self._spec.background.rgb)
        if self._out is not None:
            self._out.mkdir(parents=True, exist_ok=True)
            for row in worst(rows):
                rgb = np.ascontiguousarray(pictures[row.name][:, :, ::-1])
                Image.fromarray(rgb).save(self._out / f"{kind.name.lower()} {row.name}.png")
        return Mattes(kind, rows)

    def close(self) -> None:
        self._observer.close()

    def _measured(self, kind: MatteSet) -> Iterator[tuple[MatteRow, Picture, Alpha]]:
        some = islice(scenes(), 0, None, SITTER_STEP)
        if kind is MatteSet.DRAWN:
            return drawn_people(some, self._observer)
        if kind is MatteSet.DRAWN_PHOTOS:
            return sitters(some, self._spec, self._observer)
        assert self._testdata is not None
        with_room = kind is MatteSet.WITH_ROOM
        return composites(self._testdata / COMPOSITES, self._observer, with_plate=with_room)


def worst(rows: Sequence[MatteRow]) -> list[MatteRow]:
    """Return the rows with the largest mean error."""
    return sorted(rows, key=lambda row: -row.mean)[:WORST]


def matte_tables(found: Sequence[Mattes]) -> list[str]:
    """Return the sets' means beside what is asked and the baseline, then each set's worst."""
    rows = []
    for mattes in found:
        mean_asked, band_asked = ASKED[mattes.kind]
        mean, band = _mean([r.mean for r in mattes.rows]), _mean([r.band for r in mattes.rows])
        base_mean = _mean([r.base_mean for r in mattes.rows])
        base_band = _mean([r.base_band for r in mattes.rows])
        assert mean is not None
        assert band is not None
        missed = any(
            asked is not None and value > asked for value, asked in ((mean, mean_asked), (band, band_asked))
        )
        worse = [r.name for r in mattes.rows if r.base_mean is not None and r.mean > NO_WORSE * r.base_mean]
        rows.append([
            str(mattes.kind), str(len(mattes.rows)), f"{mean:.2f} / {band:.1f}",
            f"{_number(mean_asked)} / {_number(band_asked)}", f"{_number(base_mean)} / {_number(base_band)}",
            ", ".join(worse), "✗" if missed or worse else "",
        ])  # fmt: skip
    head = ("pictures", "count", "mean / band, ‰", "asked", "baseline", f"beyond {NO_WORSE:g} × baseline", "")
    parts = [table(head, rows)]
    for mattes in found:
        lines = [
            [r.name, *map(_number, (r.mean, r.band, r.base_mean, r.base_band, r.lost, r.kept))]
            for r in worst(mattes.rows)
        ]
        title = f"The worst {len(lines)}: {mattes.kind}, ‰"
        columns = ("picture", "mean", "band", "baseline mean", "band", "person lost", "wall kept")
        parts.append(f"{title}\n\n" + table(columns, lines))
    return parts


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
