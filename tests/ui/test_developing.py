"""The instant that was caught: shown at once, the very frame, where the mirror was, and nothing newer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from kiosk.camera.frame import Frame
from kiosk.clock import ManualClock
from kiosk.look import Look
from kiosk.photo.stage import Stage
from kiosk.session.effects import DevelopPhoto
from kiosk.session.events import Captured
from kiosk.session.state import Step
from tests.ui.conftest import Mount
from ui.exhibit import Exhibit
from ui.gallery import SIZES, settle
from ui.gallery_states import display
from ui.pages.developing import Developing
from ui.pages.framing import Framing
from ui.presenters.developing import stage_cards
from ui.presenters.framing import Mark
from ui.still_booth import StillBooth
from ui.theme import Theme
from ui.widgets.instant import FLASH_S, InstantPainter

sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@sizes
def test_the_frame_that_stands_still_is_the_one_that_is_stored(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, size: tuple[int, int]
) -> None:
    """From framing, through the shutter, while the camera goes on: one frame, one place."""
    capture = exhibits["developing"].state.capture
    assert capture is not None
    shell = show(exhibits["frame-hold"], size=size)
    assert isinstance(shell.page, Framing)
    mirror = shell.page.live
    was_at, was_placed = mirror.mapTo(shell, QPoint(0, 0)), mirror.placement()
    later = Frame(capture.frame.seq + 9, booth.clock.monotonic(), np.zeros_like(capture.frame.bgr))
    booth.display.put(display(later))
    booth.post(Captured(capture))
    booth.pump()
    shell.refresh()
    settle()
    page = shell.page
    assert isinstance(page, Developing)
    asked = [effect for effect in booth.effects if isinstance(effect, DevelopPhoto)]
    assert page.live.frozen is capture.frame is asked[-1].capture.frame
    assert page.live.frozen.seq == capture.frame.seq != later.seq
    image = page.live.image
    shown = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    assert np.array_equal(shown[..., :3], capture.frame.bgr)  # and its every pixel
    assert (page.live.mapTo(shell, QPoint(0, 0)), page.live.placement()) == (was_at, was_placed)
    booth.display.put(display(later))
    shell.refresh()
    assert page.live.frozen is capture.frame
    assert np.array_equal(shown[..., :3], capture.frame.bgr)


def test_cards_tell_what_is_being_done(exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth) -> None:
    shell = show(exhibits["developing"])
    view = shell.view()
    assert [c.mark for c in stage_cards(replace(view, stage=None))] == [Mark.WAITING] * 3
    told = {stage: stage_cards(replace(view, stage=stage)) for stage in Stage}
    assert [c.busy for c in told[Stage.CUT]] == [True, False, False]
    assert [c.mark for c in told[Stage.CHECK]] == [Mark.RIGHT, Mark.RIGHT, Mark.WAITING]
    kept = replace(view.spec, background=replace(view.spec.background, replace=False))
    assert stage_cards(replace(view, spec=kept))[1].label == view.texts("developing.stage_kept")
    words = {label.text() for label in shell.findChildren(QLabel)}
    assert {card.label for card in told[Stage.CUT]} <= words


def test_nobody_has_to_wait_for_a_photo(exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth) -> None:
    shell = show(exhibits["developing"])
    shell.findChild(QPushButton, "again").click()
    booth.pump()
    assert (booth.state.step, booth.state.capture) == (Step.FRAME, None)


@pytest.mark.parametrize("motion", [True, False])
def test_one_flash_and_none_for_who_wants_no_motion(app: QApplication, motion: bool) -> None:
    clock = ManualClock()
    instant = InstantPainter(Theme(1920, 1080, "sans", Look(motion=motion)), clock.monotonic)
    assert not instant.flashing
    instant.show(None)
    assert instant.flashing is motion
    clock.advance(FLASH_S)
    assert not instant.flashing
