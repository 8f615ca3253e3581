"""Fingers in odd orders: second taps, dropped taps, and what is forgotten when a page turns."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from kiosk.session.events import OperatorAsked
from kiosk.session.state import SessionState, Step
from tests.ui.conftest import Mount
from tests.ui.fingers import all_texts, middle, press, tap
from ui.exhibit import Exhibit
from ui.still_booth import StillBooth
from ui.texts import Language
from ui.touches import GUARD_S
from ui.view import Draft


def test_a_second_tap_does_not_hit_the_next_page(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    """The page after this one has its own large button just where the finger is."""
    shell = show(replace(exhibits["prepare"], state=replace(exhibits["prepare"].state, step=Step.CONSENT)))
    shell.show_draft(Draft(ticked=frozenset(text.purpose for text in booth.campaign.asked)))
    at = middle(shell, "primary")
    press(shell, "primary")
    booth.pump()
    shell.refresh()
    assert shell.page_key == Step.PREPARE
    for _ in range(3):
        booth.clock.advance(0.1)
        tap(shell, at)
        booth.pump()
        shell.refresh()
    assert booth.state.step is Step.PREPARE
    booth.clock.advance(GUARD_S)
    tap(shell, at)
    booth.pump()
    assert booth.state.step is Step.FRAME


def test_a_dropped_tap_ticks_no_box(exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth) -> None:
    """Cards listen to the release: that of a dropped press must be dropped too."""
    shell = show(exhibits["consent"])
    before = shell._draft.ticked
    card = shell.findChild(QWidget, f"consent-{booth.campaign.asked[0].purpose}")
    spot = card.mapTo(shell, QPoint(40, 40))
    tap(shell, spot)
    assert shell._draft.ticked == before
    booth.clock.advance(2 * GUARD_S)
    tap(shell, spot)
    assert shell._draft.ticked != before


def test_a_half_typed_pin_is_not_kept(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("attract", SessionState()))
    booth.post(OperatorAsked())
    booth.pump()
    shell.refresh()
    for key in "135":
        press(shell, f"key-{key}")
    assert "●●●" in all_texts(shell)
    press(shell, "back")
    booth.pump()
    shell.refresh()
    assert shell._draft == Draft()
    booth.post(OperatorAsked())
    booth.pump()
    shell.refresh()
    assert "●" not in all_texts(shell)


def test_the_next_code_does_not_get_the_last_student_number(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm-typed"])
    assert shell._draft.student_number
    press(shell, "back")
    booth.pump()
    shell.refresh()
    assert shell.page_key == Step.SCAN
    assert (shell._draft.student_number, shell._draft.last4, shell._draft.field) == ("", "", None)


def test_a_language_chosen_in_passing_is_not_kept(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("attract", SessionState()))
    press(shell, "language-en")
    booth.pump()
    shell.refresh()
    assert shell.language is Language.EN
    booth.clock.advance(booth.settings.session.idle_s + 1)
    shell.refresh()
    assert shell.language is Language.ZH
