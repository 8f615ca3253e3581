"""The page made ahead: it is the one that is shown next, and it knows nothing of anybody."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from kiosk.session.state import Step
from tests.ui.conftest import Mount
from ui.ahead import NEXT, Ahead
from ui.exhibit import Exhibit
from ui.pages.table import PAGES
from ui.shell import Shell
from ui.still_booth import StillBooth


def think(shell: Shell) -> Ahead:
    """Let so much time pass that the next page is made and has its style."""
    ahead = shell._ahead
    for _ in range(2):
        assert ahead._timer.isActive()
        ahead._timer.stop()
        ahead._timer.timeout.emit()
    return ahead


def turn(shell: Shell, booth: StillBooth, step: Step) -> None:
    booth.state = replace(booth.state, step=step)
    shell.refresh()


def test_what_comes_after_is_a_page() -> None:
    assert set(NEXT) | set(NEXT.values()) <= set(PAGES)


def test_the_page_made_ahead_is_the_one_that_is_shown(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    ahead = think(shell)
    made = ahead._page
    assert ahead.key == Step.CONSENT and made is not None and not made.isVisible()
    turn(shell, booth, Step.CONSENT)
    assert shell.page is made and made.isVisible() and ahead.key == ""


def test_it_holds_nothing_of_the_person_whose_page_is_shown(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["developing"])
    page = think(shell)._page
    assert page is not None and page.findChildren(QPushButton)
    said = {each.text() for kind in (QLabel, QPushButton) for each in page.findChildren(kind)}
    assert said == {""}
    pictures = [each.image for each in page.findChildren(QWidget) if hasattr(each, "image")]
    assert pictures and all(image.isNull() for image in pictures)


def test_it_looks_as_one_made_at_the_turn(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    """Styled before it has words, it is laid out as one that had them first."""
    shell = show(exhibits["confirm"])
    think(shell)
    booth.state = exhibits["consent"].state
    shell.show_draft(exhibits["consent"].draft)
    ahead = shell.grab().toImage()
    shell.start_over()
    shell.show_draft(exhibits["consent"].draft)
    assert shell.grab().toImage() == ahead


def test_another_page_or_another_look_gives_it_up(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    ahead = think(shell)
    turn(shell, booth, Step.HELP)
    assert ahead.key == Step.CONSENT, "they come back from there"
    shell.choose_look(replace(shell.look, contrast=True))
    assert ahead.key == ""
    turn(shell, booth, Step.PREPARE)
    assert think(shell).key == Step.FRAME
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(shell.findChildren(QWidget, "page")) == 2
    turn(shell, booth, Step.DONE)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ahead.key == "" and len(shell.findChildren(QWidget, "page")) == 1


def test_a_window_that_goes_makes_no_page_any_more(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["confirm"])
    shell.close_down()
    assert not shell._ahead._timer.isActive()


def test_a_campaign_with_other_agreements_has_its_own_cards(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    think(shell)
    booth.other_campaign = exhibits["consent-four"].campaign
    assert booth.other_campaign is not None
    turn(shell, booth, Step.CONSENT)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    cards = [
        each.objectName() for each in shell.page.findChildren(QWidget) if "consent-" in each.objectName()
    ]
    assert cards == [f"consent-{text.purpose}" for text in booth.campaign.asked]
