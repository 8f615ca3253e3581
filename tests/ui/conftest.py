"""A window to look at: the application, a still booth, and every page's state made by the real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
from ui.gallery import PLAIN, mount, settle
from ui.gallery_states import Studio
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language

Mount = Callable[..., Shell]


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


def take_down(window: Shell) -> None:
    """Close a window for good; of many each before the next, or every style is worked out for all of them."""
    window.close_down()
    window.close()
    window.deleteLater()
    settle()
