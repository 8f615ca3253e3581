"""``python -m ui.gallery_desk OUT``: the staff's own window as pictures, over some states of the gallery."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from kiosk.campaign.campaign import load_campaign
from kiosk.clock import ManualClock
from kiosk.paths import models_dir
from kiosk.photo.spec import load_spec
from kiosk.session.at_desk import DeskDoor
from kiosk.settings import load_settings
from ui.app import application, chinese_font
from ui.desk_window import SIZE, DeskWindow
from ui.exhibit import Exhibit
from ui.gallery import mount, settle
from ui.gallery_states import Studio
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language

SIZES = (SIZE, (1920, 1080), (1080, 1920))
SHOWN = ("attract", "frame-ear-stuck", "express-scan", "express-frame", "review", "operator-trouble")
LOCKED = "attract"
"""This one is shown before the PIN was typed."""


def at_desk(booth: StillBooth, shell: Shell, size: tuple[int, int]) -> DeskWindow:
    """Return the staff's window beside the booth's; call ``deleteLater`` when done with it."""
    window = DeskWindow(booth, shell, chinese_font())
    window.resize(*size)
    window.show()
    window.refresh()
    settle()
    window.refresh()
    return window


def picture(
    booth: StillBooth, exhibit: Exhibit, language: Language, size: tuple[int, int], out: Path
) -> None:
    """Save the staff's window over one state."""
    booth.desk_door = DeskDoor(open=exhibit.name != LOCKED)
    shell = mount(booth, exhibit, language, (1280, 800))
    window = at_desk(booth, shell, size)
    window.grab().save(str(out / f"desk-{exhibit.name}-{size[0]}x{size[1]}-{language}.png"))
    shell.close_down()
    for each in (window, shell):
        each.hide()
        each.deleteLater()
    settle()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.gallery_desk", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    args = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    args.out.mkdir(parents=True, exist_ok=True)
    clock, campaign = ManualClock(), load_campaign("example")
    spec = load_spec(campaign.spec)
    booth = StillBooth(load_settings(), campaign, spec, clock)
    with Studio(models_dir(), campaign, spec, clock) as studio:
        for exhibit in studio.exhibits():
            for size in SIZES if exhibit.name in SHOWN else ():
                for language in Language:
                    picture(booth, exhibit, language, size, args.out)
    del app
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
