"""The consent page: who touches the button too early is shown what is still to be ticked."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QScrollArea, QWidget

from kiosk.session.events import ConsentGiven
from tests.ui.conftest import Mount
from tests.ui.fingers import middle, tap
from ui.exhibit import Exhibit
from ui.gallery import settle
from ui.pages.consent import ConsentForm
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.touches import GUARD_S


def wanted(shell: Shell) -> list[str]:
    """Return the purposes whose box is drawn as one that somebody has been asked for."""
    page = shell.page
    assert isinstance(page, ConsentForm)
    ink = QColor(shell.theme.palette.warn_ink)
    return [name for name, item in page._items.items() if item._box.grab().toImage().pixelColor(3, 40) == ink]


def test_a_touch_on_the_pale_button_leads_to_the_first_open_box(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell: Shell = show(exhibits["consent-four"], size=(1080, 1920))
    needed = [text.purpose for text in shell.view().campaign.asked if text.required]
    shell._edit(ticked=frozenset(needed[:-1]))  # the last of them lies lowest
    assert wanted(shell) == []
    booth.clock.advance(2 * GUARD_S)
    tap(shell, middle(shell, "primary"))
    settle()
    assert wanted(shell) == needed[-1:]
    area, item = shell.findChild(QScrollArea), shell.findChild(QWidget, f"consent-{needed[-1]}")
    assert area is not None and item is not None
    top = item.mapTo(area.viewport(), item.rect().topLeft()).y()
    assert 0 <= top < area.viewport().height() / 2
    assert not any(isinstance(event, ConsentGiven) for event in booth._events)
    shell._edit(ticked=frozenset(needed))
    assert wanted(shell) == []
