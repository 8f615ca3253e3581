"""The page made ahead: it is the one that is shown next, and it knows nothing of anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from kiosk.look import Look
from kiosk.session.state import Step
from tests.ui.conftest import Mount
from ui.ahead import NEXT, Ahead
from ui.exhibit import Exhibit
from ui.gallery import settle
from ui.pages.consent import ConsentForm
from ui.pages.review import Review
from ui.pages.table import PAGES
from ui.presenters.agreeing import present_consent
from ui.presenters.reviewing import lines_if_good
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language
from ui.view import Draft

FIXED = {"", *"0123456789X()"}
"""What a page may say that knows nothing of anybody: nothing, and the keys of its pad."""


def think(shell: Shell) -> Ahead:
    """Let so much time pass that the next pages are made and laid out."""
    ahead = shell._ahead
    assert ahead._timer.isActive()
    while ahead._timer.isActive():
        ahead._timer.stop()
        ahead._timer.timeout.emit()
        QCoreApplication.processEvents()
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
    made = ahead._pages[Step.CONSENT]
    assert not made.isVisible()
    turn(shell, booth, Step.CONSENT)
    assert shell.page is made and made.isVisible() and Step.CONSENT not in ahead.keys


def test_it_holds_nothing_of_the_person_whose_page_is_shown(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["developing"])
    pages = think(shell)._pages
    assert pages[Step.REVIEW].findChildren(QPushButton)
    # What everybody is asked is there already, and nobody's tick.
    same = present_consent(replace(shell.view(), draft=Draft()))
    for key, page in pages.items():
        labels, buttons = page.findChildren(QLabel), page.findChildren(QPushButton)
        said = {each.text() for each in (*labels, *buttons)}
        if isinstance(page, ConsentForm):
            assert page._shown == same
        elif isinstance(page, Review):
            assert said == FIXED & said | {line.name for line in lines_if_good(shell.view().texts)}
        else:
            assert said <= FIXED, key
        pictures = [each.image for each in page.findChildren(QWidget) if hasattr(each, "image")]
        assert all(image.isNull() for image in pictures)


def test_agreements_shown_ahead_are_given_by_nobody(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """Their words are the same for everybody; what this person has ticked is not."""
    shell = show(exhibits["consent"])
    assert shell._draft.ticked
    for _ in shell.ahead._prepare([Step.CONSENT]):
        pass
    page = shell.ahead.take(Step.CONSENT)
    assert isinstance(page, ConsentForm)
    assert page._shown == present_consent(replace(shell.view(), draft=Draft()))
    assert not any(each.pixmap() for each in page.findChildren(QLabel))


def step_on(ahead: Ahead, wanted: Callable[[], bool]) -> None:
    """Take one step of the making after another until something is so."""
    while not wanted():
        assert next(ahead._steps, ahead) is not ahead


def test_nothing_is_made_while_somebody_is_framed(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["prepare"])
    step_on(shell.ahead, lambda: Step.FRAME in shell.ahead.keys)
    turn(shell, booth, Step.FRAME)
    assert shell.ahead.keys == () and not shell.ahead._timer.isActive()
    turn(shell, booth, Step.PREPARE)
    assert Step.REVIEW in think(shell).keys


def test_each_widget_is_styled_in_a_step_of_its_own(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """All of a page at once take as long as a picture of the mirror."""
    shell = show(exhibits["attract"])
    polished = QWidget.testAttribute
    at_once, before = 0, 0
    for _ in shell.ahead._prepare([Step.CONFIRM]):
        page = shell.ahead._in_hand
        styled = 0
        if page is not None and Step.CONFIRM in shell.ahead.keys:
            parts = (page, *page.findChildren(QWidget))
            styled = sum(polished(each, Qt.WidgetAttribute.WA_WState_Polished) for each in parts)
            at_once = max(at_once, styled - before)
        before = styled
    assert before > 50
    assert at_once == 1


def test_a_page_half_made_is_made_up_when_it_is_needed(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    ahead = shell.ahead
    step_on(ahead, lambda: Step.CONSENT in ahead._making)
    begun = ahead._making[Step.CONSENT]
    assert not ahead.keys and begun.page is not None
    booth.state = exhibits["consent"].state
    shell.refresh()
    assert shell.page is begun.page and not ahead._making
    settle()
    half = shell.grab().toImage()
    shell.start_over()
    settle()
    assert shell.page is not begun.page
    assert shell.grab().toImage() == half


def test_what_is_half_made_is_gone_on_with_from_another_page(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["scan"])
    step_on(shell.ahead, lambda: Step.CONSENT in shell.ahead._making)
    begun = shell.ahead._making[Step.CONSENT].page
    turn(shell, booth, Step.STANDING)
    assert think(shell)._pages[Step.CONSENT] is begun


def test_what_is_half_made_is_given_up_with_the_rest(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["confirm"])
    step_on(shell.ahead, lambda: Step.PREPARE in shell.ahead._making)
    shell.choose_look(replace(shell.look, contrast=True))
    shell.ahead.drop()
    settle()
    assert not shell.ahead._making and shell.ahead._in_hand is None
    assert len(shell.findChildren(QWidget, "page")) == 1


def test_another_language_is_told_to_what_is_made_already(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    page = think(shell)._pages[Step.CONSENT]
    shell.choose_language(Language.EN)
    assert think(shell)._pages[Step.CONSENT] is page
    assert isinstance(page, ConsentForm)
    assert page._shown == present_consent(replace(shell.view(), draft=Draft()))


def test_what_is_held_is_made_when_it_is_let_go(exhibits: dict[str, Exhibit], show: Mount) -> None:
    ahead = show(exhibits["attract"]).ahead
    ahead.hold()
    ahead.drop()
    ahead.turned(Step.ATTRACT)
    assert not ahead.keys and not ahead._timer.isActive()
    ahead.release()
    assert ahead._timer.isActive()


class _Resized(QObject):
    """Counts what is laid out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Resize
        return False


