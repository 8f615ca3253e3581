"""A window to look at: the application, a still booth, and every page's state made by the real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from kiosk.campaign.campaign import load_campaign
from kiosk.clock import ManualClock
from kiosk.look import Look
from kiosk.paths import models_dir
from kiosk.photo.spec import load_spec
from kiosk.settings import load_settings
from ui.app import application
from ui.exhibit import Exhibit
from ui.gallery import PLAIN, hang, mount, settle
from ui.gallery_states import Studio
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language

Mount = Callable[..., Shell]
Gallery = Callable[[dict[str, Exhibit], tuple[int, int], Look], Iterator[tuple[str, Shell]]]


@pytest.fixture(scope="session")
def app() -> QApplication:
    return application()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def still_booth(clock: ManualClock) -> StillBooth:
    campaign = load_campaign("example")
    return StillBooth(load_settings(), campaign, load_spec(campaign.spec), clock)


@pytest.fixture
def booth(clock: ManualClock) -> StillBooth:
    return still_booth(clock)


@pytest.fixture(scope="session")
def exhibits(app: QApplication) -> dict[str, Exhibit]:
    """Every page of the gallery by name."""
    clock = ManualClock()
    model = still_booth(clock)
    with Studio(models_dir(), model.campaign, model.spec, clock) as studio:
        return {exhibit.name: exhibit for exhibit in studio.exhibits()}


@pytest.fixture
def show(app: QApplication, booth: StillBooth) -> Iterator[Mount]:
    """Return a function that shows an exhibit in a window; windows are taken down afterwards."""
    windows: list[Shell] = []

    def shown(
        exhibit: Exhibit,
        language: Language = Language.ZH,
        size: tuple[int, int] = (1920, 1080),
        look: Look = PLAIN,
    ) -> Shell:
        windows.append(mount(booth, exhibit, language, size, look))
        return windows[-1]

    yield shown
    for window in windows:
        if shiboken6.isValid(window):
            take_down(window)


@pytest.fixture
def gallery(app: QApplication, booth: StillBooth) -> Gallery:
    """Return a function that yields exhibits with the one window of a size and look they hang in."""

    def walk(exhibits: dict[str, Exhibit], size: tuple[int, int], look: Look) -> Iterator[tuple[str, Shell]]:
        booth.settings = replace(booth.settings, look=look)
        window = mount(booth, next(iter(exhibits.values())), Language.ZH, size, look)
        try:
            for name, exhibit in exhibits.items():
                hang(window, booth, exhibit)
                yield name, window
        finally:
            take_down(window)

    return walk


def take_down(window: Shell) -> None:
    """Close a window for good; of many each before the next, or every style is worked out for all of them."""
    window.close_down()
    window.close()
    window.deleteLater()
    settle()
