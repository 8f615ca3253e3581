"""Pictures of every page: one page in one size, language and look each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.campaign.campaign import load_campaign
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.look import Look
from kiosk.paths import models_dir
from kiosk.photo.spec import load_spec
from kiosk.settings import load_settings
from kiosk.signals import stops_kept
from ui.app import application
from ui.exhibit import Exhibit
from ui.gallery import mount, settle
from ui.gallery_names import check_names
from ui.gallery_states import Studio
from ui.still_booth import StillBooth
from ui.texts import Language

LOOKS = {
    "light": Look(),
    "contrast": Look(contrast=True),
    "large": Look(large=True),
    "seated": Look(seated=True),
    "left-handed": Look(left_handed=True),
}
"""What a page can be looked at in; a site's own start values count for none of it."""

PNG_QUALITY = 80
"""For Qt: zlib level 1. A picture is half as large again and takes a third of the time."""


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, how large (px), in which language and look."""

    page: str
    size: tuple[int, int]
    language: Language
    look: str

    @property
    def file(self) -> str:
        """Name of its file; a light picture's says no look."""
        end = "" if self.look == "light" else f"-{self.look}"
        return f"{self.page}-{self.size[0]}x{self.size[1]}-{self.language}{end}.png"


def take_shots(
    out: Path, only: Sequence[str], sizes: Iterable[tuple[int, int]], looks: Iterable[str]
) -> Iterator[Shot]:
    """Write the pictures into ``out`` and yield each once it is there.

    Parameters
    ----------
    only
        Names of pages; none for all of them.

    Raises
    ------
    KioskError
        ``shots-unknown`` before the first picture, when a name in ``only`` is no page's.
    """
    check_names(only)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    clock = ManualClock()
    campaign = load_campaign("example")
    spec = load_spec(campaign.spec)
    booth = StillBooth(load_settings(), campaign, spec, clock)
    waited_for = set(only)
    with Studio(models_dir(), campaign, spec, clock) as studio:
        for exhibit in studio.exhibits():
            if only and exhibit.name not in only:
                continue
            for look in looks:
                for size in sizes:
                    for language in Language:
                        shot = Shot(exhibit.name, size, language, look)
                        with stops_kept():
                            _take(booth, exhibit, shot, out)
                        yield shot
            waited_for.discard(exhibit.name)
            if only and not waited_for:
                break  # what comes after would be drawn and judged for nothing
    del app


def _take(booth: StillBooth, exhibit: Exhibit, shot: Shot, out: Path) -> None:
    shell = mount(booth, exhibit, shot.language, shot.size, LOOKS[shot.look])
    written = shell.grab().save(str(out / shot.file), "PNG", PNG_QUALITY)
    shell.close_down()
    shell.close()
    shell.deleteLater()
    settle()
    if not written:
        raise KioskError(
            "shots-out", f"{out / shot.file} cannot be written.", "Name another folder with --out."
        )