@pytest.mark.parametrize("look", [Look(), Look(seated=True)])
def test_what_was_laid_out_ahead_is_not_laid_out_at_the_turn(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, look: Look
) -> None:
    """Long agreements beside a bar: as the page is shown, laying them out twice takes longest of all."""
    shell = show(exhibits["confirm"], look=look)
    page = think(shell)._pages[Step.CONSENT]
    resized = _Resized()
    for each in page.findChildren(QLabel):
        each.installEventFilter(resized)
    booth.state = exhibits["consent"].state
    shell.refresh()
    settle()
    assert shell.page is page
    assert resized.count == 0


def test_the_report_of_a_good_photo_has_its_places_ahead(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["developing"])
    page = think(shell)._pages[Step.REVIEW]
    made = set(page.findChildren(QWidget))
    booth.state = exhibits["review"].state
    shell.refresh()
    assert shell.page is page
    assert set(page.findChildren(QWidget)) == made


def test_a_report_told_again_shows_what_it_tells_now(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    """Its places are kept: of the photo before nothing is left in them."""
    shell = show(exhibits["review-failed"])
    booth.state = exhibits["review"].state
    shell.refresh()
    settle()
    again = shell.grab().toImage()
    shell.start_over()
    settle()
    assert shell.grab().toImage() == again


@pytest.mark.parametrize("look", [Look(), Look(large=True)])
@pytest.mark.parametrize(
    ("before", "name"),
    [("scan", "confirm"), ("confirm", "consent"), ("consent", "prepare"), ("developing", "review-failed")],
)
def test_it_looks_as_one_made_at_the_turn(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, before: str, name: str, look: Look
) -> None:
    """Styled and laid out before it has words, it is laid out as one that had them first."""
    booth.settings = replace(booth.settings, look=look)  # of the window that is made anew too
    shell = show(exhibits[before], look=look)
    made = think(shell)._pages[exhibits[name].state.step]
    booth.state = exhibits[name].state
    shell.show_draft(exhibits[name].draft)
    settle()
    assert shell.page is made
    ahead = shell.grab().toImage()
    shell.start_over()
    shell.show_draft(exhibits[name].draft)
    settle()
    assert shell.page is not made
    assert shell.grab().toImage() == ahead


def test_another_page_or_another_look_gives_it_up(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    ahead = think(shell)
    turn(shell, booth, Step.HELP)
    assert ahead.keys[0] == Step.CONSENT, "they come back from there"
    shell.choose_look(replace(shell.look, contrast=True))
    assert ahead.keys == ()
    turn(shell, booth, Step.PREPARE)
    assert think(shell).keys[0] == Step.FRAME
    shell.choose_look(Look())
    assert ahead.keys == ()
    ahead.drop()  # settling may take so long that the making begins
    settle()
    assert len(shell.findChildren(QWidget, "page")) == 1


def test_the_ring_for_keys_is_looked_up_for_the_page_that_is_shown_only(
    exhibits: dict[str, Exhibit], show: Mount
) -> None:
    shell = show(exhibits["confirm"])
    assert think(shell).keys
    shell._use_keys(False)
    assert shell._ahead.keys
    shell._use_keys(True)
    assert not shell._ahead.keys


def test_who_holds_up_a_code_at_once_finds_all_that_follows_made(
    exhibits: dict[str, Exhibit], show: Mount
) -> None:
    way = [Step.SCAN, Step.CONFIRM, Step.CONSENT, Step.PREPARE, Step.FRAME, Step.DEVELOPING, Step.REVIEW]
    assert think(show(exhibits["attract"])).keys == (*way, Step.SAVING, Step.DONE)
    assert think(show(exhibits["standing-wait"])).keys[:2] == (Step.CONSENT, Step.PREPARE)


def test_what_is_made_is_kept_from_page_to_page(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["scan"])
    made = dict(think(shell)._pages)
    turn(shell, booth, Step.STANDING)
    assert shell._ahead._pages == {key: page for key, page in made.items() if key != Step.STANDING}


def test_a_page_without_a_usual_successor_ends_the_making(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    """The window once went on to make a page of no name."""
    shell = show(exhibits["attract"])
    assert shell._ahead._timer.isActive()
    turn(shell, booth, Step.HELP)
    assert not shell._ahead._timer.isActive()


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
    settle()
    cards = [
        each.objectName() for each in shell.page.findChildren(QWidget) if "consent-" in each.objectName()
    ]
    assert cards == [f"consent-{text.purpose}" for text in booth.campaign.asked]
