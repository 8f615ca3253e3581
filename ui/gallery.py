"""``python -m ui.gallery OUT``: every page, in three sizes and two languages, as PNG files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kiosk.look import Look
from ui.app import chinese_font
from ui.exhibit import Exhibit
from ui.gallery_states import health_of
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language, Texts, load_texts

SIZES = ((1920, 1080), (1280, 800), (1080, 1920))


PLAIN = Look()


def mount(
    booth: StillBooth, exhibit: Exhibit, language: Language, size: tuple[int, int], look: Look = PLAIN
) -> Shell:
    """Return a window of ``size`` that shows the exhibit; call ``close_down`` when done with it."""
    _stage(booth, exhibit)
    shell = Shell(booth, _texts(language), chinese_font())
    shell.resize(*size)
    shell.choose_look(look)
    shell.show()
    _show(shell, booth, exhibit)
    return shell


def hang(shell: Shell, booth: StillBooth, exhibit: Exhibit) -> None:
    """Show another exhibit in a mounted window, its page made anew, in half of the time a window takes.

    Language and look become those in which sessions start at this booth.
    """
    _stage(booth, exhibit)
    shell.start_over()
    _show(shell, booth, exhibit)


def _stage(booth: StillBooth, exhibit: Exhibit) -> None:
    now = booth.clock.monotonic()
    booth.state = replace(exhibit.state, active_at=now - exhibit.age_s)
    booth.guide, booth.sighting = exhibit.guide, exhibit.sighting
    booth.told = health_of(exhibit)
    booth.calibration = exhibit.calibration
    booth.setup = exhibit.setup
    booth.other_campaign = exhibit.campaign
    booth.express, booth.tickets = exhibit.tickets is not None, exhibit.tickets or ()


def _show(shell: Shell, booth: StillBooth, exhibit: Exhibit) -> None:
    shell.show_draft(exhibit.draft)
    if exhibit.choosing:
        shell.open_look()
    settle()
    if exhibit.frame is not None:
        booth.display.put(exhibit.frame)
    shell.refresh()
    settle()


@cache
def _texts(language: Language) -> Texts:
    """Read once: the same files for every picture take half of its time."""
    return load_texts(language)


def settle() -> None:
    """Let Qt lay out and free what is waiting."""
    for _ in range(3):
        QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(argv: Sequence[str] | None = None) -> int:
    """Take pictures of pages in one look; ``kiosk shots`` takes them in several."""
    from ui.shots import take_shots  # it needs this module

    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, e.g. frame-far")
    parser.add_argument("--contrast", action="store_true", help="in strong colours")
    parser.add_argument("--large", action="store_true", help="with large texts")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    look = "contrast" if args.contrast else "large" if args.large else "light"
    return 0 if list(take_shots(args.out, args.only, SIZES, (look,))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
